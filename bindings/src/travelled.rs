//! How far a save and a photo have travelled, with the word a screen shows for it.

use crate::cross::worded;
use gridbook_core::photo::Lost;

/// Where an op has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum OpState {
    /// On this device only 待发送, and can still be undone.
    Saved,
    /// On this device 待发送; it may be on its way.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}

worded! {
    gridbook_core::OpState => OpState { Saved, Staged, Delivered, Archived, }
}

/// Where the bytes of a photo are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PhotoState {
    /// On this device only 待发送.
    Local,
    /// The hub has this many bytes of them.
    Partial {
        /// How many.
        sent: u64,
    },
    /// On the hub's disk, whole 已送达.
    Durable,
    /// In the hub's backup too 已归档.
    Safe,
    /// No longer here, and never arrived.
    Lost {
        /// Why.
        reason: Lost,
    },
}

worded! {
    gridbook_core::photo::PhotoState => PhotoState {
        Local, Partial { sent }, Durable, Safe, Lost { reason },
    }
}

/// Why a photo is lost.
#[uniffi::remote(Enum)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than were taken in.
    Changed,
}
