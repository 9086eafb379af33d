//! The SQL of residents.

use super::PersonSummary;
use crate::database::typed::{Typed, code, pointer, read_half, text, typed_table};
use crate::error::Result;
use crate::record::{Readable, Table};
use crate::search::gram;
use crate::search::store::{has_person, index};
use crate::view;
use gridbook_domain::field::{self, Mask};
use gridbook_domain::person::{self, Care, Relation, Sex, Standing};
use gridbook_domain::text::masked;
use gridbook_domain::{Class, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use std::collections::BTreeSet;

pub(crate) static PERSON: Typed = typed_table!(
    Class::Person,
    person::FIELDS,
    "person",
    [household name sex birth document_kind document phone relation residence care standing
        standing_reason workplace note]
);

/// Residents, and the names and numbers they are found by.
pub(crate) struct Persons;

impl Table for Persons {
    fn put(&self, tx: &Transaction<'_>, row: &Readable) -> Result<()> {
        let before = found_by(tx, row.record)?;
        PERSON.put(tx, row, None)?;
        let field = |name: &str| view::text(&row.fields, name).map(str::to_owned);
        let now = FoundBy {
            id: before.as_ref().map_or_else(|| tx.last_insert_rowid(), |before| before.id),
            name: field("name"),
            document: field("document"),
            phone: field("phone"),
        };
        if before.as_ref() == Some(&now) || !has_person(tx, now.id)? {
            return Ok(());
        }
        let before = before.as_ref().map(FoundBy::grams).unwrap_or_default();
        index(tx, now.id, &before, &now.grams())
    }

    read_half!(PERSON);

    fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()> {
        if let Some(before) = found_by(tx, record)?
            && has_person(tx, before.id)?
        {
            index(tx, before.id, &before.grams(), &BTreeSet::new())?;
        }
        PERSON.remove(tx, record)
    }
}

/// The row of a person and what it is found by.
#[derive(PartialEq)]
struct FoundBy {
    id: i64,
    name: Option<String>,
    document: Option<String>,
    phone: Option<String>,
}

impl FoundBy {
    fn grams(&self) -> BTreeSet<String> {
        let (name, document) = (self.name.as_deref(), self.document.as_deref());
        gram::of_person(name, document, self.phone.as_deref())
    }
}

fn found_by(conn: &Connection, record: RecordId) -> Result<Option<FoundBy>> {
    let sql = "SELECT id, name, document, phone FROM person WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(FoundBy {
            id: row.get("id")?,
            name: row.get("name")?,
            document: row.get("document")?,
            phone: row.get("phone")?,
        })
    };
    Ok(statement.query_row(named_params! {":record": record.as_bytes()}, read).optional()?)
}

/// The people of a household: the head first, then by age; those deregistered last.
pub(crate) fn of_household(conn: &Connection, household: RecordId) -> Result<Vec<PersonSummary>> {
    let sql =
        "SELECT record, household, name, sex, birth, relation, phone, care, standing, unsettled
        FROM person WHERE household = :household
        ORDER BY standing IS 'deregistered', relation IS NOT 'head', birth, record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":household": household.as_bytes()}, summary)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn summary(row: &Row<'_>) -> rusqlite::Result<PersonSummary> {
    Ok(PersonSummary {
        person: RecordId::from_bytes(row.get("record")?),
        household: pointer(row, "household")?,
        name: text(row, "name")?,
        sex: code(row, "sex", Sex::of)?,
        birth: field::date(&text(row, "birth")?),
        relation: code(row, "relation", Relation::of)?,
        phone: masked(Mask::Phone, &text(row, "phone")?),
        care: care_of(&text(row, "care")?),
        standing: code(row, "standing", Standing::of)?.unwrap_or(Standing::Present),
        unsettled: row.get("unsettled")?,
    })
}

/// The care groups of a stored set.
fn care_of(stored: &str) -> Vec<Care> {
    let codes = serde_json::from_str::<Vec<String>>(stored).ok();
    codes.into_iter().flatten().map(|code| Care::of(&code)).collect()
}

/// A person with this document number other than `except`. The index has to be caught up.
pub(crate) fn same_document(
    conn: &Connection,
    number: &str,
    except: RecordId,
) -> Result<Option<(RecordId, String)>> {
    let Some(gram) = gram::of_person(None, Some(number), None).pop_first() else { return Ok(None) };
    let sql = "SELECT person.record, person.name FROM gram JOIN person ON person.id = gram.id
        WHERE gram.g = :g AND person.document = :number AND person.record <> :except LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":g": gram, ":number": number, ":except": except.as_bytes()};
    let read = |row: &Row<'_>| Ok((RecordId::from_bytes(row.get("record")?), text(row, "name")?));
    Ok(statement.query_row(key, read).optional()?)
}
