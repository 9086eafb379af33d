//! Ops saved on this install, with their parts and outcomes.

pub(crate) mod store;

use gridbook_domain::outcome::{Effect, FeedSeq, Why};
use gridbook_domain::{AccountId, Class, FeedId, Fields, OpId, RecordId};

/// How far an op has come on its way to the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// On this device only 待发送; it can still be undone.
    Saved,
    /// On this device, and possibly on its way 待发送; it can no longer be undone.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}

impl DeliveryState {
    /// Returns the state of the op with this number, given the numbers up to which ops are durable
    /// and safe.
    pub(crate) fn of(mseq: Option<u64>, durable: u64, safe: u64) -> Self {
        match mseq {
            None => Self::Saved,
            Some(mseq) if mseq <= safe => Self::Archived,
            Some(mseq) if mseq <= durable => Self::Delivered,
            Some(_) => Self::Staged,
        }
    }

    /// Returns the label on the screen, in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Saved | Self::Staged => "待发送",
            Self::Delivered => "已送达",
            Self::Archived => "已归档",
        }
    }
}

/// One save, as a list of saves shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedOp {
    /// The op.
    pub op: OpId,
    /// Its number on this install; absent until it is staged.
    pub mseq: Option<u64>,
    /// How far it has come on its way to the hub.
    pub state: DeliveryState,
    /// When it happened, in milliseconds since 1970: as the hub decided, or else as far as this
    /// install knows.
    pub at: i64,
    /// The outcomes of its parts, in the order of the save.
    pub parts: Vec<SavedPart>,
}

/// The outcome of one part of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPart {
    /// The record's class.
    pub record_class: Class,
    /// The record.
    pub record: RecordId,
    /// Whether it took effect; absent until the hub has answered.
    pub effect: Option<Effect>,
    /// Why it did not simply take effect.
    pub why: Option<Why>,
    /// The hub's message for the author.
    pub words: Option<String>,
}

/// The change that one own part makes to a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalChange {
    pub feed: FeedId,
    pub by: AccountId,
    pub at: i64,
    pub patch: Fields,
}

/// One own change of a record, with its outcome.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnChange {
    pub op: OpId,
    pub at: i64,
    pub state: DeliveryState,
    pub patch: Fields,
    pub effect: Option<Effect>,
    why: Option<Why>,
    words: Option<String>,
}

impl OwnChange {
    /// Returns the message for the author: the hub's, or the label of the reason.
    pub fn words(&self) -> Option<String> {
        let why = self.why.as_ref().map(|why| why.label().to_owned());
        self.words.clone().or(why)
    }
}

/// A part with a known outcome that is still applied to its record.
pub(crate) struct Answered {
    pub saved: i64,
    pub part: i64,
    pub class: Class,
    pub record: RecordId,
    pub effect: Effect,
    pub at: Option<FeedSeq>,
}
