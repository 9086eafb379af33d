//! Addresses as text.

use crate::db::text;
use gridbook_domain::Fields;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::household::address;
use rusqlite::Row;

/// Returns the address of a row that has a dwelling's columns.
pub(crate) fn address_in(row: &Row<'_>) -> rusqlite::Result<String> {
    let (building, unit) = (text(row, "building")?, text(row, "unit")?);
    Ok(address(&building, &unit, &text(row, "door")?, &text(row, "address")?))
}

/// Returns the address of a dwelling's fields.
pub(crate) fn address_of(dwelling: &Fields) -> String {
    let text = |name: &str| dwelling.text_or_empty(name);
    address(text("building"), text("unit"), text("door"), text("address"))
}
