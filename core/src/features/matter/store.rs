//! The SQL of matters.

use super::{MatterLine, MatterPage};
use crate::db::{code, text};
use crate::error::{Error, Result};
use gridbook_domain::RecordId;
use gridbook_domain::encoding::{from_text, to_text};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::outcome::Why;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, Row, named_params};

/// A position in the list of matters, encoded in [`MatterPage::next`](super::MatterPage::next).
pub(super) struct Place {
    at: i64,
    matter: RecordId,
}

impl Place {
    pub fn read(text: &str) -> Result<Self> {
        let read = || {
            let bytes = from_text(text)?;
            let (at, matter) = bytes.split_first_chunk::<8>()?;
            let matter = RecordId::from_slice(matter).ok()?;
            Some(Self { at: i64::from_be_bytes(*at), matter })
        };
        read().ok_or(Error::Invalid { field: "after".to_owned(), why: Why::BadField })
    }

    fn words(&self) -> String {
        let mut bytes = self.at.to_be_bytes().to_vec();
        bytes.extend(self.matter.as_bytes());
        to_text(&bytes)
    }
}

/// The columns of a line.
const LINE: &str = "SELECT record, kind, category, content, place, state, due, at, unsettled
    FROM matter";

/// Reads a page of matters, the last changed first.
pub(super) fn page(
    conn: &Connection,
    state: Option<&State>,
    after: Option<Place>,
    limit: u32,
) -> Result<MatterPage> {
    let of_state = if state.is_some() { "state = :state" } else { ":state IS NULL" };
    let sql = format!(
        "{LINE} WHERE {of_state} AND (coalesce(at, 0), record) < (:at, :record)
        ORDER BY coalesce(at, 0) DESC, record DESC LIMIT :more"
    );
    let (at, record) = match after {
        Some(place) => (place.at, place.matter.as_bytes().to_vec()),
        None => (i64::MAX, vec![0xff; 17]),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let more = limit.saturating_add(1);
    let state = state.map(State::as_str);
    let key = named_params! {":state": state, ":at": at, ":record": record, ":more": more};
    let mut lines = statement.query_map(key, line)?.collect::<Result<Vec<_>, _>>()?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = lines.len() <= page;
    lines.truncate(page);
    let last = lines.last().filter(|_| !is_last);
    let next = last.map(|line| Place { at: line.at.unwrap_or(0), matter: line.matter }.words());
    Ok(MatterPage { lines, next })
}

/// Returns the matters that came up in a visit.
pub(crate) fn of_visit(conn: &Connection, visit: RecordId) -> Result<Vec<MatterLine>> {
    let sql = format!("{LINE} WHERE visit = :visit ORDER BY at, record");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(named_params! {":visit": visit.as_bytes()}, line)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn line(row: &Row<'_>) -> rusqlite::Result<MatterLine> {
    Ok(MatterLine {
        matter: row.read("record")?,
        kind: Kind::from_code(&text(row, "kind")?),
        category: Category::from_code(&text(row, "category")?),
        content: text(row, "content")?,
        place: text(row, "place")?,
        state: code(row, "state", State::from_code)?.unwrap_or(State::Reported),
        due: row.get("due")?,
        at: row.get("at")?,
        unsettled: row.get("unsettled")?,
    })
}
