//! Counts of what only this device has.

mod store;

use super::photos;
use crate::error::Result;
use gridbook_domain::wire::Waiting;
use rusqlite::Connection;
pub(crate) use store::{drafts, ops};

/// Counts what waits to be sent, as the console shows it.
pub(crate) fn waiting(conn: &Connection) -> Result<Waiting> {
    Ok(Waiting {
        ops: ops(conn)?,
        photos: photos::store::count_waiting(conn)?,
        drafts: drafts(conn)?,
    })
}
