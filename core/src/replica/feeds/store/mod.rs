//! The SQL of the install's progress at the hub.

mod feed;
mod moved;
mod staged;
mod state;

use crate::error::{Error, Result};
pub(crate) use feed::{feed, feeds, is_granted, put_scope, set_feed};
use gridbook_domain::wire::Row as WireRow;
pub(crate) use moved::{clear_moved, moved, put_moved, remove_moved, take_moved};
pub(crate) use staged::{clear_staged_rows, each_staged_row, is_row_staged, stage_row};
pub(crate) use state::{
    acknowledged, begin, clear_stops, epoch, last_receipt, mark_of, put_epoch, put_receipt,
    receipts, set_staged, set_state, staged, state,
};

fn row_text(row: &WireRow) -> Result<String> {
    serde_json::to_string(row).map_err(|_| Error::Stored("row"))
}

fn row_from(text: &str) -> Result<WireRow> {
    serde_json::from_str(text).map_err(|_| Error::Stored("row"))
}
