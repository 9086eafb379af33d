//! Ids and dates: text on the way, checked where they come in.

use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::domain::encoding::PublicKey;
use gridbook_core::domain::{AccountId, AreaId, InstallId, OpId, RecordId};

/// Makes ids cross as text. Text that is none becomes [`BookError::MalformedId`].
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        uniffi::custom_type!($name, String, {
            remote,
            lower: |id| id.to_string(),
            try_lift: |text| Ok($name::parse(&text).map_err(|_| malformed(stringify!($name)))?),
        });
    )*};
}

ids! {
    /// One save.
    OpId,
    /// One record of any class.
    RecordId,
    /// One database file on one handheld.
    InstallId,
    /// One worker or other account.
    AccountId,
    /// One node of the area tree.
    AreaId,
    /// A public key.
    PublicKey,
}

// What is no date crosses as the last one there is, which the core takes for none: unlike this
// border it knows the field, and says so by `MalformedDate`.
uniffi::custom_type!(NaiveDate, String, {
    remote,
    lower: |date| date.to_string(),
    try_lift: |text| Ok(text.parse().unwrap_or(NaiveDate::MAX)),
});

fn malformed(kind: &str) -> BookError {
    BookError::MalformedId { kind: kind.to_owned() }
}
