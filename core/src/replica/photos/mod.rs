//! The files of photos: what was taken in, where the bytes are, which saves name them.

pub(crate) mod files;
pub(crate) mod store;

use gridbook_domain::encoding::Hash;

/// Where the bytes of a photo are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// On this device only.
    Local,
    /// The hub has this many bytes of them.
    Partial {
        /// How many.
        sent: u64,
    },
    /// On the hub's disk, whole.
    Durable,
    /// In the hub's backup too.
    Safe,
    /// No longer here, and never arrived.
    Lost {
        /// Why.
        reason: Lost,
    },
}

/// Why a photo is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than were taken in.
    Changed,
}

impl PhotoState {
    /// The word on the screen, in Chinese.
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

/// A file that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub sha256: Hash,
    pub size: u64,
}
