//! Exports types of the core that cannot be mirrored: each through a type of this crate that has
//! methods, or that has the form an app is used to.

/// Exports a type of the core as a type of this crate, under the latter's name. A value that is not
/// valid in the core fails with a [`crate::BookError`].
macro_rules! crosses_as {
    ($domain:path, $name:ident) => {
        // SAFETY: every call is passed to the converter that UniFFI derived for the other type.
        unsafe impl uniffi::FfiConverter<crate::UniFfiTag> for $domain {
            type FfiType = <$name as uniffi::FfiConverter<crate::UniFfiTag>>::FfiType;

            const TYPE_ID_META: uniffi::MetadataBuffer =
                <$name as uniffi::TypeId<crate::UniFfiTag>>::TYPE_ID_META;

            fn lower(value: Self) -> Self::FfiType {
                <$name as uniffi::FfiConverter<crate::UniFfiTag>>::lower(value.into())
            }

            fn try_lift(value: Self::FfiType) -> uniffi::Result<Self> {
                Ok(<$name as uniffi::FfiConverter<crate::UniFfiTag>>::try_lift(value)?.try_into()?)
            }

            fn write(value: Self, buffer: &mut Vec<u8>) {
                <$name as uniffi::FfiConverter<crate::UniFfiTag>>::write(value.into(), buffer);
            }

            fn try_read(buffer: &mut &[u8]) -> uniffi::Result<Self> {
                Ok(<$name as uniffi::FfiConverter<crate::UniFfiTag>>::try_read(buffer)?.try_into()?)
            }
        }

        uniffi::derive_ffi_traits!(local $domain);
    };
}

/// Generates the enum for an open enumeration, and the function that lists the known codes. A
/// missing variant does not compile.
macro_rules! codes {
    ($(#[$doc:meta])* $list:ident, $name:ident of $core:path {
        $($(#[$about:meta])* $variant:ident,)*
    }) => {
        // It has no name in Rust, because this crate uses the core's type.
        const _: () = {
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
            #[uniffi::export(Debug)]
            pub enum $name {
                $($(#[$about])* $variant,)*
                /// A code this build does not know, kept and passed on unchanged.
                Other {
                    /// The code on the wire.
                    word: String,
                },
            }

            #[uniffi::export]
            impl $name {
                /// Returns the code on the wire.
                pub fn code(&self) -> String {
                    <$core>::from(self.clone()).as_str().to_owned()
                }

                /// Returns the label on the screen, in Chinese; an unknown code is its own label.
                pub fn label(&self) -> String {
                    <$core>::from(self.clone()).label().to_owned()
                }
            }

            /// Returns the codes this build knows, in the order a screen offers them.
            #[uniffi::export]
            pub fn $list() -> Vec<$name> {
                <$core>::KNOWN.iter().cloned().map($name::from).collect()
            }

            impl From<$core> for $name {
                fn from(code: $core) -> Self {
                    type Core = $core;
                    match code {
                        $(Core::$variant => Self::$variant,)*
                        Core::Other(word) => Self::Other { word },
                    }
                }
            }

            impl From<$name> for $core {
                fn from(code: $name) -> Self {
                    match code {
                        $($name::$variant => Self::$variant,)*
                        // A known code that arrives as `Other` is mapped to its variant.
                        $name::Other { word } => Self::from_code(&word),
                    }
                }
            }

            $crate::cross::crosses_as!($core, $name);
        };
    };
}

/// Generates the enum for one of the core's, with its label for the screen.
macro_rules! labelled {
    ($(#[$doc:meta])* $core:path => $name:ident {
        $($(#[$about:meta])* $variant:ident $({ $($(#[$part:meta])* $field:ident: $type:ty,)* })?,)*
    }) => {
        const _: () = {
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
            pub enum $name {
                $($(#[$about])* $variant $({ $($(#[$part])* $field: $type,)* })?,)*
            }

            #[uniffi::export]
            impl $name {
                /// Returns the label on the screen, in Chinese.
                pub fn label(&self) -> String {
                    <$core>::from(*self).label().to_owned()
                }
            }

            impl From<$core> for $name {
                fn from(value: $core) -> Self {
                    type Core = $core;
                    match value {
                        $(Core::$variant $({ $($field),* })? => {
                            Self::$variant $({ $($field),* })?
                        })*
                    }
                }
            }

            impl From<$name> for $core {
                fn from(value: $name) -> Self {
                    match value {
                        $($name::$variant $({ $($field),* })? => {
                            Self::$variant $({ $($field),* })?
                        })*
                    }
                }
            }

            $crate::cross::crosses_as!($core, $name);
        };
    };
}

/// Generates the record for one of the core's, with its message for the screen.
macro_rules! worded {
    ($(#[$doc:meta])* $core:path => $name:ident {
        $($(#[$about:meta])* pub $field:ident: $type:ty,)*
    }) => {
        const _: () = {
            $(#[$doc])*
            #[derive(uniffi::Record)]
            pub struct $name {
                /// One line for the worker, in Chinese.
                pub words: String,
                $($(#[$about])* pub $field: $type,)*
            }

            impl From<$core> for $name {
                fn from(value: $core) -> Self {
                    Self { words: value.words(), $($field: value.$field,)* }
                }
            }

            impl From<$name> for $core {
                fn from(value: $name) -> Self {
                    Self { $($field: value.$field,)* }
                }
            }

            $crate::cross::crosses_as!($core, $name);
        };
    };
}

pub(crate) use {codes, crosses_as, labelled, worded};

/// Generates the error with the variants of the core's, and the conversions in both directions.
macro_rules! book_error {
    ($(#[$doc:meta])* $core:path => $name:ident {
        $($(#[$about:meta])* $variant:ident $({ $($(#[$part:meta])* $field:ident: $type:ty,)* })?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
        pub enum $name {
            $($(#[$about])* $variant $({ $($(#[$part])* $field: $type,)* })?,)*
            /// The text passed as an id is not one: a bug of the app.
            #[error("malformed {kind}")]
            MalformedId {
                /// The expected type, such as `RecordId`.
                kind: String,
            },
        }

        impl From<$core> for $name {
            fn from(error: $core) -> Self {
                type Core = $core;
                match error {
                    $(Core::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)*
                }
            }
        }

        impl $name {
            /// Returns the core's error; `None` for the variant that exists only in the bindings.
            pub(crate) fn core(&self) -> Option<$core> {
                type Core = $core;
                Some(match self.clone() {
                    Self::MalformedId { .. } => return None,
                    $(Self::$variant $({ $($field),* })? => Core::$variant $({ $($field),* })?,)*
                })
            }
        }
    };
}

pub(crate) use book_error;
