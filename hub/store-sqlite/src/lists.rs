//! Lists from their descriptions: the index of each partition, and the conditions on its entries.

use super::fragment::{SqlFragment, communities};
use super::scan::{Bounds, List};
use super::statements::{Shown, condition};
use gridbook_store::{
    Conditions, IndexScope, ListIndex, ListQuery, ListSpec, PageArgs, Partition, Placement, Result,
    StoreError, Value,
};

/// A partition that is read by an index.
pub(super) type Part = (Partition, &'static ListIndex);

/// Returns the list of a query.
pub(super) fn list(query: &ListQuery<'_>) -> Result<List> {
    let ListQuery { list, partitions, conditions } = query;
    let parts = parts(query)?;
    let led_by = |column| parts.iter().all(|(_, index)| index.by.contains(&column));
    let asked = conditions.equal.iter().filter(|(column, _)| !led_by(*column));
    let (mut carried, mut matching) = (Vec::new(), Vec::new());
    for (column, value) in asked {
        carried.push((*column).to_owned());
        matching.push(SqlFragment::equal(column, value.clone()));
    }
    if parts.iter().any(|(_, index)| index.scope == IndexScope::Both) {
        let (column, within) = match list.placement {
            Placement::Grid => ("grid".to_owned(), SqlFragment::within(partitions)),
            Placement::Owner(owner) => {
                (format!("{owner} AS owner"), SqlFragment::working(partitions))
            }
        };
        carried.extend(within.is_some().then_some(column));
        matching.extend(within);
    }
    let entry = |(n, part)| entries(list, conditions, &carried, n, part);
    Ok(List {
        table: list.table.name,
        parts: parts.into_iter().enumerate().map(entry).collect(),
        key: (list.order, list.record()),
        matching,
        shown: Shown::new(list.table, list.shown, list.joined.as_ref()),
    })
}

/// Returns the bounds of a query's page.
pub(super) fn bounds(query: &ListQuery<'_>, args: PageArgs) -> Bounds {
    Bounds::new(query.conditions.since, query.conditions.until, args.from, args.order)
}

/// Returns the partitions and their indexes: one index for all of their communities if the query
/// has one, otherwise one for each partition.
pub(super) fn parts(query: &ListQuery<'_>) -> Result<Vec<Part>> {
    let indexes = query.list.indexes.iter().filter(|index| is_usable(index, query.conditions));
    let indexes: Vec<&'static ListIndex> = indexes.collect();
    let of_scope = |scope| indexes.iter().copied().find(|index| index.scope == scope);
    if let Some(both) = of_scope(IndexScope::Both) {
        return Ok(communities(query.partitions).into_iter().map(|part| (part, both)).collect());
    }
    let own = |partition: &Partition| {
        let grid = partition.grid.is_some();
        let index = of_scope(if grid { IndexScope::Grid } else { IndexScope::Community });
        Ok((*partition, index.ok_or(StoreError::NotFound { what: "index of a list" })?))
    };
    query.partitions.iter().map(own).collect()
}

/// Returns whether an index contains all rows that match a query.
fn is_usable(index: &ListIndex, asked: &Conditions) -> bool {
    let has = |column: &&str| asked.value(column).is_some();
    index.by.iter().all(has) && index.only.iter().all(|only| implies(asked, *only))
}

fn implies(asked: &Conditions, only: gridbook_store::Condition) -> bool {
    use gridbook_store::Condition;
    let (column, accepts): (_, &dyn Fn(&Value) -> bool) = match only {
        Condition::Is(column, word) => (column, &move |value| is(value, word)),
        Condition::IsNot(column, word) => {
            (column, &move |value| *value != Value::Null && !is(value, word))
        }
        Condition::Present(column) => (column, &|value| *value != Value::Null),
    };
    asked.value(column).is_some_and(accepts)
}

fn is(value: &Value, word: &str) -> bool {
    matches!(value, Value::Text(text) if text == word)
}

/// Selects the entries of the n-th part of a list, with the columns of further conditions.
fn entries(
    list: &ListSpec,
    asked: &Conditions,
    carried: &[String],
    n: usize,
    (partition, index): Part,
) -> SqlFragment {
    let (order, record, table) = (list.order, list.record(), list.table.name);
    let carried: String = carried.iter().map(|column| format!(", {column}")).collect();
    let only = list.only.iter().chain(index.only).map(|only| condition(*only) + " AND ");
    let begin = format!(
        "SELECT {order} AS key_at, {record} AS key_id, community AS key_in{carried} \
         FROM {table} AS e INDEXED BY {} WHERE {}",
        index.name,
        only.collect::<String>(),
    );
    let part = SqlFragment::partition("e", n, partition).behind(&begin);
    let value = |column: &&'static str| Some((*column, asked.value(column)?.clone()));
    let values = index.by.iter().filter_map(value);
    values.fold(part, |part, (column, value)| part.and(SqlFragment::equal(column, value)))
}
