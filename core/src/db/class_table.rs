//! Typed tables: the fields of a record mapped to the columns of its class and back, without loss.
//!
//! A column has the name of its field. A field without a column, and a value of another shape than
//! its column is for, are kept in `rest` as they came. So a field needs a column only when SQL
//! reads it, and the migrations alone say which do.

use super::row::{LocalRow, Stamp};
use crate::error::{Error, Result};
use gridbook_domain::field::{Field, Kind};
use gridbook_domain::fields::Fields;
use gridbook_domain::{Class, FeedId, RecordId};
use gridbook_sqlite::{Columns, ReadColumn as _};
use rusqlite::types::Null;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, named_params};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The class a table holds, and its extra column.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub class: Class,
    /// The table's name.
    pub table: &'static str,
    /// A column that the feature computes from the fields; it comes after `rest`.
    pub computed: Option<&'static str>,
}

impl Layout {
    /// Returns the layout of a class that has no computed column.
    pub const fn plain(class: Class, table: &'static str) -> Self {
        Self { class, table, computed: None }
    }
}

/// The table of one class: the fields that have a column, and the statements.
pub(crate) struct ClassTable {
    class: Class,
    fields: Vec<&'static Field>,
    put: String,
    get: String,
    stamp: String,
    of_feed: String,
    remove: String,
}

/// The columns of every class that precede those of its fields, in the order of their parameters.
const COMMON: [&str; 7] =
    ["record", "feed", "version_n", "version_tag", "by_account", "at", "unsettled"];

impl ClassTable {
    /// Builds the statements of a table from the fields of its class that have a column in it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open(conn: &Connection, layout: Layout) -> Result<Self> {
        let Layout { class, table, computed } = layout;
        let columns = columns(conn, table)?;
        let has_column = |field: &&Field| columns.contains(field.name);
        let fields: Vec<&Field> = class.fields().iter().filter(has_column).collect();
        let names = fields.iter().map(|field| field.name);
        let read: Vec<&str> = COMMON.into_iter().chain(names).chain(["rest"]).collect();
        let stored: Vec<&str> = read.iter().copied().chain(computed).collect();
        let (columns, values) = (stored.join(", "), each(&stored, |name| format!(":{name}")));
        let updates = stored.get(1..).unwrap_or_default();
        let updates = each(updates, |name| format!("{name} = excluded.{name}"));
        let read = read.join(", ");
        Ok(Self {
            put: format!(
                "INSERT INTO {table} ({columns}) VALUES ({values})
                ON CONFLICT (record) DO UPDATE SET {updates}"
            ),
            get: format!("SELECT {read} FROM {table} WHERE record = :record"),
            stamp: format!(
                "SELECT feed, version_n, version_tag, unsettled FROM {table}
                WHERE record = :record"
            ),
            of_feed: format!("SELECT record FROM {table} WHERE feed = :feed"),
            remove: format!("DELETE FROM {table} WHERE record = :record"),
            class,
            fields,
        })
    }

    /// Returns the class.
    pub fn class(&self) -> &Class {
        &self.class
    }

    /// Writes a row; `computed` is the value of the computed column, if the table has one.
    pub fn put(&self, conn: &Connection, row: &LocalRow, computed: Option<&[u8]>) -> Result<()> {
        let mut statement = conn.prepare_cached(&self.put)?;
        bind_common(&mut statement, row)?;
        let mut rest = self.without_column(&row.fields);
        let mut at = COMMON.len();
        for field in &self.fields {
            at += 1;
            match row.fields.get(field.name) {
                None => statement.raw_bind_parameter(at, Null)?,
                Some(value) if bind(&mut statement, at, field.kind, value)? => {}
                Some(value) => {
                    statement.raw_bind_parameter(at, Null)?;
                    rest.insert(field.name, value);
                }
            }
        }
        let rest = if rest.is_empty() { None } else { Some(json(&rest)?) };
        statement.raw_bind_parameter(at + 1, rest)?;
        if let Some(computed) = computed {
            statement.raw_bind_parameter(at + 2, computed)?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    fn without_column<'a>(&self, fields: &'a Fields) -> BTreeMap<&'a str, &'a Value> {
        let has_column = |name: &str| self.fields.iter().any(|field| field.name == name);
        fields.iter().filter(|(name, _)| !has_column(name)).map(|(n, v)| (n.as_str(), v)).collect()
    }

    /// Reads the row of a record.
    pub fn get(&self, conn: &Connection, record: RecordId) -> Result<Option<LocalRow>> {
        let mut statement = conn.prepare_cached(&self.get)?;
        let key = named_params! {":record": record.as_bytes()};
        statement.query_row(key, |row| Ok(self.row_of(row))).optional()?.transpose()
    }

    fn row_of(&self, row: &Row<'_>) -> Result<LocalRow> {
        let row = &Columns::of(row);
        let mut read = LocalRow {
            class: self.class.clone(),
            record: row.read("record")?,
            feed: row.read("feed")?,
            version: row.version("version_n", "version_tag")?,
            by: row.read("by_account")?,
            at: row.get("at")?,
            unsettled: row.get("unsettled")?,
            fields: Fields::new(),
        };
        for field in &self.fields {
            if let Some(value) = value_of(row, field)? {
                read.fields.insert(field.name.to_owned(), value);
            }
        }
        // A field whose column holds a value never is in `rest`.
        if let Some(rest) = row.get::<Option<String>>("rest")? {
            read.fields.extend(read_json::<Fields>(&rest)?);
        }
        Ok(read)
    }

    /// Reads the part of a row that planning an op needs.
    pub fn stamp(&self, conn: &Connection, record: RecordId) -> Result<Option<Stamp>> {
        let mut statement = conn.prepare_cached(&self.stamp)?;
        let key = named_params! {":record": record.as_bytes()};
        let read = |row: &Row<'_>| {
            let row = Columns::of(row);
            let (feed, version) = (row.read("feed")?, row.version("version_n", "version_tag")?);
            Ok(Stamp { feed, version, unsettled: row.get("unsettled")? })
        };
        Ok(statement.query_row(key, read).optional()?)
    }

    /// Returns the records of a feed, in any order.
    pub fn of_feed(&self, conn: &Connection, feed: FeedId) -> Result<Vec<RecordId>> {
        let mut statement = conn.prepare_cached(&self.of_feed)?;
        let key = named_params! {":feed": feed.as_bytes()};
        let rows = statement.query_map(key, |row| row.read("record"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Removes the row of a record, if it exists.
    pub fn remove(&self, conn: &Connection, record: RecordId) -> Result<()> {
        let mut statement = conn.prepare_cached(&self.remove)?;
        statement.execute(named_params! {":record": record.as_bytes()})?;
        Ok(())
    }
}

fn columns(conn: &Connection, table: &str) -> Result<BTreeSet<String>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(:table)")?;
    let names = statement.query_map(named_params! {":table": table}, |row| row.get("name"))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn bind_common(statement: &mut CachedStatement<'_>, row: &LocalRow) -> Result<()> {
    let n = row.version.map(|version| i64::try_from(version.n));
    let n = n.transpose().map_err(|_| Error::Stored("version"))?;
    statement.raw_bind_parameter(1, row.record.as_bytes())?;
    statement.raw_bind_parameter(2, row.feed.as_bytes())?;
    statement.raw_bind_parameter(3, n)?;
    statement.raw_bind_parameter(4, row.version.map(|version| version.tag.0))?;
    statement.raw_bind_parameter(5, row.by.map(|by| *by.as_bytes()))?;
    statement.raw_bind_parameter(6, row.at)?;
    statement.raw_bind_parameter(7, row.unsettled)?;
    Ok(())
}

/// Binds a value that has its column's shape and returns `true`; otherwise returns `false`.
fn bind(statement: &mut CachedStatement<'_>, at: usize, kind: Kind, value: &Value) -> Result<bool> {
    match (kind, value) {
        (Kind::Text(_) | Kind::Code | Kind::Date | Kind::Hash, Value::String(text)) => {
            statement.raw_bind_parameter(at, text.as_str())?;
        }
        (Kind::Id, Value::String(text)) => {
            let Ok(id) = RecordId::parse(text) else { return Ok(false) };
            statement.raw_bind_parameter(at, id.as_bytes())?;
        }
        (Kind::Integer(..), Value::Number(number)) => {
            let Some(number) = number.as_i64() else { return Ok(false) };
            statement.raw_bind_parameter(at, number)?;
        }
        (Kind::Flag, Value::Bool(flag)) => statement.raw_bind_parameter(at, flag)?,
        (Kind::Codes | Kind::Ids | Kind::Nested(_), Value::Array(_))
        | (Kind::Nested(_), Value::Object(_)) => statement.raw_bind_parameter(at, json(value)?)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn value_of(row: &Columns<'_, '_>, field: &Field) -> Result<Option<Value>> {
    Ok(match field.kind {
        Kind::Text(_) | Kind::Code | Kind::Date | Kind::Hash => {
            row.get::<Option<String>>(field.name)?.map(Value::String)
        }
        Kind::Id => {
            row.read::<Option<RecordId>>(field.name)?.map(|id| Value::String(id.to_string()))
        }
        Kind::Integer(..) => row.get::<Option<i64>>(field.name)?.map(Value::from),
        Kind::Flag => row.get::<Option<bool>>(field.name)?.map(Value::from),
        Kind::Codes | Kind::Ids | Kind::Nested(_) => {
            let text: Option<String> = row.get(field.name)?;
            text.map(|text| read_json(&text)).transpose()?
        }
    })
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Stored("record"))
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Stored("record"))
}

/// Joins `text` of each name to a list.
fn each(names: &[&str], text: fn(&str) -> String) -> String {
    names.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")
}
