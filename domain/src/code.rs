//! Open enumerations: the codes this build knows, with any other code kept unchanged.
//!
//! Code tables are data that a deployment edits. An install or hub that receives an unknown code
//! keeps it and passes it on, so each of these types has a variant `Other` that holds the code.
//! Generic code uses the trait [`Codes`] and, as data, a [`CodeTable`].

/// The codes of an open enumeration as data, for the declaration of a field.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeTable {
    /// The name of the Rust type, such as `Sex`.
    pub name: &'static str,
    /// The known codes, each with its label on the screen, in the order a screen offers them.
    pub codes: &'static [(&'static str, &'static str)],
}

impl CodeTable {
    /// Returns the label of a code; the code itself if it is unknown.
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
    /// The meaning of an absent field of this type; `None` if the field may not be absent.
    const ABSENT: Option<Self>;

    /// Parses a code; never fails.
    fn from_code(word: &str) -> Self;

    /// Returns the code on the wire.
    fn as_code(&self) -> &str;
}

/// Declares an open enumeration: each variant with its code on the wire and its label on the
/// screen.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $wire:literal $zh:literal,)*
    } $(absent = $absent:ident)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A code this build does not know, kept unchanged.
            Other(String),
        }

        impl $name {
            /// The codes this build knows, in the order a screen offers them.
            pub const KNOWN: &'static [$name] = &[$($name::$variant,)*];

            /// Returns the code on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(code) => code,
                }
            }

            /// Returns the label on the screen; an unknown code is its own label.
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$variant => $zh,)*
                    Self::Other(code) => code,
                }
            }

            /// Parses a code; never fails.
            pub fn from_code(word: &str) -> Self {
                match word {
                    $($wire => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Parses a label as clerks write it; `None` if it is unknown.
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
