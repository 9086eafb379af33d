//! The rows of phone and hub, read straight from the database files.

use gridbook_domain::field::{Field, Kind};
use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId};
use rusqlite::{Connection, Row, named_params};
use serde_json::Value;
use std::collections::BTreeMap;

/// A record in the hub's database.
#[derive(Debug, Clone, PartialEq)]
pub struct HubRow {
    /// Its class.
    pub class: String,
    /// Its feed.
    pub feed: FeedId,
    /// Its version, as on the wire.
    pub version: String,
    /// The author of its last change.
    pub by: Option<AccountId>,
    /// When.
    pub at: Option<i64>,
    /// Its fields.
    pub fields: Fields,
}

/// A record as the phone shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PhoneRow {
    /// The hub's row, or the local substitute until the hub has sent one.
    pub row: HubRow,
    /// Whether own unsettled parts cover it.
    pub unsettled: bool,
}

const TYPED: &[(&str, Class)] = &[
    ("person", Class::Person),
    ("household", Class::Household),
    ("dwelling", Class::Dwelling),
    ("visit", Class::Visit),
    ("review", Class::Review),
    ("matter", Class::Matter),
    ("photo", Class::Photo),
    ("conflict", Class::Conflict),
    ("notice", Class::Notice),
    ("area", Class::Area),
    ("code_table", Class::Table),
    ("setting", Class::Setting),
];

/// Reads everything readable on a phone, except the notices that it wrote itself.
pub fn phone_rows(db: &Connection) -> BTreeMap<RecordId, PhoneRow> {
    let mut rows = BTreeMap::new();
    for (table, class) in TYPED {
        let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let found = statement.query_map([], |row| Ok(typed(row, class))).unwrap();
        let found = found.map(Result::unwrap);
        let own = |row: &PhoneRow| *class == Class::Notice && row.row.version.is_empty();
        rows.extend(found.filter(|(_, row)| !own(row)));
    }
    let sql = "SELECT record, class, feed, version, by, at, unsettled, bytes FROM foreign_row";
    let mut statement = db.prepare(sql).unwrap();
    let found = statement.query_map([], |row| Ok(foreign(row))).unwrap();
    rows.extend(found.map(Result::unwrap));
    rows
}

fn typed(row: &Row<'_>, class: &Class) -> (RecordId, PhoneRow) {
    let rest: Option<String> = row.get("rest").unwrap();
    let mut fields: Fields = rest.map_or_else(Fields::new, |text| parse(&text));
    for field in class.fields() {
        // A field without a column of its own is in `rest`.
        if row.as_ref().column_index(field.name).is_ok()
            && let Some(value) = value(row, field)
        {
            fields.insert(field.name.to_owned(), value);
        }
    }
    let n: Option<u64> = row.get("version_n").unwrap();
    let tag: Option<[u8; 6]> = row.get("version_tag").unwrap();
    let version = n.zip(tag).map(|(n, tag)| version(n, tag)).unwrap_or_default();
    let by: Option<[u8; 16]> = row.get("by_account").unwrap();
    let (feed, at) = (FeedId::from_bytes(row.get("feed").unwrap()), row.get("at").unwrap());
    let by = by.map(AccountId::from_bytes);
    let seen = HubRow { class: class.as_str().to_owned(), feed, version, by, at, fields };
    let unsettled = row.get("unsettled").unwrap();
    let record = RecordId::from_bytes(row.get("record").unwrap());
    (record, PhoneRow { row: seen, unsettled })
}

fn value(row: &Row<'_>, field: &Field) -> Option<Value> {
    match field.kind {
        Kind::Text(_) | Kind::Code | Kind::Date | Kind::Hash => {
            row.get::<_, Option<String>>(field.name).unwrap().map(Value::from)
        }
        Kind::Id => {
            let id: Option<[u8; 16]> = row.get(field.name).unwrap();
            id.map(|id| Value::from(RecordId::from_bytes(id).to_string()))
        }
        Kind::Integer(..) => row.get::<_, Option<i64>>(field.name).unwrap().map(Value::from),
        Kind::Flag => row.get::<_, Option<bool>>(field.name).unwrap().map(Value::from),
        Kind::Codes | Kind::Ids | Kind::Nested(_) => {
            row.get::<_, Option<String>>(field.name).unwrap().map(|text| parse(&text))
        }
    }
}

fn foreign(row: &Row<'_>) -> (RecordId, PhoneRow) {
    let by: Option<[u8; 16]> = row.get("by").unwrap();
    let version: Option<String> = row.get("version").unwrap();
    let seen = HubRow {
        class: row.get("class").unwrap(),
        feed: FeedId::from_bytes(row.get("feed").unwrap()),
        version: version.unwrap_or_default(),
        by: by.map(AccountId::from_bytes),
        at: row.get("at").unwrap(),
        fields: parse(&row.get::<_, String>("bytes").unwrap()),
    };
    let unsettled = row.get("unsettled").unwrap();
    (RecordId::from_bytes(row.get("record").unwrap()), PhoneRow { row: seen, unsettled })
}

/// Reads the records of a feed from the hub's database.
pub fn hub_rows(db: &Connection, feed: FeedId) -> BTreeMap<RecordId, HubRow> {
    let sql = "SELECT record, class, feed, n, tag, by_account, at, fields
        FROM record WHERE feed = :feed";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map(named_params! {":feed": feed.as_bytes()}, |row| {
        let by: Option<[u8; 16]> = row.get("by_account")?;
        let found = HubRow {
            class: row.get("class")?,
            feed: FeedId::from_bytes(row.get("feed")?),
            version: version(row.get("n")?, row.get("tag")?),
            by: by.map(AccountId::from_bytes),
            at: row.get("at")?,
            fields: parse(&row.get::<_, String>("fields")?),
        };
        Ok((RecordId::from_bytes(row.get("record")?), found))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn version(n: u64, tag: [u8; 6]) -> String {
    let tag = gridbook_domain::encoding::Bytes(tag);
    gridbook_domain::Version { n, tag }.to_string()
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}
