//! Fragments of a statement with their named values.

use super::value::Named;
use gridbook_domain::id::AreaId;
use gridbook_store::{Column as _, Partition, Value};
use std::collections::BTreeSet;

/// A fragment of a statement with its named values.
#[derive(Clone)]
pub(super) struct SqlFragment {
    pub sql: String,
    pub values: Named,
}

impl SqlFragment {
    /// Requires a value of an entry's column.
    pub fn equal(column: &str, value: Value) -> Self {
        let name = format!(":{column}");
        Self { sql: format!("e.{column} = {name}"), values: vec![(name, value)] }
    }

    /// Requires both conditions.
    pub fn and(self, other: Self) -> Self {
        let sql = format!("{} AND {}", self.sql, other.sql);
        Self { sql, values: [self.values, other.values].concat() }
    }

    /// Prepends the beginning of a statement.
    pub fn behind(self, sql: &str) -> Self {
        Self { sql: format!("{sql}{}", self.sql), ..self }
    }

    /// Requires that a row of a table is in the n-th partition of a statement.
    pub fn partition(table: &str, n: usize, partition: Partition) -> Self {
        let community = format!(":community{n}");
        let mut sql = format!("{table}.community = {community}");
        let mut values = vec![(community, partition.community.to_value())];
        if let Some(grid) = partition.grid {
            let name = format!(":grid{n}");
            sql += &format!(" AND {table}.grid = {name}");
            values.push((name, grid.to_value()));
        }
        Self { sql, values }
    }

    /// Requires that an entry is in one of the partitions' communities.
    pub fn communities(partitions: &[Partition]) -> Self {
        let all = communities(partitions).into_iter().map(|place| place.community);
        let (all, values) = one_of("of", all);
        Self { sql: format!("e.key_in IN {all}"), values }
    }

    /// Requires that an entry is in one of the partitions; `None` if they are all of their
    /// communities.
    pub fn within(partitions: &[Partition]) -> Option<Self> {
        Self::reached(partitions, |grids| format!("e.grid IN {grids}"))
    }

    /// Requires that the owner of an entry works in one of the partitions: in a whole community all
    /// accounts at home there do, in a grid those that have it. `None` if the partitions are all of
    /// their communities.
    pub fn working(partitions: &[Partition]) -> Option<Self> {
        Self::reached(partitions, |grids| {
            format!(
                "EXISTS (SELECT 1 FROM feed_grant WHERE community = e.key_in \
                 AND account = e.owner AND until_ver IS NULL AND area IN {grids})"
            )
        })
    }

    /// Requires that an entry is in a whole community or meets a condition about grids.
    fn reached(partitions: &[Partition], condition: impl Fn(&str) -> String) -> Option<Self> {
        let (whole, grids): (Vec<&Partition>, _) =
            partitions.iter().partition(|place| place.grid.is_none());
        if grids.is_empty() {
            return None;
        }
        let (whole, mut values) = one_of("whole", whole.iter().map(|place| place.community));
        let (grids, named) = one_of("within", grids.iter().filter_map(|place| place.grid));
        values.extend(named);
        Some(Self { sql: format!("(e.key_in IN {whole} OR {})", condition(&grids)), values })
    }
}

/// Returns a list of areas as a statement names it.
pub(super) fn one_of(name: &str, areas: impl Iterator<Item = AreaId>) -> (String, Named) {
    let named = |(n, area): (usize, AreaId)| (format!(":{name}{n}"), area.to_value());
    let values: Named = areas.enumerate().map(named).collect();
    let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
    (format!("({})", names.join(", ")), values)
}

/// Returns the communities of some partitions, each once and as a whole.
pub(super) fn communities(partitions: &[Partition]) -> Vec<Partition> {
    let all: BTreeSet<AreaId> = partitions.iter().map(|place| place.community).collect();
    all.into_iter().map(|community| Partition { community, grid: None }).collect()
}
