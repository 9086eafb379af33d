//! Ops saved on this phone, their parts, and what became of them.

pub(crate) mod store;

use gridbook_domain::outcome::{Effect, FeedSeq, Why};
use gridbook_domain::{AccountId, Class, FeedId, Fields, OpId, RecordId};

/// Where an op has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// On this device only, and can still be undone.
    Saved,
    /// On this device; it may be on its way.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}

impl DeliveryState {
    /// The state of the op with this number, given up to which numbers ops are durable and safe.
    pub(crate) fn of(mseq: Option<u64>, durable: u64, safe: u64) -> Self {
        match mseq {
            None => Self::Saved,
            Some(mseq) if mseq <= safe => Self::Archived,
            Some(mseq) if mseq <= durable => Self::Delivered,
            Some(_) => Self::Staged,
        }
    }

    /// The word on the screen, in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Saved | Self::Staged => "待发送",
            Self::Delivered => "已送达",
            Self::Archived => "已归档",
        }
    }
}

/// One save, as a list of receipts shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedOp {
    /// The op.
    pub op: OpId,
    /// Its number on this install; absent until it is staged.
    pub mseq: Option<u64>,
    /// Where it has got to.
    pub state: DeliveryState,
    /// When it happened, in milliseconds since 1970: as the hub decided, or as known here.
    pub at: i64,
    /// What became of its parts, in the order of the save.
    pub parts: Vec<SavedPart>,
}

/// What became of one part of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPart {
    /// The record's class.
    pub record_class: Class,
    /// The record.
    pub record: RecordId,
    /// What became of it; absent until the hub has told.
    pub effect: Option<Effect>,
    /// Why it did not simply take effect.
    pub why: Option<Why>,
    /// What the hub tells the author about it.
    pub words: Option<String>,
}

/// What an own part does to a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalChange {
    pub feed: FeedId,
    pub by: AccountId,
    pub at: i64,
    pub patch: Fields,
}

/// One own change of a record, and what became of it.
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
    /// What the author is told of it: the hub's words, or what this build says for its reason.
    pub fn words(&self) -> Option<String> {
        let why = self.why.as_ref().map(|why| why.label().to_owned());
        self.words.clone().or(why)
    }
}

/// A part whose outcome is known and which still covers its record.
pub(crate) struct Answered {
    pub saved: i64,
    pub part: i64,
    pub class: Class,
    pub record: RecordId,
    pub effect: Effect,
    pub at: Option<FeedSeq>,
}
