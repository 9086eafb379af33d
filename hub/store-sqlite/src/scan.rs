//! Scans lists by their key: indexes return the entries of a list's parts in order, SQLite merges
//! them, looks at no more than a given number of entries, and reads only the rows that match.

use super::fragment::SqlFragment;
use super::statements::{Shown, direction};
use super::value::{Bound, Named, values};
use super::{Result, SqliteTx};
use gridbook_domain::id::RecordId;
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{
    Column as _, Count, Order, Page, PageArgs, PageKey, SCAN_LIMIT, Value, Values,
};
use rusqlite::{Row, ToSql};

/// How many parts one statement merges; SQLite allows 500.
pub(super) const MOST_PARTS: usize = 400;

/// A list that is scanned.
pub(super) struct List {
    /// The table of its rows.
    pub table: &'static str,
    /// The sources of its entries: each a `SELECT` with `FROM` and `WHERE`, without order, that
    /// returns the columns `key_at`, `key_id` and `key_in`, the entry's community, and the columns
    /// of `matching`. No two of them return the same entry.
    pub parts: Vec<SqlFragment>,
    /// The columns behind `key_at` and `key_id`.
    pub key: (&'static str, &'static str),
    /// The conditions on an entry `e`; without any, every entry matches.
    pub matching: Vec<SqlFragment>,
    /// The columns of a page.
    pub shown: Shown,
}

/// The bounds of a scan, both exclusive.
pub(super) struct Bounds {
    low: PageKey,
    high: PageKey,
}

impl Bounds {
    /// Creates bounds: not before `since`, before `until`, and beyond the key of the page's
    /// arguments.
    pub fn new(
        since: Option<i64>,
        until: Option<i64>,
        from: Option<PageKey>,
        order: Order,
    ) -> Self {
        let (least, most) = (RecordId::from_bytes([0; 16]), RecordId::from_bytes([0xff; 16]));
        let mut low = since.map_or(PageKey { at: i64::MIN, record: least }, |since| PageKey {
            at: since.saturating_sub(1),
            record: most,
        });
        let until = until.map(|at| PageKey { at, record: least });
        let mut high = until.unwrap_or(PageKey { at: i64::MAX, record: most });
        match (from, order) {
            (Some(from), Order::Desc) => high = high.min(from),
            (Some(from), Order::Asc) => low = low.max(from),
            (None, _) => {}
        }
        Self { low, high }
    }

    /// Returns the bounds as values of a statement.
    fn values(&self) -> Named {
        let values = [
            (":low_at", self.low.at.to_value()),
            (":low", self.low.record.to_value()),
            (":high_at", self.high.at.to_value()),
            (":high", self.high.record.to_value()),
        ];
        values.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }
}

/// The parts of a list that one statement merges.
pub(super) struct MergedQuery<'a> {
    pub list: &'a List,
    pub parts: &'a [SqlFragment],
}

impl MergedQuery<'_> {
    /// Selects the entries between the bounds, in order, at most `:looked`.
    fn ordered(&self, order: Order) -> String {
        let ((at, id), way) = (self.list.key, direction(order));
        let bounds = format!("({at}, {id}) > (:low_at, :low) AND ({at}, {id}) < (:high_at, :high)");
        let parts = self.parts.iter().map(|part| format!("{} AND {bounds}", part.sql));
        let entries = parts.collect::<Vec<_>>().join(" UNION ALL ");
        format!("{entries} ORDER BY key_at {way}, key_id {way} LIMIT :looked")
    }

    fn matching(&self) -> String {
        let conditions: Vec<_> =
            self.list.matching.iter().map(|piece| piece.sql.as_str()).collect();
        if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") }
    }

    /// Selects a page of matching rows.
    pub fn page(&self, order: Order) -> String {
        let (ordered, matching, way) = (self.ordered(order), self.matching(), direction(order));
        let List { table, key: (_, id), shown: Shown { columns, join, .. }, .. } = self.list;
        format!(
            "SELECT e.key_at, e.key_id, {columns} FROM ({ordered}) AS e CROSS JOIN {table} \
             ON {table}.community = e.key_in AND {table}.{id} = e.key_id{join} \
             WHERE {matching} ORDER BY e.key_at {way}, e.key_id {way} LIMIT :limit"
        )
    }

    /// Selects the entry at which a scan stops, if there are enough entries.
    pub fn end(&self, order: Order) -> String {
        format!("{} OFFSET :skipped", self.ordered(order))
    }

    /// Counts the matching entries.
    pub fn count(&self) -> String {
        let (ordered, matching) = (self.ordered(Order::Desc), self.matching());
        format!(
            "SELECT count(*) AS found FROM \
             (SELECT 1 FROM ({ordered}) AS e WHERE {matching} LIMIT :limit)"
        )
    }

    /// Returns the values of the entries.
    fn values(&self, bounds: &Bounds, looked: u64) -> Named {
        let mut values: Named =
            self.parts.iter().flat_map(|part| part.values.iter().cloned()).collect();
        values.extend(bounds.values());
        values.push((":looked".to_owned(), Value::Counter(looked)));
        values
    }

    /// Returns the values of a statement that searches for at most `limit` matching entries.
    fn values_of_matching(&self, bounds: &Bounds, looked: u64, limit: u64) -> Named {
        let mut values = self.values(bounds, looked);
        values.extend(self.list.matching.iter().flat_map(|piece| piece.values.iter().cloned()));
        values.push((":limit".to_owned(), Value::Counter(limit)));
        values
    }

    /// Returns how many entries are looked at to find `limit` matching ones: no more than that if
    /// all match.
    fn looked(&self, limit: u64) -> u64 {
        if self.list.matching.is_empty() { limit } else { SCAN_LIMIT.max(limit) }
    }
}

fn key(row: &Row<'_>) -> rusqlite::Result<PageKey> {
    Ok(PageKey { at: row.get("key_at")?, record: row.read("key_id")? })
}

/// The result of one statement, with the keys of the rows.
struct Scanned {
    rows: Vec<(PageKey, Values)>,
    /// The last entry it looked at; `None` if it reached the end.
    cut: Option<PageKey>,
}

/// Merges the results of several statements, up to the entry that all of them reached.
fn merge(scanned: Vec<Scanned>, args: PageArgs) -> Page<Values> {
    // Whatever way one walks, what comes later has the greater rank.
    let rank = |key: PageKey| match args.order {
        Order::Asc => (key.at, u128::from_be_bytes(*key.record.as_bytes())),
        Order::Desc => (!key.at, !u128::from_be_bytes(*key.record.as_bytes())),
    };
    let cut = scanned.iter().filter_map(|scanned| scanned.cut).min_by_key(|cut| rank(*cut));
    let mut rows: Vec<(PageKey, Values)> =
        scanned.into_iter().flat_map(|scanned| scanned.rows).collect();
    rows.retain(|(key, _)| cut.is_none_or(|cut| rank(*key) <= rank(cut)));
    rows.sort_by_key(|(key, _)| rank(*key));
    rows.truncate(usize::try_from(args.limit).unwrap_or(usize::MAX));
    let full = rows.len() as u64 >= args.limit;
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Page { rows, resume_after: cut.filter(|_| !full) }
}

impl SqliteTx<'_> {
    /// Returns all rows of a statement with named values.
    pub(super) fn named<T>(
        &self,
        sql: &str,
        values: &Named,
        from_row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let bound: Vec<(&str, Bound<'_>)> =
            values.iter().map(|(name, value)| (name.as_str(), Bound(value))).collect();
        let values: Vec<(&str, &dyn ToSql)> =
            bound.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect();
        self.all(sql, values.as_slice(), from_row)
    }

    /// Reads a page of a list.
    pub(super) fn scan(
        &self,
        list: &List,
        bounds: &Bounds,
        args: PageArgs,
    ) -> Result<Page<Values>> {
        let mut scanned = Vec::new();
        for parts in list.parts.chunks(MOST_PARTS) {
            scanned.push(self.scan_merged(&MergedQuery { list, parts }, bounds, args)?);
        }
        Ok(merge(scanned, args))
    }

    fn scan_merged(
        &self,
        merged: &MergedQuery<'_>,
        bounds: &Bounds,
        args: PageArgs,
    ) -> Result<Scanned> {
        let looked = merged.looked(args.limit);
        let named = merged.values_of_matching(bounds, looked, args.limit);
        let names = &merged.list.shown.names;
        // The key comes before the columns.
        let keyed = |row: &Row<'_>| Ok((key(row)?, values(row, 2, names)?));
        let rows = self.named(&merged.page(args.order), &named, keyed)?;
        let last = rows.last().map(|(key, _)| *key);
        let cut = match last.filter(|_| rows.len() as u64 >= args.limit) {
            None => self.resume_after(merged, bounds, args.order, looked)?,
            last => last,
        };
        Ok(Scanned { rows, cut })
    }

    /// Counts the matching rows of a list, to `most` and no further.
    pub(super) fn count_matching(&self, list: &List, bounds: &Bounds, most: u64) -> Result<Count> {
        let mut count = Count { rows: 0, more: false };
        for parts in list.parts.chunks(MOST_PARTS) {
            let (merged, left) = (MergedQuery { list, parts }, most - count.rows);
            let looked = merged.looked(left);
            let values = merged.values_of_matching(bounds, looked, left);
            let found = self.named(&merged.count(), &values, |row| row.get::<_, u64>("found"))?;
            count.rows += found.first().copied().unwrap_or_default();
            count.more |= count.rows >= most;
            if count.more {
                break;
            }
            count.more |= self.resume_after(&merged, bounds, Order::Desc, looked)?.is_some();
        }
        Ok(count)
    }

    /// Returns the key at which a scan that found too few rows stopped; `None` if it reached the
    /// end.
    fn resume_after(
        &self,
        merged: &MergedQuery<'_>,
        bounds: &Bounds,
        order: Order,
        looked: u64,
    ) -> Result<Option<PageKey>> {
        if merged.list.matching.is_empty() {
            return Ok(None);
        }
        let mut values = merged.values(bounds, 1);
        values.push((":skipped".to_owned(), Value::Counter(looked.saturating_sub(1))));
        Ok(self.named(&merged.end(order), &values, key)?.into_iter().next())
    }
}
