//! Ids are types, so that a household can never be passed where a person is meant.
//!
//! Every id is 128 random bits, written as 22 characters of base64url. A caller that needs a new
//! one hands the random bytes in; nothing here draws them.

use crate::encoding::{Bytes, NotBytes};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Bytes<16>);

        impl $name {
            /// The id made of 16 random bytes that the caller drew.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(Bytes(*uuid::Builder::from_random_bytes(bytes).as_uuid().as_bytes()))
            }

            /// The id with exactly these bytes, for one that is derived or was stored.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Bytes(bytes))
            }

            /// Reads the 22 characters of the wire.
            ///
            /// # Errors
            /// [`NotBytes`] when the text is anything else.
            pub fn parse(text: &str) -> Result<Self, NotBytes> {
                Bytes::parse(text).map(Self)
            }

            /// The id stored in a column of 16 bytes.
            ///
            /// # Errors
            /// [`NotBytes`] for any other length.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, NotBytes> {
                Bytes::from_slice(bytes).map(Self)
            }

            /// The 16 bytes, as they are stored.
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0.0
            }

            /// The same 128 bits as a UUID, for hosts that have a type for it.
            pub fn as_uuid(&self) -> Uuid {
                Uuid::from_bytes(self.0.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )*};
}

ids! {
    /// One save of one worker (or of the console, or of an import).
    OpId,
    /// One record of any class: a person, a household, a visit log, a matter, a photo.
    RecordId,
    /// One database file on one handheld, for life: one worker, one home community.
    InstallId,
    /// One stream of record versions that a device may receive.
    FeedId,
    /// One person who signs in or enrols a handheld: worker, supervisor, dispatcher.
    AccountId,
    /// One node of the area tree; a community's id is the key everything is spread by.
    AreaId,
    /// One uninterrupted history of the hub; a restore starts another.
    EpochId,
}

impl RecordId {
    /// The record that tells an op's outcome carries the op's own id.
    pub fn of_op(op: OpId) -> Self {
        Self::from_bytes(*op.as_bytes())
    }
}

impl OpId {
    /// The op that an outcome record tells of.
    pub fn of_record(record: RecordId) -> Self {
        Self::from_bytes(*record.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_22_characters_and_reads_back() {
        let id = RecordId::from_random([7; 16]);
        assert_eq!(id.to_string().len(), 22);
        assert_eq!(RecordId::parse(&id.to_string()), Ok(id));
    }

    #[test]
    fn text_of_another_length_is_no_id() {
        assert!(RecordId::parse("AAAA").is_err());
        assert!(RecordId::parse("not base64 at all !!!").is_err());
    }
}
