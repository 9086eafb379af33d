//! The options of an import, and its progress.

use crate::reader::Reader;
use gridbook_domain::id::AccountId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The options of an import, and its defaults.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Whether areas that the workbook names and the hub does not have are made.
    pub areas: NewAreas,
    /// The street for rows that name none.
    pub street: Option<String>,
    /// The community for rows that name none.
    pub community: Option<String>,
    /// Whether hidden rows and sheets are imported. They are counted and noted either way.
    pub hidden: Hidden,
    /// Whether an empty cell takes back what the workbook had said there before; otherwise it says
    /// nothing.
    pub clear_blanks: bool,
    /// Whether no other process writes to the hub, so that a transaction may take long.
    pub alone: bool,
    /// Ends the import between two transactions.
    pub stop: Stop,
    /// Whether nothing is saved, so that the report says what an import would do.
    pub preview: bool,
    /// The process that the workbook is read in.
    pub reader: Reader,
    /// Under whose name it is journaled; the hub's own account when nobody signed in for it.
    pub author: Option<AccountId>,
}

/// The request to end an import, which its holder makes at any time.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the import to end. Every household is saved as a whole or not at all.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether an import takes rows and sheets that are hidden or filtered out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hidden {
    /// No: who sees the workbook does not see them.
    #[default]
    Skip,
    /// Yes.
    Take,
}

/// Whether an import makes areas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NewAreas {
    /// Only on a hub that has no areas but those of this very workbook and no imported rows: the
    /// first import, also when it was interrupted.
    #[default]
    OnFirstImport,
    /// Yes: a misspelt grid becomes a new one.
    Create,
    /// No: rows of unknown grids are refused.
    Refuse,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The present phase.
    pub phase: Phase,
    /// How many of the steps of this phase are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// A phase of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reads the workbook; steps are sheets.
    Reading,
    /// Compares with the previous import; steps are communities.
    Comparing,
    /// Saves a community; steps are households.
    Saving,
}
