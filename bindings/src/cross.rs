//! How a type of the core crosses that cannot be mirrored: as a type of this room beside it, which
//! has methods, or says the same in the way an app is used to.

/// Makes a type of the core cross as a type of this room, under that type's name. Where only some
/// values of that type are one of the core's, it says so by a [`crate::BookError`].
macro_rules! crosses_as {
    ($domain:path, $name:ident) => {
        // SAFETY: everything is handed on to the converter that UniFFI derived for the other type.
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

/// Makes the enum that an open table of codes crosses as, and the function that lists the codes
/// this build knows. A variant that is missing does not compile.
macro_rules! codes {
    ($(#[$doc:meta])* $list:ident, $name:ident of $core:path {
        $($(#[$about:meta])* $variant:ident,)*
    }) => {
        // Without a name in Rust: everybody here uses the core's type.
        const _: () = {
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
            #[uniffi::export(Debug)]
            pub enum $name {
                $($(#[$about])* $variant,)*
                /// A code this build does not know, kept and passed on as it came.
                Other {
                    /// Its word on the wire.
                    word: String,
                },
            }

            #[uniffi::export]
            impl $name {
                /// The code's word on the wire.
                pub fn code(&self) -> String {
                    <$core>::from(self.clone()).as_str().to_owned()
                }

                /// The word on the screen, in Chinese; an unknown code shows as itself.
                pub fn label(&self) -> String {
                    <$core>::from(self.clone()).label().to_owned()
                }
            }

            /// The codes this build knows, in the order a screen offers them.
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
                        // A known code that comes as unknown is known all the same.
                        $name::Other { word } => Self::from_code(&word),
                    }
                }
            }

            $crate::cross::crosses_as!($core, $name);
        };
    };
}

/// Makes the enum that one of the core crosses as, with its word for the screen.
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
                /// The word on the screen, in Chinese.
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

/// Makes the record that one of the core crosses as, with the words for the screen.
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

/// Makes the error of the variants of the core's, there and back.
macro_rules! book_error {
    ($(#[$doc:meta])* $core:path => $name:ident {
        $($(#[$about:meta])* $variant:ident $({ $($(#[$part:meta])* $field:ident: $type:ty,)* })?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
        pub enum $name {
            $($(#[$about])* $variant $({ $($(#[$part])* $field: $type,)* })?,)*
            /// Text that was handed in as an id is none: a fault of the app.
            #[error("malformed {kind}")]
            MalformedId {
                /// What it should have been, such as `RecordId`.
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
            /// The same error as the core's; `None` for the one that arises at the border.
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
