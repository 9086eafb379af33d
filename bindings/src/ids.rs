//! Ids and dates, which are passed as text and validated on the way in.

use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::domain::encoding::PublicKey;
use gridbook_core::domain::{AccountId, AreaId, InstallId, OpId, RecordId};

/// Passes ids as text. Text that is not an id becomes [`BookError::MalformedId`].
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
    /// One install: one database file of one worker.
    InstallId,
    /// One worker or other account.
    AccountId,
    /// One node of the area tree.
    AreaId,
    /// A public key.
    PublicKey,
}

// A text that is not a date is passed as the last date there is, which the core rejects: unlike the
// bindings it knows the field, and reports it with `MalformedDate`.
uniffi::custom_type!(NaiveDate, String, {
    remote,
    lower: |date| date.to_string(),
    try_lift: |text| Ok(text.parse().unwrap_or(NaiveDate::MAX)),
});

fn malformed(kind: &str) -> BookError {
    BookError::MalformedId { kind: kind.to_owned() }
}
