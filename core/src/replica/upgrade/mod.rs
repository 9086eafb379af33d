//! The first opening of a file by a new build.

mod store;

use super::{APP, Replica, feeds, rows};
use crate::error::Result;

/// Reads again what the previous build did not know, when this one opens the file for the first
/// time.
pub(crate) fn after_update(replica: &Replica) -> Result<()> {
    if replica.read(|tx| store::build(tx))?.as_deref() == Some(APP) {
        return Ok(());
    }
    replica.write(|tx| {
        rows::reread(tx)?;
        feeds::store::clear_stops(tx)?;
        store::set_build(tx, APP)
    })
}
