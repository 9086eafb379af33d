//! Open enumerations: the codes this build knows, and any other code kept as it came.
//!
//! Code tables are data that a deployment edits; a phone or hub that meets a code it does not know
//! keeps it and passes it on. So each of these types has an `Other` that holds the wire's word.

/// Makes an open enumeration with the wire's word and the screen's word of each known code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $wire:literal $zh:literal,)*
    }) => {
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
            pub fn of(word: &str) -> Self {
                match word {
                    $($wire => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// The code behind a word of the screen, as clerks write it; `None` if unknown.
            pub fn of_label(label: &str) -> Option<Self> {
                match label {
                    $($zh => Some(Self::$variant),)*
                    _ => None,
                }
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
                Ok(Self::of(&String::deserialize(d)?))
            }
        }
    };
}
pub(crate) use codes;

#[cfg(test)]
mod tests {
    use crate::visit::Met;

    #[test]
    fn an_unknown_code_survives_the_way_there_and_back() {
        let code: Met = serde_json::from_str("\"asleep\"").unwrap();
        assert_eq!(code, Met::Other("asleep".to_owned()));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"asleep\"");
        assert_eq!(Met::of("met").label(), "见面");
        assert_eq!(Met::of_label("拒访"), Some(Met::Refused));
    }
}
