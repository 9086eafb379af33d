//! Walking lists by their key: indexes give the entries of a list's parts in order, SQLite merges
//! them, looks at no more than a given number of entries, and reads only the rows that match.

use super::fragment::{Named, SqlFragment, blob};
use super::row::{Id, Int, id};
use super::{Result, SqliteTx};
use gridbook_domain::id::RecordId;
use gridbook_store::{Count, Order, Page, PageArgs, PageKey, Partition, SCAN_LIMIT};
use rusqlite::types::Value;
use rusqlite::{Row, ToSql};

/// How many parts one statement merges; SQLite allows 500.
const MOST_PARTS: usize = 400;

/// A list that is scanned.
pub(super) struct List {
    /// Where its entries come from: each a `SELECT` with `FROM` and `WHERE`, without order, that
    /// names the columns `key_at`, `key_id` and `key_in`, its community, and what `matching` asks
    /// about. None of them gives an entry that another one gives.
    pub parts: Vec<SqlFragment>,
    /// The columns behind `key_at` and `key_id`.
    pub key: (&'static str, &'static str),
    /// What is asked of an entry `e`; nothing lets every entry through.
    pub matching: Vec<SqlFragment>,
    /// The columns of a page and the tables that are joined for it.
    pub shown: (&'static str, &'static str),
}

/// From where to where, both left out.
pub(super) struct Bounds {
    low: PageKey,
    high: PageKey,
}

impl Bounds {
    /// Not before `since`, before `until`, and beyond the args's key.
    pub fn new(
        since: Option<i64>,
        until: Option<i64>,
        from: Option<PageKey>,
        order: Order,
    ) -> Self {
        let (least, most) = (RecordId::of([0; 16]), RecordId::of([0xff; 16]));
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

    /// As values of a statement.
    fn values(&self) -> Named {
        let (low, high) = (self.low.record.as_bytes(), self.high.record.as_bytes());
        let values = [
            (":low_at", Value::Integer(self.low.at)),
            (":low", blob(low)),
            (":high_at", Value::Integer(self.high.at)),
            (":high", blob(high)),
        ];
        values.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }
}

/// As many parts of a list as one statement merges.
pub(super) struct MergedQuery<'a> {
    pub list: &'a List,
    pub parts: &'a [SqlFragment],
}

impl MergedQuery<'_> {
    /// The entries between the bounds, in order, at most `:looked`.
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

    /// A page of what matches.
    pub fn page(&self, order: Order) -> String {
        let (ordered, matching, way) = (self.ordered(order), self.matching(), direction(order));
        let (columns, joined) = self.list.shown;
        format!(
            "SELECT e.key_at, e.key_id, {columns} FROM ({ordered}) AS e {joined} \
             WHERE {matching} ORDER BY e.key_at {way}, e.key_id {way} LIMIT :limit"
        )
    }

    /// The entry at which a call gives up, if there are so many.
    pub fn end(&self, order: Order) -> String {
        format!("{} OFFSET :skipped", self.ordered(order))
    }

    /// How many match.
    pub fn count(&self) -> String {
        let (ordered, matching) = (self.ordered(Order::Desc), self.matching());
        format!(
            "SELECT count(*) AS found FROM \
             (SELECT 1 FROM ({ordered}) AS e WHERE {matching} LIMIT :limit)"
        )
    }

    /// The values of the entries.
    fn values(&self, bounds: &Bounds, looked: u64) -> Named {
        let mut values: Named =
            self.parts.iter().flat_map(|part| part.values.iter().cloned()).collect();
        values.extend(bounds.values());
        values.push((":looked".to_owned(), number(looked)));
        values
    }

    /// The values of a statement that looks for at most so many that match.
    fn values_of_matching(&self, bounds: &Bounds, looked: u64, limit: u64) -> Named {
        let mut values = self.values(bounds, looked);
        values.extend(self.list.matching.iter().flat_map(|piece| piece.values.iter().cloned()));
        values.push((":limit".to_owned(), number(limit)));
        values
    }

    /// How many entries are looked at for so many that match: where all match, no more.
    fn looked(&self, limit: u64) -> u64 {
        if self.list.matching.is_empty() { limit } else { SCAN_LIMIT.max(limit) }
    }
}

/// The number of rows as SQLite counts.
fn number(count: u64) -> Value {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn direction(order: Order) -> &'static str {
    match order {
        Order::Desc => "DESC",
        Order::Asc => "ASC",
    }
}

fn key(row: &Row<'_>) -> rusqlite::Result<PageKey> {
    Ok(PageKey { at: row.get("key_at")?, record: id(row, "key_id")? })
}

/// What one statement found, with the keys of the rows.
struct Scanned<T> {
    rows: Vec<(PageKey, T)>,
    /// As far as it has looked; `None` for to its end.
    cut: Option<PageKey>,
}

/// What several statements found, as far as all of them have looked.
fn merge<T>(scanned: Vec<Scanned<T>>, args: PageArgs) -> Page<T> {
    // Whatever way one walks, what comes later has the greater rank.
    let rank = |key: PageKey| match args.order {
        Order::Asc => (key.at, u128::from_be_bytes(*key.record.as_bytes())),
        Order::Desc => (!key.at, !u128::from_be_bytes(*key.record.as_bytes())),
    };
    let cut = scanned.iter().filter_map(|scanned| scanned.cut).min_by_key(|cut| rank(*cut));
    let mut rows: Vec<(PageKey, T)> =
        scanned.into_iter().flat_map(|scanned| scanned.rows).collect();
    rows.retain(|(key, _)| cut.is_none_or(|cut| rank(*key) <= rank(cut)));
    rows.sort_by_key(|(key, _)| rank(*key));
    rows.truncate(usize::try_from(args.limit).unwrap_or(usize::MAX));
    let full = rows.len() as u64 >= args.limit;
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Page { rows, resume_after: cut.filter(|_| !full) }
}

impl SqliteTx<'_> {
    /// All rows of a statement with these values.
    pub(super) fn named<T>(
        &self,
        sql: &str,
        values: &Named,
        from_row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let values: Vec<(&str, &dyn ToSql)> =
            values.iter().map(|(name, value)| (name.as_str(), value as &dyn ToSql)).collect();
        self.all(sql, values.as_slice(), from_row)
    }

    /// The rows that one statement gives for each of some partitions.
    pub(super) fn over<T>(
        &self,
        partitions: &[Partition],
        statement: fn(&str) -> String,
        values: &Named,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        for partitions in partitions.chunks(MOST_PARTS) {
            let mut values = values.clone();
            let parts =
                partitions.iter().enumerate().map(|(n, place)| SqlFragment::place(n, *place));
            let parts = parts.map(|SqlFragment { sql, values: named }| {
                values.extend(named);
                statement(&sql)
            });
            let sql = parts.collect::<Vec<_>>().join(" UNION ALL ");
            rows.extend(self.named(&sql, &values, from_row)?);
        }
        Ok(rows)
    }

    /// A page of a list.
    pub(super) fn scan<T>(
        &self,
        list: &List,
        bounds: &Bounds,
        args: PageArgs,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Page<T>> {
        let mut scanned = Vec::new();
        for parts in list.parts.chunks(MOST_PARTS) {
            scanned.push(self.scan_merged(&MergedQuery { list, parts }, bounds, args, from_row)?);
        }
        Ok(merge(scanned, args))
    }

    fn scan_merged<T>(
        &self,
        merged: &MergedQuery<'_>,
        bounds: &Bounds,
        args: PageArgs,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Scanned<T>> {
        let looked = merged.looked(args.limit);
        let values = merged.values_of_matching(bounds, looked, args.limit);
        let keyed = |row: &Row<'_>| Ok((key(row)?, from_row(row)?));
        let rows = self.named(&merged.page(args.order), &values, keyed)?;
        let last = rows.last().map(|(key, _)| *key);
        let cut = match last.filter(|_| rows.len() as u64 >= args.limit) {
            None => self.resume_after(merged, bounds, args.order, looked)?,
            last => last,
        };
        Ok(Scanned { rows, cut })
    }

    /// How many of a list match, to `most` and no further.
    pub(super) fn tell(&self, list: &List, bounds: &Bounds, most: u64) -> Result<Count> {
        let mut count = Count { rows: 0, more: false };
        for parts in list.parts.chunks(MOST_PARTS) {
            let (merged, left) = (MergedQuery { list, parts }, most - count.rows);
            let looked = merged.looked(left);
            let values = merged.values_of_matching(bounds, looked, left);
            let found = self.named(&merged.count(), &values, |row| row.get::<_, Int>("found"))?;
            count.rows += found.first().map_or(0, |found| found.0);
            count.more |= count.rows >= most;
            if count.more {
                break;
            }
            count.more |= self.resume_after(&merged, bounds, Order::Desc, looked)?.is_some();
        }
        Ok(count)
    }

    /// Where a call that found too little gave up; `None` when it came to the end.
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
        values.push((":skipped".to_owned(), number(looked.saturating_sub(1))));
        Ok(self.named(&merged.end(order), &values, key)?.into_iter().next())
    }
}
