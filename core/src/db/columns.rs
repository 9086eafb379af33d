//! Text columns that may be null.

use rusqlite::Row;

/// Returns the text of a column; empty if it is null.
pub(crate) fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

/// Returns the code of a column.
pub(crate) fn code<C>(
    row: &Row<'_>,
    column: &str,
    of: fn(&str) -> C,
) -> rusqlite::Result<Option<C>> {
    Ok(row.get::<_, Option<String>>(column)?.map(|word| of(&word)))
}
