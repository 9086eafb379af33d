//! Pages of lists: their partitions, their first key, their order.

use gridbook_domain::id::{AreaId, RecordId};

/// A part of the area tree whose rows are stored together: a community, or one of its grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    /// The community.
    pub community: AreaId,
    /// One of its grids; `None` for all of them.
    pub grid: Option<AreaId>,
}

/// The position of a row in a list: a moment, and the record's id for equal moments.
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
    /// To smaller keys: older, or due earlier.
    #[default]
    Desc,
    /// To greater keys.
    Asc,
}

/// The first key, the order and the length of a page of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageArgs {
    /// The key to continue after; `None` for the beginning in this order.
    pub from: Option<PageKey>,
    /// The order.
    pub order: Order,
    /// The most rows.
    pub limit: u64,
}

/// Rows of a list, in the order it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Set when the search stopped after looking at [`SCAN_LIMIT`] entries: the key after which to
    /// continue. `None` when the list was read to `limit` or to its end.
    pub resume_after: Option<PageKey>,
}

/// How many rows match a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The counted rows.
    pub rows: u64,
    /// Whether there may be more: the count reached its limit, or the limit of entries to look at.
    pub more: bool,
}

/// The most index entries that a list looks at to find matching rows, over all its partitions
/// together (of which a store may query some hundreds at a time). It bounds a query whose filter
/// matches hardly any row; without a filter, a query looks at no more entries than it returns.
pub const SCAN_LIMIT: u64 = 5_000;
