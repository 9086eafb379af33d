//! The one reader of an address.

use crate::db::text;
use gridbook_domain::Fields;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::household::address;
use rusqlite::Row;

/// The address of a row that holds a dwelling's columns, in words.
pub(crate) fn address_in(row: &Row<'_>) -> rusqlite::Result<String> {
    let (building, unit) = (text(row, "building")?, text(row, "unit")?);
    Ok(address(&building, &unit, &text(row, "door")?, &text(row, "address")?))
}

/// The address of a dwelling's fields, in words.
pub(crate) fn address_of(dwelling: &Fields) -> String {
    let text = |name: &str| dwelling.text_or_empty(name);
    address(text("building"), text("unit"), text("door"), text("address"))
}
