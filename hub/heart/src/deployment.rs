//! The singletons of a deployment: its own community, its row in the store, its settings.

use chrono::FixedOffset;
use gridbook_domain::id::{AreaId, EpochId};
use gridbook_domain::setting::{self, OFFSET_MINUTES};
use gridbook_store::{Deployment, Result, StoreError, Tx};

/// The pseudo-community of the whole deployment. It contains the feed of areas, code tables and
/// settings; no area has this id.
pub const DEPLOYMENT: AreaId = AreaId::from_bytes([0; 16]);

/// Returns the deployment's row, which every open hub has.
pub(crate) fn deployment(tx: &mut dyn Tx) -> Result<Deployment> {
    tx.deployment()?.ok_or(StoreError::NotFound { what: "deployment" })
}

/// Returns the deployment's fixed offset from UTC: China's unless a valid one is set.
///
/// # Errors
/// Those of the store.
pub fn utc_offset(tx: &mut dyn Tx) -> Result<FixedOffset> {
    let record = tx.record(DEPLOYMENT, setting::id(OFFSET_MINUTES))?;
    Ok(setting::offset(record.map(|record| record.fields).as_ref()))
}

/// Begins an epoch, and ends all sessions of the console: in an older copy of the database some may
/// be open again that have ended since.
pub(crate) fn begin_epoch(tx: &mut dyn Tx, epoch: EpochId, now: i64) -> Result<()> {
    tx.add_epoch(epoch, now)?;
    tx.end_all_sessions()
}
