//! Ids are types, so that a household's id can never be passed for a person's.
//!
//! Every id is 128 random bits, written as 22 characters of base64url. A caller that needs a new id
//! passes the random bytes; this module does not draw any.

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
            /// Returns the id of 16 random bytes that the caller has drawn.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(Bytes(*uuid::Builder::from_random_bytes(bytes).as_uuid().as_bytes()))
            }

            /// Returns the id with exactly these bytes, for one that is derived or was stored.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Bytes(bytes))
            }

            /// Parses the 22 characters of the wire format.
            ///
            /// # Errors
            /// [`NotBytes`] for any other text.
            pub fn parse(text: &str) -> Result<Self, NotBytes> {
                Bytes::parse(text).map(Self)
            }

            /// Reads the id from a column of 16 bytes.
            ///
            /// # Errors
            /// [`NotBytes`] for any other length.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, NotBytes> {
                Bytes::from_slice(bytes).map(Self)
            }

            /// Returns the 16 bytes, as they are stored.
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0.0
            }

            /// Returns the same 128 bits as a UUID, for hosts that have a type for it.
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
    /// One record of any class: a person, a household, a visit, a matter, a photo.
    RecordId,
    /// One install: one database file of one worker, with one home community for life.
    InstallId,
    /// One stream of record versions that a device may receive.
    FeedId,
    /// One person who signs in or enrols a device: worker, supervisor, dispatcher.
    AccountId,
    /// One node of the area tree; a community's id is the key by which data is partitioned.
    AreaId,
    /// One uninterrupted history of the hub; a restore starts another.
    EpochId,
}

impl RecordId {
    /// Returns the id of the outcome record of an op, which is the op's own id.
    pub fn of_op(op: OpId) -> Self {
        Self::from_bytes(*op.as_bytes())
    }
}

impl OpId {
    /// Returns the op of an outcome record.
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
