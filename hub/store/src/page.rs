//! Pages of lists: of which partitions, from which key, in which order.

use gridbook_domain::id::{AreaId, RecordId};

/// A part of the area tree whose rows are stored together: a community, or one of its grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    /// The community.
    pub community: AreaId,
    /// One of its grids; `None` for all of them.
    pub grid: Option<AreaId>,
}

/// Where a row stands in a list: by a moment, and by its id where moments are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    /// The moment, in milliseconds since 1970.
    pub at: i64,
    /// The record.
    pub record: RecordId,
}

/// The order in which a list is read from a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// To smaller keys: what is older, or due earlier.
    #[default]
    Desc,
    /// To greater keys.
    Asc,
}

/// Where a page of a list begins, in which order it is read and how many rows it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageArgs {
    /// The key to go on from; which is left out; `None` for the beginning in this order.
    pub from: Option<PageKey>,
    /// The order.
    pub order: Order,
    /// At most so many rows.
    pub limit: u64,
}

/// Rows of a list, in the order it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The search stopped here after looking at [`SCAN_LIMIT`] entries; going on from this key
    /// finds what lies beyond. `None` when the list was read to `limit` or to its end.
    pub resume_after: Option<PageKey>,
}

/// How many rows a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// So many were counted.
    pub rows: u64,
    /// There may be more: the count came to its limit, or looked at as many entries as it might.
    pub more: bool,
}

/// How many index entries a list looks at for rows that match, over all its partitions together (of
/// which a store may take some hundreds at a time): what bounds it when a filter hits hardly
/// anything. Without a filter it looks at no more than it gives.
pub const SCAN_LIMIT: u64 = 5_000;
