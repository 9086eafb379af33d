//! The files of photos: what was added, where the bytes are, which saves refer to them.

pub(crate) mod files;
pub(crate) mod store;

use gridbook_domain::encoding::Hash;

/// Where the bytes of a photo are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// On this device only.
    Local,
    /// The hub has a part of the bytes.
    Partial {
        /// The number of bytes the hub has.
        sent: u64,
    },
    /// Complete on the hub's disk.
    Durable,
    /// In the hub's backup too.
    Safe,
    /// Not on this device any more, and never delivered.
    Lost {
        /// The reason.
        reason: Lost,
    },
}

/// Why a photo is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than when it was added.
    Changed,
}

impl PhotoState {
    /// Returns the label on the screen, in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Local => "待发送",
            Self::Partial { .. } => "待发送，已传一部分",
            Self::Durable => "已送达",
            Self::Safe => "已归档",
            Self::Lost { reason: Lost::Missing } => "照片文件丢失",
            Self::Lost { reason: Lost::Changed } => "照片文件已被改动",
        }
    }
}

/// A file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub sha256: Hash,
    pub size: u64,
}
