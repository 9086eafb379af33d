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

/// The same for an enum of the core that has a word for the screen: its variants, there and back.
macro_rules! worded {
    ($core:path => $name:ident { $($variant:ident $({ $field:ident })?,)* }) => {
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
                    $(Core::$variant $({ $field })? => Self::$variant $({ $field })?,)*
                }
            }
        }

        impl From<$name> for $core {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant $({ $field })? => Self::$variant $({ $field })?,)*
                }
            }
        }

        $crate::cross::crosses_as!($core, $name);
    };
}

pub(crate) use {crosses_as, worded};
