//! Conflicts 冲突: a value that lost a merge is kept, shown beside the one that stands, and can be
//! chosen after all.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::{Book, Write};
use crate::error::{BookError, Error, Result};
use crate::outbox::{self, NewPart};
use crate::{enrol, household, record, view};
use gridbook_domain::conflict::Settled;
use gridbook_domain::field::Kind;
use gridbook_domain::shown::shown;
use gridbook_domain::{AccountId, Class, Fields, OpId, RecordId};
use rusqlite::Connection;
use serde_json::Value;

/// A conflict that waits for somebody to choose. Numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictLine {
    /// The record.
    pub conflict: RecordId,
    /// The class of the record it is about.
    pub record_class: Class,
    /// The record it is about.
    pub about: RecordId,
    /// Whom or what that is, in words: a name or an address; empty where unknown.
    pub subject: String,
    /// The field's name.
    pub field: String,
    /// The field's word on the screen; the name itself for one this build does not know.
    pub label: String,
    /// The value that stands; empty where the field is empty.
    pub kept: String,
    /// The value that lost; empty where somebody cleared the field.
    pub lost: String,
    /// Whether this worker wrote the value that lost.
    pub own: bool,
    /// When it arose, in milliseconds since 1970.
    pub at: Option<i64>,
}

/// What to do about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The value that lost is right: it takes the other's place.
    TakeLost,
    /// The value that stands is right.
    Dismiss,
}

impl Book {
    /// The conflicts nobody has settled, newest first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn open_conflicts(&self) -> Result<Vec<ConflictLine>, BookError> {
        Ok(self.read(|conn| {
            let own = enrol::store::author(conn)?.map(|author| author.account);
            let open = store::open(conn)?;
            open.into_iter().map(|conflict| line(conn, conflict, own)).collect()
        })?)
    }

    /// Settles a conflict in one op: choosing the lost value patches the record as well.
    ///
    /// # Errors
    /// [`BookError::NotFound`] when the conflict, or the record it is about, is not on this phone;
    /// [`BookError::TooLate`] when it was settled already; [`BookError::StorageFull`].
    pub fn settle_conflict(&self, conflict: RecordId, choice: Choice) -> Result<OpId, BookError> {
        Ok(self.write(|w| settle(w, conflict, choice))?)
    }
}

/// The fields of a conflict that count here.
pub(crate) struct Open {
    conflict: RecordId,
    at: Option<i64>,
    fields: Fields,
}

fn settle(w: &Write<'_>, conflict: RecordId, choice: Choice) -> Result<OpId> {
    let row = record::get(w, &Class::Conflict, conflict)?.ok_or(Error::NotFound)?;
    let state = view::code(&row.fields, "state", Settled::of).unwrap_or(Settled::Open);
    if state != Settled::Open {
        return Err(Error::Staged);
    }
    let mut parts = Vec::new();
    let state = match choice {
        Choice::Dismiss => Settled::Dismissed,
        Choice::TakeLost => {
            parts.push(chosen(w, &row.fields)?);
            Settled::Chosen
        }
    };
    let patch = Fields::from_iter([("state".to_owned(), Value::from(state.as_str()))]);
    parts.push(NewPart { class: Class::Conflict, record: conflict, feed: None, patch });
    outbox::save(w, parts)
}

/// The part that puts the lost value in its place.
fn chosen(w: &Write<'_>, conflict: &Fields) -> Result<NewPart> {
    let class = view::code(conflict, "class", Class::of).ok_or(Error::NotFound)?;
    let about = view::id(conflict, "about").ok_or(Error::NotFound)?;
    record::get(w, &class, about)?.ok_or(Error::NotFound)?;
    let field = view::text(conflict, "field").ok_or(Error::NotFound)?.to_owned();
    let lost = conflict.get("lost").cloned().unwrap_or(Value::Null);
    Ok(NewPart { class, record: about, feed: None, patch: Fields::from_iter([(field, lost)]) })
}

fn line(conn: &Connection, open: Open, own: Option<AccountId>) -> Result<ConflictLine> {
    let class = view::code(&open.fields, "class", Class::of).ok_or(Error::Stored("conflict"))?;
    let about = view::id(&open.fields, "about").ok_or(Error::Stored("conflict"))?;
    let name = view::words(&open.fields, "field");
    let field = class.field(&name);
    let is_id = field.is_some_and(|field| field.kind == Kind::Id);
    let value = |which: &str| {
        let value = open.fields.get(which).unwrap_or(&Value::Null);
        match view::id(&open.fields, which).filter(|_| is_id) {
            Some(record) => subject(conn, &pointed_at(&class, &name), record),
            None => Ok(shown(&class, &name, value)),
        }
    };
    Ok(ConflictLine {
        conflict: open.conflict,
        subject: subject(conn, &class, about)?,
        label: field.map_or_else(|| name.clone(), |field| field.label.to_owned()),
        kept: value("kept")?,
        lost: value("lost")?,
        own: own.is_some_and(|own| view::text(&open.fields, "author") == Some(&own.to_string())),
        at: open.at,
        record_class: class,
        about,
        field: name,
    })
}

/// The class of the record a field points at.
fn pointed_at(class: &Class, field: &str) -> Class {
    match (class, field) {
        (Class::Person, "household") => Class::Household,
        (Class::Household, "dwelling") => Class::Dwelling,
        (Class::Household, _) => Class::Person,
        _ => Class::Area,
    }
}

/// Whom or what a record is about, in words; empty when it is not on this phone.
fn subject(conn: &Connection, class: &Class, about: RecordId) -> Result<String> {
    let row = record::get(conn, class, about)?;
    let Some(fields) = row.map(|row| row.fields) else { return Ok(String::new()) };
    Ok(match class {
        Class::Dwelling => household::address_of(&fields),
        Class::Household => {
            household::store::one(conn, about)?.map(|line| line.place).unwrap_or_default()
        }
        _ => view::words(&fields, "name"),
    })
}
