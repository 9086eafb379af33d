//! Open enumerations: the codes this build knows, and any other code kept as it came.
//!
//! Code tables are data that a deployment edits; a phone or hub that meets a code it does not know
//! keeps it and passes it on. So each of these types has an `Other` that holds the wire's word.
//! What generic code needs of all of them is [`Codes`] and, as data, [`CodeTable`].

/// The table behind an open enumeration, as data: what a field names its codes by.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeTable {
    /// The name of the Rust type, such as `Sex`.
    pub name: &'static str,
    /// The known codes, each with its label on the screen, in the order a screen offers them.
    pub codes: &'static [(&'static str, &'static str)],
}

impl CodeTable {
    /// Returns the label of a code; an unknown code is shown as itself.
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.codes.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| label)
    }

    /// Returns whether this build knows a code.
    pub fn knows(&self, code: &str) -> bool {
        self.codes.iter().any(|(known, _)| *known == code)
    }
}

/// An open enumeration made by the `codes!` macro.
pub trait Codes: Sized + 'static {
    /// Its codes as data.
    const TABLE: &'static CodeTable;
    /// What a field of this type means when a record leaves it out; `None` when it may not.
    const ABSENT: Option<Self>;

    /// Reads the word on the wire; never fails.
    fn from_code(word: &str) -> Self;

    /// Returns the word on the wire.
    fn as_code(&self) -> &str;
}

/// Makes an open enumeration with the wire's word and the screen's word of each known code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $wire:literal $zh:literal,)*
    } $(absent = $absent:ident)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A code this build does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// The codes this build knows, in the order a screen offers them.
            pub const KNOWN: &'static [$name] = &[$($name::$variant,)*];

            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(code) => code,
                }
            }

            /// The word on the screen; an unknown code shows as itself.
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$variant => $zh,)*
                    Self::Other(code) => code,
                }
            }

            /// The code behind a word of the wire; never fails.
            pub fn from_code(word: &str) -> Self {
                match word {
                    $($wire => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// The code behind a word of the screen, as clerks write it; `None` if unknown.
            pub fn from_label(label: &str) -> Option<Self> {
                match label {
                    $($zh => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::code::Codes for $name {
            const TABLE: &'static $crate::code::CodeTable = &$crate::code::CodeTable {
                name: stringify!($name),
                codes: &[$(($wire, $zh),)*],
            };
            const ABSENT: Option<Self> = $crate::code::codes!(@absent $($absent)?);

            fn from_code(word: &str) -> Self {
                Self::from_code(word)
            }

            fn as_code(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Ok(Self::from_code(&String::deserialize(d)?))
            }
        }
    };
    (@absent) => { None };
    (@absent $absent:ident) => { Some(Self::$absent) };
}
pub(crate) use codes;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::VisitContact;

    #[test]
    fn an_unknown_code_survives_the_way_there_and_back() {
        let code: VisitContact = serde_json::from_str("\"asleep\"").unwrap();
        assert_eq!(code, VisitContact::Other("asleep".to_owned()));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"asleep\"");
        assert_eq!(VisitContact::from_code("met").label(), "见面");
        assert_eq!(VisitContact::from_label("拒访"), Some(VisitContact::Refused));
    }

    #[test]
    fn the_table_says_what_the_enumeration_says() {
        for (code, known) in VisitContact::TABLE.codes.iter().zip(VisitContact::KNOWN) {
            assert_eq!(*code, (known.as_code(), known.label()));
            assert_eq!(VisitContact::from_code(code.0), *known);
        }
        assert_eq!(VisitContact::TABLE.codes.len(), VisitContact::KNOWN.len());
        assert_eq!(
            (VisitContact::TABLE.label("met"), VisitContact::TABLE.label("asleep")),
            ("见面", "asleep")
        );
        assert!(VisitContact::TABLE.knows("met") && !VisitContact::TABLE.knows("asleep"));
    }
}
