//! Corrections of records that are here.

use super::outbox::NewPart;
use super::rows;
use crate::db::ReadTx;
use crate::error::{Error, Result};
use gridbook_domain::{Class, Fields, RecordId};
use serde_json::Value;

/// Returns the part that changes a record that is here; `None` when it is like that already.
pub(crate) fn change(
    tx: &ReadTx<'_>,
    class: Class,
    record: RecordId,
    mut patch: Fields,
) -> Result<Option<NewPart>> {
    let row = rows::get(tx, &class, record)?.ok_or(Error::NotFound)?;
    patch.retain(|name, value| row.fields.get(name).unwrap_or(&Value::Null) != value);
    Ok((!patch.is_empty()).then_some(NewPart { class, record, feed: None, patch }))
}
