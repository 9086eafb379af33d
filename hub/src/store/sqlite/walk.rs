//! Walking a list by its key: an index gives entries in order, at most so many of them are looked
//! at, and only those that match are joined with what a page shows.

use super::row::{Id, Int, id};
use super::{Result, SqliteTx};
use crate::store::{Count, Found, Key, Span, Walk};
use gridbook_domain::id::RecordId;
use rusqlite::types::Value;
use rusqlite::{Row, ToSql};

/// Named values of a statement.
pub(super) type Named = Vec<(&'static str, Value)>;

/// The bytes of an id as a value.
pub(super) fn blob(bytes: &[u8; 16]) -> Value {
    Value::Blob(bytes.to_vec())
}

/// Text or null.
pub(super) fn words(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
}

/// A list that is walked.
pub(super) struct List {
    /// The entries: a `SELECT` with `FROM` and `WHERE`, without order, that names the columns
    /// `key_at` and `key_id`, and what `matching` asks about.
    pub entries: String,
    /// The columns behind `key_at` and `key_id`.
    pub key: (&'static str, &'static str),
    /// What of an entry `e` is wanted.
    pub matching: &'static str,
    /// The columns of a page and the tables that are joined for it.
    pub shown: (&'static str, &'static str),
    /// Whether `matching` lets everything through this time.
    pub all_match: bool,
    /// The values of `entries` and `matching`.
    pub values: Named,
}

/// From where to where, both left out.
pub(super) struct Bounds {
    low: Key,
    high: Key,
}

impl Bounds {
    /// Not before `since`, before `until`, and beyond the span's key.
    pub fn new(since: Option<i64>, until: Option<i64>, from: Option<Key>, walk: Walk) -> Self {
        let (least, most) = (RecordId::of([0; 16]), RecordId::of([0xff; 16]));
        let mut low = since.map_or(Key { at: i64::MIN, record: least }, |since| Key {
            at: since.saturating_sub(1),
            record: most,
        });
        let until = until.map(|at| Key { at, record: least });
        let mut high = until.unwrap_or(Key { at: i64::MAX, record: most });
        match (from, walk) {
            (Some(from), Walk::Down) => high = high.min(from),
            (Some(from), Walk::Up) => low = low.max(from),
            (None, _) => {}
        }
        Self { low, high }
    }

    /// As values of a statement.
    pub fn values(&self) -> Named {
        vec![
            (":low_at", Value::Integer(self.low.at)),
            (":low", blob(self.low.record.as_bytes())),
            (":high_at", Value::Integer(self.high.at)),
            (":high", blob(self.high.record.as_bytes())),
        ]
    }
}

/// The number of rows as SQLite counts.
fn number(count: u64) -> Value {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

impl List {
    /// The entries between the bounds, in order, at most `:looked`.
    fn ordered(&self, walk: Walk) -> String {
        let (Self { entries, key: (at, id), .. }, way) = (self, way(walk));
        format!(
            "{entries} AND ({at}, {id}) > (:low_at, :low) AND ({at}, {id}) < (:high_at, :high) \
             ORDER BY {at} {way}, {id} {way} LIMIT :looked"
        )
    }

    /// A page of what matches.
    pub fn page(&self, walk: Walk) -> String {
        let (ordered, matching, way) = (self.ordered(walk), self.matching, way(walk));
        let (columns, joined) = self.shown;
        format!(
            "SELECT {columns} FROM ({ordered}) AS e {joined} WHERE {matching} \
             ORDER BY e.key_at {way}, e.key_id {way} LIMIT :limit"
        )
    }

    /// The entry at which a call gives up, if there are so many.
    pub fn end(&self, walk: Walk) -> String {
        format!("{} OFFSET :skipped", self.ordered(walk))
    }

    /// How many match.
    pub fn count(&self) -> String {
        let (ordered, matching) = (self.ordered(Walk::Down), self.matching);
        format!(
            "SELECT count(*) AS found FROM \
             (SELECT 1 FROM ({ordered}) AS e WHERE {matching} LIMIT :limit)"
        )
    }
}

fn way(walk: Walk) -> &'static str {
    match walk {
        Walk::Down => "DESC",
        Walk::Up => "ASC",
    }
}

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key { at: row.get("key_at")?, record: id(row, "key_id")? })
}

impl SqliteTx<'_> {
    /// All rows of a statement with these values.
    pub(super) fn named<T>(
        &self,
        sql: &str,
        values: &Named,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let values: Vec<(&str, &dyn ToSql)> =
            values.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect();
        self.all(sql, values.as_slice(), from_row)
    }

    /// A page of a list.
    pub(super) fn walk<T>(
        &self,
        list: &List,
        bounds: &Bounds,
        span: Span,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Found<T>> {
        let mut values = [list.values.clone(), bounds.values()].concat();
        values.push((":looked", number(span.look)));
        values.push((":limit", number(span.limit)));
        let rows = self.named(&list.page(span.walk), &values, from_row)?;
        let full = rows.len() as u64 >= span.limit;
        let gave_up = if full { None } else { self.gave_up(list, bounds, span.walk, span.look)? };
        Ok(Found { rows, gave_up })
    }

    /// How many of a list match, to `most` and no further.
    pub(super) fn tell(&self, list: &List, bounds: &Bounds, most: u64, look: u64) -> Result<Count> {
        let mut values = [list.values.clone(), bounds.values()].concat();
        // Where all match, no more need be looked at than are counted.
        let looked = if list.all_match { most } else { look };
        values.push((":looked", number(looked)));
        values.push((":limit", number(most)));
        let found = self.named(&list.count(), &values, |row| row.get::<_, Int>("found"))?;
        let rows = found.first().map_or(0, |found| found.0);
        let more = rows >= most || self.gave_up(list, bounds, Walk::Down, look)?.is_some();
        Ok(Count { rows, more })
    }

    /// Where a call that found too little gave up; `None` when it came to the list's end.
    fn gave_up(&self, list: &List, bounds: &Bounds, walk: Walk, look: u64) -> Result<Option<Key>> {
        if list.all_match {
            return Ok(None);
        }
        // Of the values only those of the entries have a place here.
        let mut values = [list.values.clone(), bounds.values()].concat();
        values.retain(|(name, _)| list.entries.contains(name) || !list.matching.contains(name));
        values.push((":looked", number(1)));
        values.push((":skipped", number(look.saturating_sub(1))));
        Ok(self.named(&list.end(walk), &values, key)?.into_iter().next())
    }
}
