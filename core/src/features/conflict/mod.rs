//! Conflicts 冲突: a value that lost a merge is kept and shown beside the one that won, and can still
//! be chosen.

mod store;
#[cfg(test)]
mod tests;

use crate::db::{Layout, PlainTable, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::outbox::{self, NewPart};
use crate::replica::{identity, rows};
use gridbook_domain::conflict::Settled;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::shown::shown;
use gridbook_domain::{AccountId, Class, Fields, OpId, RecordId};
use serde_json::Value;
pub(crate) use store::open_about;

/// Values that lost a merge.
pub(super) const TABLES: &[&dyn Table] = &[&PlainTable(Layout::plain(Class::Conflict, "conflict"))];

/// An open conflict: two values of one field to choose from. Numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictLine {
    /// The conflict's record.
    pub conflict: RecordId,
    /// The class of the record it is about.
    pub record_class: Class,
    /// The record it is about.
    pub about: RecordId,
    /// The person's name or the dwelling's address; empty if unknown.
    pub subject: String,
    /// The field's name.
    pub field: String,
    /// The field's label on the screen; its name if this build does not know the field.
    pub label: String,
    /// The value that won; empty if the field is empty.
    pub kept: String,
    /// The value that lost; empty if it was a clearing of the field.
    pub lost: String,
    /// Whether this worker wrote the losing value.
    pub own: bool,
    /// When the conflict arose, in milliseconds since 1970.
    pub at: Option<i64>,
}

/// How to settle a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Replaces the winning value by the one that lost.
    TakeLost,
    /// Keeps the winning value.
    Dismiss,
}

/// The fields of a conflict that lists and settling use.
pub(crate) struct Open {
    conflict: RecordId,
    at: Option<i64>,
    fields: Fields,
}

/// Lists the open conflicts, newest first.
pub(crate) fn open(conn: &ReadTx<'_>) -> Result<Vec<ConflictLine>> {
    let own = identity::store::author(conn)?.map(|author| author.account);
    let open = store::open(conn)?;
    open.into_iter().map(|conflict| line(conn, conflict, own)).collect()
}

/// Settles a conflict in one op.
pub(crate) fn settle(w: &WriteTx<'_>, conflict: RecordId, choice: Choice) -> Result<OpId> {
    let row = rows::get(w, &Class::Conflict, conflict)?.ok_or(Error::NotFound)?;
    let state = row.fields.code::<Settled>("state").unwrap_or(Settled::Open);
    if state != Settled::Open {
        return Err(Error::ConflictSettled);
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

/// Returns the part that writes the losing value into the record.
fn chosen(w: &WriteTx<'_>, conflict: &Fields) -> Result<NewPart> {
    let class = conflict.code::<Class>("class").ok_or(Error::NotFound)?;
    let about = conflict.id("about").ok_or(Error::NotFound)?;
    rows::get(w, &class, about)?.ok_or(Error::NotFound)?;
    let field = conflict.text("field").ok_or(Error::NotFound)?.to_owned();
    let lost = conflict.get("lost").cloned().unwrap_or(Value::Null);
    Ok(NewPart { class, record: about, feed: None, patch: Fields::from_iter([(field, lost)]) })
}

fn line(conn: &ReadTx<'_>, open: Open, own: Option<AccountId>) -> Result<ConflictLine> {
    let class = open.fields.code::<Class>("class").ok_or(Error::Stored("conflict"))?;
    let about = open.fields.id("about").ok_or(Error::Stored("conflict"))?;
    let name = open.fields.text_or_empty("field").to_owned();
    let field = class.field(&name);
    let refers_to = field.and_then(|field| field.refers_to);
    let value = |which: &str| {
        let value = open.fields.get(which).unwrap_or(&Value::Null);
        match open.fields.id(which).zip(refers_to) {
            Some((record, class)) => rows::title(conn, class, record),
            None => Ok(shown(&class, &name, value)),
        }
    };
    Ok(ConflictLine {
        conflict: open.conflict,
        subject: rows::title(conn, &class, about)?,
        label: field.map_or_else(|| name.clone(), |field| field.label.to_owned()),
        kept: value("kept")?,
        lost: value("lost")?,
        own: own.is_some_and(|own| open.fields.text("author") == Some(&own.to_string())),
        at: open.at,
        record_class: class,
        about,
        field: name,
    })
}
