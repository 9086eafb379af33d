//! The SQL of dwellings and households, and of the pages a worker walks along.

use super::{Building, HouseholdFilter, HouseholdLine, HouseholdPage, Place as At, address, walk};
use crate::database::typed::{Typed, read_half, text, typed_table};
use crate::error::Result;
use crate::record::{Readable, Table};
use crate::search::gram;
use crate::search::store::{has_dwelling, index};
use crate::view;
use gridbook_domain::household::{DWELLING_FIELDS, HOUSEHOLD_FIELDS};
use gridbook_domain::{AreaId, Class, Fields, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use std::collections::BTreeSet;

pub(crate) static DWELLING: Typed = typed_table!(
    Class::Dwelling,
    DWELLING_FIELDS,
    "dwelling",
    [area building unit door address use] | walk
);

pub(crate) static HOUSEHOLD: Typed = typed_table!(
    Class::Household,
    HOUSEHOLD_FIELDS,
    "household",
    [dwelling number head note] | walk
);

/// Dwellings; a household is walked to by its dwelling's place, so its copy of it is kept in step.
pub(crate) struct Dwellings;

impl Table for Dwellings {
    fn put(&self, tx: &Transaction<'_>, row: &Readable) -> Result<()> {
        let before = place(tx, row.record)?;
        let walk = walk_of(&row.fields);
        DWELLING.put(tx, row, Some(&walk))?;
        let id = before.as_ref().map_or_else(|| tx.last_insert_rowid(), |before| before.id);
        if has_dwelling(tx, id)? {
            let now = gram::of_dwelling(view::text(&row.fields, "door"));
            let old = before.as_ref().map(|before| before.found_by.clone()).unwrap_or_default();
            index(tx, id, &old, &now)?;
        }
        if before.is_some_and(|before| before.walk == walk) {
            return Ok(());
        }
        walk_households(tx, row.record, &walk)
    }

    read_half!(DWELLING);

    fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()> {
        if let Some(before) = place(tx, record)? {
            if has_dwelling(tx, before.id)? {
                index(tx, before.id, &before.found_by, &BTreeSet::new())?;
            }
            walk_households(tx, record, walk::NOWHERE)?;
        }
        DWELLING.remove(tx, record)
    }
}

/// Households.
pub(crate) struct Households;

impl Table for Households {
    fn put(&self, tx: &Transaction<'_>, row: &Readable) -> Result<()> {
        let dwelling = view::id(&row.fields, "dwelling");
        let walk = dwelling.map(|dwelling| walk_at(tx, dwelling)).transpose()?.flatten();
        HOUSEHOLD.put(tx, row, Some(walk.as_deref().unwrap_or(walk::NOWHERE)))
    }

    read_half!(HOUSEHOLD);

    fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()> {
        HOUSEHOLD.remove(tx, record)
    }
}

fn walk_of(fields: &Fields) -> Vec<u8> {
    let text = |name: &str| view::text(fields, name).unwrap_or_default();
    walk::key(view::area(fields, "area"), text("building"), text("unit"), text("door"))
}

/// The row of a dwelling, its place and what it is found by at present.
struct Place {
    id: i64,
    walk: Vec<u8>,
    found_by: BTreeSet<String>,
}

fn place(conn: &Connection, dwelling: RecordId) -> Result<Option<Place>> {
    let sql = "SELECT id, walk, door FROM dwelling WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let door: Option<String> = row.get("door")?;
        let found_by = gram::of_dwelling(door.as_deref());
        Ok(Place { id: row.get("id")?, walk: row.get("walk")?, found_by })
    };
    Ok(statement.query_row(named_params! {":record": dwelling.as_bytes()}, read).optional()?)
}

fn walk_at(conn: &Connection, dwelling: RecordId) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT walk FROM dwelling WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": dwelling.as_bytes()};
    Ok(statement.query_row(key, |row| row.get("walk")).optional()?)
}

fn walk_households(tx: &Transaction<'_>, dwelling: RecordId, walk: &[u8]) -> Result<()> {
    let sql = "UPDATE household SET walk = :walk WHERE dwelling = :dwelling";
    let mut statement = tx.prepare_cached(sql)?;
    statement.execute(named_params! {":walk": walk, ":dwelling": dwelling.as_bytes()})?;
    Ok(())
}

/// A stretch of the walking order, from and to.
fn stretch(filter: &HouseholdFilter) -> (Vec<u8>, Vec<u8>) {
    let prefix = match (filter.area, &filter.building) {
        (area, Some(building)) => walk::building_key(area, building),
        (Some(area), None) => walk::area_key(Some(area)),
        (None, None) => return (Vec::new(), vec![0xff, 0xff]),
    };
    let end = walk::after(&prefix).unwrap_or_else(|| walk::NOWHERE.to_vec());
    (prefix, end)
}

/// What a line of a list is read from.
const LINE: &str = "
    SELECT household.record, household.walk, household.number, household.unsettled,
        dwelling.building, dwelling.unit, dwelling.door, dwelling.address, head.name AS head_name
    FROM household
    LEFT JOIN dwelling ON dwelling.record = household.dwelling
    LEFT JOIN person AS head ON head.record = household.head
    ";

/// A page of households in walking order.
pub(super) fn page(
    conn: &Connection,
    filter: &HouseholdFilter,
    after: Option<At>,
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
        last.map(|(walk, line)| At { walk: walk.clone(), household: line.household }.words());
    let lines = rows.into_iter().map(|(_, line)| with_people(conn, line));
    Ok(HouseholdPage { lines: lines.collect::<Result<_>>()?, next })
}

fn line(row: &Row<'_>) -> rusqlite::Result<HouseholdLine> {
    Ok(HouseholdLine {
        household: RecordId::from_bytes(row.get("record")?),
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

/// The address of a row that holds a dwelling's columns, in words.
pub(crate) fn address_in(row: &Row<'_>) -> rusqlite::Result<String> {
    let (building, unit) = (text(row, "building")?, text(row, "unit")?);
    Ok(address(&building, &unit, &text(row, "door")?, &text(row, "address")?))
}

/// How many live there, which care groups they belong to, who the head is where the household does
/// not say, and when somebody was met there last (F10: nobody home is no visit).
fn with_people(conn: &Connection, mut line: HouseholdLine) -> Result<HouseholdLine> {
    let people = crate::resident::store::of_household(conn, line.household)?;
    let mut care = BTreeSet::new();
    for person in people.iter().filter(|person| person.is_present()) {
        line.people = line.people.saturating_add(1);
        care.extend(person.care.iter().cloned());
        if line.head.is_empty() && person.is_head() {
            line.head.clone_from(&person.name);
        }
    }
    line.care = care.into_iter().collect();
    line.last_visit = crate::visit::store::last_met(conn, line.household)?;
    Ok(line)
}

/// How many households the filter lets through.
pub(super) fn count(conn: &Connection, filter: &HouseholdFilter) -> Result<u64> {
    let (from, to) = stretch(filter);
    let sql = "SELECT count(*) AS n FROM household WHERE walk >= :from AND walk < :to";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":from": from, ":to": to};
    Ok(statement.query_row(key, |row| row.get("n"))?)
}

/// One household as a line; `None` when it is not on this phone.
pub(crate) fn one(conn: &Connection, household: RecordId) -> Result<Option<HouseholdLine>> {
    let sql = format!("{LINE} WHERE household.record = :record");
    let mut statement = conn.prepare_cached(&sql)?;
    let key = named_params! {":record": household.as_bytes()};
    let found = statement.query_row(key, line).optional()?;
    found.map(|line| with_people(conn, line)).transpose()
}

/// The buildings in walking order, with how many households each has.
pub(super) fn buildings(conn: &Connection) -> Result<Vec<Building>> {
    let sql = "
        SELECT dwelling.area, dwelling.building, count(*) AS households, min(household.walk) AS walk
        FROM household JOIN dwelling ON dwelling.record = household.dwelling
        GROUP BY dwelling.area, dwelling.building ORDER BY walk";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Building {
            area: row.get::<_, Option<[u8; 16]>>("area")?.map(AreaId::from_bytes),
            building: text(row, "building")?,
            households: row.get("households")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
