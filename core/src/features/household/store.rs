//! The SQL of dwellings and households, and of the pages a worker walks along.

use super::{Building, HouseholdFilter, HouseholdLine, HouseholdPage, Place, last_met, walk};
use crate::db::text;
use crate::error::Result;
use crate::features::address::address_in;
use crate::features::resident;
use gridbook_domain::RecordId;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

/// Returns the range of the walking order that a filter selects: first key, and the key after the
/// last.
fn stretch(filter: &HouseholdFilter) -> (Vec<u8>, Vec<u8>) {
    let prefix = match (filter.area, &filter.building) {
        (area, Some(building)) => walk::building_key(area, building),
        (Some(area), None) => walk::area_key(Some(area)),
        (None, None) => return (Vec::new(), vec![0xff, 0xff]),
    };
    let end = walk::after(&prefix).unwrap_or_else(|| walk::NOWHERE.to_vec());
    (prefix, end)
}

/// The columns and joins of a line.
const LINE: &str = include_str!("line.sql");

/// Reads a page of households in walking order.
pub(super) fn page(
    conn: &Connection,
    filter: &HouseholdFilter,
    after: Option<Place>,
    limit: u32,
) -> Result<HouseholdPage> {
    let (from, to) = stretch(filter);
    let (from, record) = match after {
        Some(after) => (after.walk.max(from), after.household.as_bytes().to_vec()),
        None => (from, Vec::new()),
    };
    let sql = format!(
        "{LINE} WHERE (household.walk, household.record) > (:from, :record)
            AND household.walk < :to
        ORDER BY household.walk, household.record LIMIT :more"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let more = limit.saturating_add(1);
    let key = named_params! {":from": from, ":record": record, ":to": to, ":more": more};
    let rows = statement.query_map(key, |row| Ok((row.get::<_, Vec<u8>>("walk")?, line(row)?)))?;
    let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = rows.len() <= page;
    rows.truncate(page);
    let last = rows.last().filter(|_| !is_last);
    let next =
        last.map(|(walk, line)| Place { walk: walk.clone(), household: line.household }.words());
    let lines = rows.into_iter().map(|(_, line)| with_people(conn, line));
    Ok(HouseholdPage { lines: lines.collect::<Result<_>>()?, next })
}

fn line(row: &Row<'_>) -> rusqlite::Result<HouseholdLine> {
    Ok(HouseholdLine {
        household: row.read("record")?,
        number: text(row, "number")?,
        building: text(row, "building")?,
        unit: text(row, "unit")?,
        door: text(row, "door")?,
        address: text(row, "address")?,
        place: address_in(row)?,
        head: text(row, "head_name")?,
        people: 0,
        care: Vec::new(),
        last_visit: None,
        unsettled: row.get("unsettled")?,
    })
}

/// Adds to a line how many people live there, their care groups, the head if the household names
/// none, and when somebody was last met (F10: a visit that met nobody does not count).
fn with_people(conn: &Connection, mut line: HouseholdLine) -> Result<HouseholdLine> {
    let people = resident::of_household(conn, line.household)?;
    let mut care = BTreeSet::new();
    for person in people.iter().filter(|person| person.is_present()) {
        line.people = line.people.saturating_add(1);
        care.extend(person.care.iter().cloned());
        if line.head.is_empty() && person.is_head() {
            line.head.clone_from(&person.name);
        }
    }
    line.care = care.into_iter().collect();
    line.last_visit = last_met::last_met(conn, line.household)?;
    Ok(line)
}

/// Counts the households that the filter selects.
pub(crate) fn count(conn: &Connection, filter: &HouseholdFilter) -> Result<u64> {
    let (from, to) = stretch(filter);
    let sql = "SELECT count(*) AS n FROM household WHERE walk >= :from AND walk < :to";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":from": from, ":to": to};
    Ok(statement.query_row(key, |row| row.get("n"))?)
}

/// Returns one household as a line; `None` if this install does not have it.
pub(crate) fn one(conn: &Connection, household: RecordId) -> Result<Option<HouseholdLine>> {
    let sql = format!("{LINE} WHERE household.record = :record");
    let mut statement = conn.prepare_cached(&sql)?;
    let key = named_params! {":record": household.as_bytes()};
    let found = statement.query_row(key, line).optional()?;
    found.map(|line| with_people(conn, line)).transpose()
}

/// Returns the buildings in walking order, each with its number of households.
pub(crate) fn buildings(conn: &Connection) -> Result<Vec<Building>> {
    let sql = include_str!("buildings.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Building {
            area: row.read("area")?,
            building: text(row, "building")?,
            households: row.get("households")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
