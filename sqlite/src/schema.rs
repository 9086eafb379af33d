//! Prints a schema, for tests that compare it with a checked-in file.

use rusqlite::Connection;

/// Returns the schema from SQLite's own catalog: one statement per object, ordered by table.
///
/// # Errors
/// If SQLite cannot read the schema.
pub fn dump(connection: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
        ORDER BY tbl_name, type DESC, name";
    let mut statement = connection.prepare(sql)?;
    let objects = statement.query_map([], |row| Ok(row.get::<_, String>("sql")? + ";\n"))?;
    Ok(objects.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
}

/// Returns the tables that are not `STRICT`, by name.
///
/// # Errors
/// If SQLite cannot read the schema.
pub fn loose_tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([], |row| row.get("name"))?;
    names.collect()
}
