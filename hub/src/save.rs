//! Edits made on the hub itself, by the console or an import: ops like any other, journaled under
//! the hub's own install of the community and applied by the same code as a phone's.

use crate::{Hub, HubError};
use gridbook_domain::id::{AccountId, AreaId, FeedId, OpId, RecordId};
use gridbook_domain::outcome::Outcome;
use gridbook_domain::{Class, Fields, Version};

/// What an op does to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPart {
    /// The record's class.
    pub class: Class,
    /// The record: a new id for a new one.
    pub record: RecordId,
    /// The feed it lies in ([`crate::AreaInfo::feed`]).
    pub feed: FeedId,
    /// The version the author had seen; `None` for a new record. What others changed since is
    /// merged, and a value that loses is kept as a conflict.
    pub base: Option<Version>,
    /// The fields it changes; `null` clears one.
    pub patch: Fields,
}

/// An op to be saved, and what the import remembers of it in the same transaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewOp {
    /// What it does; at least one part, at most 64 KiB in all.
    pub parts: Vec<NewPart>,
    /// What the import remembers.
    pub remember: Vec<Remember>,
}

/// What an import remembers of a row, so that the next import can compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Remember {
    /// What identifies the row, in the import's own words; unique in the community.
    pub key: String,
    /// The record it became.
    pub record: RecordId,
    /// The fields as the file had them.
    pub fields: Fields,
}

/// What became of a saved op.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its id.
    pub op: OpId,
    /// What became of its parts, in their order, with their versions and conflicts.
    pub outcome: Outcome,
}

impl Hub {
    /// Saves one op.
    ///
    /// # Errors
    /// [`HubError::NotFound`] for an unknown community or author, [`HubError::Invalid`] for an op
    /// without parts, over 64 KiB or with numbers that are no integers below 2^53.
    pub fn save(
        &self,
        community: AreaId,
        author: AccountId,
        parts: Vec<NewPart>,
    ) -> Result<Saved, HubError> {
        let saved =
            self.save_many(community, author, vec![NewOp { parts, remember: Vec::new() }])?;
        saved.into_iter().next().ok_or(HubError::NotFound { what: "op" })
    }

    /// Saves several ops in one transaction: all of them or, on an error, none. A few hundred at a
    /// time are quick and do not keep the phones waiting long.
    ///
    /// # Errors
    /// As [`Hub::save`].
    pub fn save_many(
        &self,
        _community: AreaId,
        _author: AccountId,
        _ops: Vec<NewOp>,
    ) -> Result<Vec<Saved>, HubError> {
        Err(HubError::Keys)
    }

    /// The account the hub itself acts under, for imports that nobody signed in for.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn own_account(&self) -> Result<AccountId, HubError> {
        Err(HubError::Keys)
    }

    /// A new record id.
    ///
    /// # Errors
    /// [`HubError::Internal`] when the system gives no randomness.
    pub fn new_record(&self) -> Result<RecordId, HubError> {
        Err(HubError::Keys)
    }

    /// Everything imports remember of a community, with the version each record had then.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn imported(&self, _community: AreaId) -> Result<Vec<crate::store::ImportedRow>, HubError> {
        Err(HubError::Keys)
    }

    /// A record as it is now.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn record(
        &self,
        _community: AreaId,
        _record: RecordId,
    ) -> Result<Option<crate::store::Record>, HubError> {
        Err(HubError::Keys)
    }
}
