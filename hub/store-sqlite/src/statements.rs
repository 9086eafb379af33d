//! The texts of statements, built from the descriptions of tables.

use super::fragment::SqlFragment;
use gridbook_store::{Condition, Joined, Lookup, Order, Partition, TableSpec};

/// The columns that a statement reads, of a table and of a joined one.
pub(super) struct Shown {
    /// The names of the columns in the result.
    pub names: Vec<&'static str>,
    /// The columns, in the same order.
    pub columns: String,
    /// The join; empty without one.
    pub join: String,
}

impl Shown {
    /// Describes these columns.
    pub fn new(
        table: &'static TableSpec,
        shown: &[&'static str],
        joined: Option<&'static Joined>,
    ) -> Self {
        let TableSpec { name: of, .. } = table;
        let mut names = shown.to_vec();
        let mut columns: Vec<String> = shown.iter().map(|name| format!("{of}.{name}")).collect();
        let mut join = String::new();
        if let Some(Joined { table: TableSpec { name: other, .. }, on, given, shown }) = joined {
            names.extend(shown.iter().map(|(_, name)| name));
            columns.extend(shown.iter().map(|(column, _)| format!("{other}.{column}")));
            let on = on.iter().map(|column| format!("{other}.{column} = {of}.{column}"));
            let given = given.iter().map(|column| format!("{other}.{column} = :{column}"));
            let on = on.chain(given).collect::<Vec<_>>().join(" AND ");
            join = format!(" LEFT JOIN {other} ON {on}");
        }
        Self { names, columns: columns.join(", "), join }
    }
}

/// Selects one row of a table by its key.
pub(super) fn row(table: &TableSpec, shown: &Shown) -> String {
    let Shown { columns, join, .. } = shown;
    let TableSpec { name, key, .. } = table;
    let key = key.iter().map(|column| format!("{name}.{column} = :{column}"));
    let key = key.collect::<Vec<_>>().join(" AND ");
    format!("SELECT {columns} FROM {name}{join} WHERE {key}")
}

/// Selects the rows of a lookup, with bounds or without: one, some of them, or all.
pub(super) fn related(lookup: &Lookup, within: bool, limit: Option<u64>) -> String {
    let Lookup { table: TableSpec { name, .. }, index, by, only, order, shown, .. } = lookup;
    let index = index.map(|index| format!(" INDEXED BY {index}")).unwrap_or_default();
    let mut conditions = vec![equal(by)];
    let bounded = order.first().filter(|_| within);
    conditions.extend(bounded.map(|at| format!("{at} >= :since AND {at} < :until")));
    conditions.extend(only.iter().map(|only| condition(*only)));
    let way = direction(lookup.direction);
    let order: Vec<String> = order.iter().map(|column| format!("{column} {way}")).collect();
    format!(
        "SELECT {} FROM {name}{index} WHERE {} ORDER BY {}{}",
        shown.join(", "),
        conditions.join(" AND "),
        order.join(", "),
        match limit {
            None => "",
            Some(1) => " LIMIT 1",
            Some(_) => " LIMIT :limit",
        },
    )
}

/// Selects the counters of the grids of some partitions.
pub(super) fn counted(table: &TableSpec, shown: &Shown, partitions: &[Partition]) -> SqlFragment {
    let Shown { columns, join, .. } = shown;
    let begin = format!("SELECT {columns} FROM {}{join} WHERE ", table.name);
    let part = |(n, partition): (usize, &Partition)| {
        SqlFragment::partition(table.name, n, *partition).behind(&begin)
    };
    let parts: Vec<SqlFragment> = partitions.iter().enumerate().map(part).collect();
    let texts: Vec<&str> = parts.iter().map(|part| part.sql.as_str()).collect();
    let sql = texts.join(" UNION ALL ");
    SqlFragment { sql, values: parts.into_iter().flat_map(|part| part.values).collect() }
}

/// Inserts a new row, bound in the order of its columns.
pub(super) fn insert(table: &TableSpec, columns: &[&str]) -> String {
    format!("INSERT INTO {} {}", table.name, row_of(columns))
}

/// Inserts a row, replacing the one with its key. A row that is all key stays as it is.
pub(super) fn replace(table: &TableSpec, columns: &[&str]) -> String {
    if columns.iter().all(|column| table.key.contains(column)) {
        return format!("{} ON CONFLICT DO NOTHING", insert(table, columns));
    }
    format!("INSERT OR REPLACE INTO {} {}", table.name, row_of(columns))
}

/// Adds the values outside the key to those of the row with the same key.
pub(super) fn bump(table: &TableSpec, columns: &[&str]) -> String {
    let rest = columns.iter().filter(|column| !table.key.contains(column));
    let sums: Vec<String> =
        rest.map(|column| format!("{column} = {column} + excluded.{column}")).collect();
    let (insert, key) = (insert(table, columns), table.key.join(", "));
    format!("{insert} ON CONFLICT ({key}) DO UPDATE SET {}", sums.join(", "))
}

/// Returns `(a, b) VALUES (:a, :b)`.
fn row_of(columns: &[&str]) -> String {
    format!("({}) VALUES (:{})", columns.join(", "), columns.join(", :"))
}

/// Inserts a row and numbers it in the last column of the key.
pub(super) fn append(table: &TableSpec, columns: &[&str]) -> String {
    let TableSpec { name, key, .. } = table;
    let Some((n, shared)) = key.split_last() else { return insert(table, columns) };
    format!(
        "INSERT INTO {name} ({}, {n}) SELECT :{}, 1 + coalesce(max({n}), 0) FROM {name} WHERE {}",
        columns.join(", "),
        columns.join(", :"),
        equal(shared),
    )
}

/// Updates these columns of the row with a key. The columns are bound in this order, followed by
/// the key.
pub(super) fn update(table: &TableSpec, columns: &[&str]) -> String {
    let change = columns.iter().map(|column| format!("{column} = :{column}"));
    let change = change.collect::<Vec<_>>().join(", ");
    format!("UPDATE {} SET {change} WHERE {}", table.name, equal(table.key))
}

/// Deletes the rows whose key begins with a number of given values.
pub(super) fn delete(table: &TableSpec, values: usize) -> String {
    let key: Vec<&str> = table.key.iter().copied().take(values).collect();
    match key.as_slice() {
        [] => format!("DELETE FROM {}", table.name),
        key => format!("DELETE FROM {} WHERE {}", table.name, equal(key)),
    }
}

/// Returns `a = :a AND b = :b`.
fn equal(columns: &[&str]) -> String {
    let equal = columns.iter().map(|column| format!("{column} = :{column}"));
    equal.collect::<Vec<_>>().join(" AND ")
}

/// Returns a condition on a row. Its value is part of the text, because SQLite chooses a partial
/// index by the text.
pub(super) fn condition(condition: Condition) -> String {
    match condition {
        Condition::Is(column, word) => format!("{column} = '{word}'"),
        Condition::IsNot(column, word) => format!("{column} <> '{word}'"),
        Condition::Present(column) => format!("{column} IS NOT NULL"),
    }
}

/// Returns the keyword of an order.
pub(super) fn direction(order: Order) -> &'static str {
    match order {
        Order::Desc => "DESC",
        Order::Asc => "ASC",
    }
}
