//! Pieces of a statement with the values they name.

use gridbook_domain::id::AreaId;
use gridbook_store::Place;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// Named values of a statement.
pub(super) type Named = Vec<(String, Value)>;

/// The bytes of an id as a value.
pub(super) fn blob(bytes: &[u8; 16]) -> Value {
    Value::Blob(bytes.to_vec())
}

/// A piece of a statement with the values it names.
#[derive(Clone)]
pub(super) struct Piece {
    pub sql: String,
    pub values: Named,
}

impl Piece {
    /// That an entry has this value in a column.
    pub fn equal(column: &str, value: Value) -> Self {
        let name = format!(":{column}");
        Self { sql: format!("e.{column} = {name}"), values: vec![(name, value)] }
    }

    /// Both of them.
    pub fn and(self, other: Self) -> Self {
        let sql = format!("{} AND {}", self.sql, other.sql);
        Self { sql, values: [self.values, other.values].concat() }
    }

    /// This one behind the beginning of a statement.
    pub fn behind(self, sql: &str) -> Self {
        Self { sql: format!("{sql}{}", self.sql), ..self }
    }

    /// That an entry has this text in a column.
    pub fn text(column: &str, value: &str) -> Self {
        Self::equal(column, Value::Text(value.to_owned()))
    }

    /// The n-th place as a part of a list: its community, and its grid if it is one.
    pub fn place(n: usize, place: Place) -> Self {
        let community = format!(":community{n}");
        let mut sql = format!("community = {community}");
        let mut values = vec![(community, blob(place.community.as_bytes()))];
        if let Some(grid) = place.grid {
            let name = format!(":grid{n}");
            sql += &format!(" AND grid = {name}");
            values.push((name, blob(grid.as_bytes())));
        }
        Self { sql, values }
    }

    /// The places as parts of a list, each behind the beginning that it has.
    pub fn parts(places: &[Place], begins: impl Fn(&Place) -> String) -> Vec<Self> {
        let part = |(n, place): (usize, &Place)| Self::place(n, *place).behind(&begins(place));
        places.iter().enumerate().map(part).collect()
    }

    /// That an entry is of one of the places' communities.
    pub fn communities(places: &[Place]) -> Self {
        let all = communities(places).into_iter().map(|place| place.community);
        let (all, values) = one_of("of", all);
        Self { sql: format!("e.key_in IN {all}"), values }
    }

    /// That an entry lies in one of the places; `None` where that is all of their communities.
    pub fn within(places: &[Place]) -> Option<Self> {
        Self::reached(places, |grids| format!("e.grid IN {grids}"))
    }

    /// That the owner of an entry works in one of the places: of a whole community all who are at
    /// home there do, of a grid those who have it; `None` where the places are all of it.
    pub fn working(places: &[Place]) -> Option<Self> {
        Self::reached(places, |grids| {
            format!(
                "EXISTS (SELECT 1 FROM feed_grant WHERE community = e.key_in \
                 AND account = e.owner AND until_ver IS NULL AND area IN {grids})"
            )
        })
    }

    /// That an entry lies in a whole community or meets a condition about grids.
    fn reached(places: &[Place], condition: impl Fn(&str) -> String) -> Option<Self> {
        let (whole, grids): (Vec<&Place>, _) =
            places.iter().partition(|place| place.grid.is_none());
        if grids.is_empty() {
            return None;
        }
        let (whole, mut values) = one_of("whole", whole.iter().map(|place| place.community));
        let (grids, named) = one_of("within", grids.iter().filter_map(|place| place.grid));
        values.extend(named);
        Some(Self { sql: format!("(e.key_in IN {whole} OR {})", condition(&grids)), values })
    }
}

/// A list of areas as a statement names it.
pub(super) fn one_of(name: &str, areas: impl Iterator<Item = AreaId>) -> (String, Named) {
    let named = |(n, area): (usize, AreaId)| (format!(":{name}{n}"), blob(area.as_bytes()));
    let values: Named = areas.enumerate().map(named).collect();
    let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
    (format!("({})", names.join(", ")), values)
}

/// The communities of some places, each once and as a whole.
pub(super) fn communities(places: &[Place]) -> Vec<Place> {
    let all: BTreeSet<AreaId> = places.iter().map(|place| place.community).collect();
    all.into_iter().map(|community| Place { community, grid: None }).collect()
}
