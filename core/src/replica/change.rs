//! Corrections of stored records.

use super::outbox::NewPart;
use super::rows;
use crate::db::ReadTx;
use crate::error::{Error, Result};
use gridbook_domain::{Class, Fields, RecordId};
use serde_json::Value;

/// Returns the part that changes a stored record; `None` if the record has these values already.
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
