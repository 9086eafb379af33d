//! The options of an import, and its progress.

use gridbook_domain::id::AccountId;

/// The options of an import, and its defaults.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Whether areas that the workbook names and the hub does not have are made.
    pub areas: NewAreas,
    /// The street for rows that name none.
    pub street: Option<String>,
    /// The community for rows that name none.
    pub community: Option<String>,
    /// Under whose name it is journaled; the hub's own account when nobody signed in for it.
    pub author: Option<AccountId>,
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
