//! What every deployment has once: its own community, its row in the store, its settings.

use chrono::FixedOffset;
use gridbook_domain::clock::CHINA;
use gridbook_domain::id::AreaId;
use gridbook_domain::setting;
use gridbook_store::{Deployment, Result, StoreError, Tx};

/// The community that stands for the whole deployment: its feed of areas, code tables and settings
/// lies there. No area has this id.
pub const DEPLOYMENT: AreaId = AreaId::from_bytes([0; 16]);

/// The setting that holds the deployment's fixed offset from UTC in minutes; 480 for China.
pub const OFFSET_MINUTES: &str = "offset_minutes";

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
    let minutes = record.and_then(|record| record.fields.get("value")?.as_i64());
    let seconds = minutes.and_then(|minutes| i32::try_from(minutes.checked_mul(60)?).ok());
    Ok(seconds.and_then(FixedOffset::east_opt).unwrap_or(CHINA))
}
