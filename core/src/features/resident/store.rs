//! The SQL of residents.

use super::PersonSummary;
use crate::db::{code, text};
use crate::error::Result;
use crate::features::search::gram;
use gridbook_domain::RecordId;
use gridbook_domain::field::{self, Mask};
use gridbook_domain::person::{Care, RegistrationStatus, Relation, Sex};
use gridbook_domain::text::masked;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Returns the people of a household: the head first, then by age; those deregistered last.
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
        person: row.read("record")?,
        household: row.read("household")?,
        name: text(row, "name")?,
        sex: code(row, "sex", Sex::from_code)?,
        birth: field::date(&text(row, "birth")?),
        relation: code(row, "relation", Relation::from_code)?,
        phone: masked(Mask::Phone, &text(row, "phone")?),
        care: care_of(&text(row, "care")?),
        standing: code(row, "standing", RegistrationStatus::from_code)?
            .unwrap_or(RegistrationStatus::Present),
        unsettled: row.get("unsettled")?,
    })
}

/// Parses a stored set of care groups.
fn care_of(stored: &str) -> Vec<Care> {
    let codes = serde_json::from_str::<Vec<String>>(stored).ok();
    codes.into_iter().flatten().map(|code| Care::from_code(&code)).collect()
}

/// Returns a person other than `except` with this document number. The index must be up to date.
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
    let read = |row: &Row<'_>| Ok((row.read("record")?, text(row, "name")?));
    Ok(statement.query_row(key, read).optional()?)
}
