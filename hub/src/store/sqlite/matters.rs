//! Statements over the rows of matters and the steps they took.

use super::row::{Int, id, int, text};
use super::walk::{Bounds, List, Named, blob, words};
use super::{Result, SqliteTx};
use crate::store::{Count, Found, MatterFilter, MatterRow, MatterStep, NEVER_DUE, Place, Span};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use rusqlite::types::Value;
use rusqlite::{Row, named_params};

macro_rules! columns {
    ($of:literal) => {
        concat!(
            $of,
            "community, ",
            $of,
            "matter, ",
            $of,
            "grid, ",
            $of,
            "at, ",
            $of,
            "reporter, ",
            $of,
            "kind, ",
            $of,
            "category, ",
            $of,
            "state, ",
            $of,
            "entered, ",
            $of,
            "due, ",
            $of,
            "close_by, ",
            $of,
            "department, ",
            $of,
            "place, ",
            $of,
            "photos, ",
            $of,
            "summary"
        )
    };
}

const JOINED: &str = "CROSS JOIN matter_row AS m ON m.community = :community \
     AND m.closed = :closed AND m.sort = e.key_at AND m.matter = e.key_id";

const ENTRY: &str = "SELECT sort AS key_at, matter AS key_id, grid, state, category, reporter, \
     department FROM matter_row";

const MATCHING: &str = "(:grid IS NULL OR e.grid = :grid) \
     AND (:state IS NULL OR e.state = :state) AND (:category IS NULL OR e.category = :category) \
     AND (:reporter IS NULL OR e.reporter = :reporter) \
     AND (:department IS NULL OR e.department = :department)";

fn from_row(row: &Row<'_>) -> rusqlite::Result<MatterRow> {
    Ok(MatterRow {
        community: id(row, "community")?,
        matter: id(row, "matter")?,
        grid: id(row, "grid")?,
        at: row.get("at")?,
        reporter: id(row, "reporter")?,
        kind: Kind::of(&text(row, "kind")?),
        category: Category::of(&text(row, "category")?),
        state: State::of(&text(row, "state")?),
        entered: row.get("entered")?,
        due: row.get("due")?,
        close_by: row.get("close_by")?,
        department: text(row, "department")?,
        place: text(row, "place")?,
        photos: int(row, "photos")?,
        summary: text(row, "summary")?,
    })
}

fn step_from_row(row: &Row<'_>) -> rusqlite::Result<MatterStep> {
    let state: Option<String> = row.get("state")?;
    Ok(MatterStep {
        n: int(row, "n")?,
        state: state.map(|state| State::of(&state)),
        at: row.get("at")?,
        by: id(row, "by_account")?,
        words: text(row, "words")?,
    })
}

/// The entries of matters: of a grid, or of the whole community.
pub(super) fn entries(of_a_grid: bool) -> String {
    let scope = match of_a_grid {
        true => {
            " INDEXED BY matter_row_grid WHERE community = :community AND grid = :grid \
             AND closed = :closed"
        }
        false => " WHERE community = :community AND closed = :closed",
    };
    format!("{ENTRY}{scope}")
}

/// The list of matters of a place.
pub(super) fn list(place: Place, filter: &MatterFilter) -> List {
    let id_or_null = |id: Option<&[u8; 16]>| id.map_or(Value::Null, blob);
    let closed = filter.state == Some(State::Closed);
    let values: Named = vec![
        (":community", blob(place.community.as_bytes())),
        (":closed", Value::Integer(i64::from(closed))),
        (":grid", id_or_null(place.grid.as_ref().map(AreaId::as_bytes))),
        (":state", words(filter.state.as_ref().map(State::as_str))),
        (":category", words(filter.category.as_ref().map(Category::as_str))),
        (":reporter", id_or_null(filter.reporter.as_ref().map(|reporter| reporter.as_bytes()))),
        (":department", words(filter.department.as_deref())),
    ];
    let by_state = filter.state.is_some() && !closed;
    let by_entry =
        filter.category.is_some() || filter.reporter.is_some() || filter.department.is_some();
    List {
        entries: entries(place.grid.is_some()),
        key: ("sort", "matter"),
        matching: MATCHING,
        shown: (columns!("m."), JOINED),
        all_match: !by_state && !by_entry,
        values,
    }
}

/// What is closed has no deadline any more.
fn bounds(filter: &MatterFilter, span: Span) -> Bounds {
    let closed = filter.state == Some(State::Closed);
    let until = filter.due_before.map(|before| if closed { i64::MIN } else { before });
    Bounds::new(None, until, span.from, span.walk)
}

impl SqliteTx<'_> {
    pub(super) fn write_matter_row(&self, row: &MatterRow) -> Result<()> {
        let closed = row.state == State::Closed;
        let sort = if closed { row.entered } else { row.due.unwrap_or(NEVER_DUE) };
        self.run(
            "INSERT OR REPLACE INTO matter_row (community, closed, sort, matter, grid, at, \
             reporter, kind, category, state, entered, due, close_by, department, place, photos, \
             summary) \
             VALUES (:community, :closed, :sort, :matter, :grid, :at, :reporter, :kind, \
             :category, :state, :entered, :due, :close_by, :department, :place, :photos, \
             :summary)",
            named_params! {
                ":community": row.community.as_bytes(),
                ":closed": closed,
                ":sort": sort,
                ":matter": row.matter.as_bytes(),
                ":grid": row.grid.as_bytes(),
                ":at": row.at,
                ":reporter": row.reporter.as_bytes(),
                ":kind": row.kind.as_str(),
                ":category": row.category.as_str(),
                ":state": row.state.as_str(),
                ":entered": row.entered,
                ":due": row.due,
                ":close_by": row.close_by,
                ":department": row.department,
                ":place": row.place,
                ":photos": Int(row.photos),
                ":summary": row.summary,
            },
        )?;
        Ok(())
    }

    pub(super) fn one_matter_row(
        &self,
        community: AreaId,
        matter: RecordId,
    ) -> Result<Option<MatterRow>> {
        self.first(
            concat!(
                "SELECT ",
                columns!(""),
                " FROM matter_row WHERE community = :community AND matter = :matter"
            ),
            named_params! { ":community": community.as_bytes(), ":matter": matter.as_bytes() },
            from_row,
        )
    }

    pub(super) fn page_of_matters(
        &self,
        place: Place,
        filter: &MatterFilter,
        span: Span,
    ) -> Result<Found<MatterRow>> {
        self.walk(&list(place, filter), &bounds(filter, span), span, from_row)
    }

    pub(super) fn count_matters(
        &self,
        place: Place,
        filter: &MatterFilter,
        most: u64,
        look: u64,
    ) -> Result<Count> {
        self.tell(&list(place, filter), &bounds(filter, Span::default()), most, look)
    }

    pub(super) fn drop_matter_row(&self, community: AreaId, matter: RecordId) -> Result<()> {
        for sql in [
            "DELETE FROM matter_row WHERE community = :community AND matter = :matter",
            "DELETE FROM matter_step WHERE community = :community AND matter = :matter",
        ] {
            self.run(
                sql,
                named_params! { ":community": community.as_bytes(), ":matter": matter.as_bytes() },
            )?;
        }
        Ok(())
    }

    pub(super) fn write_step(
        &self,
        community: AreaId,
        matter: RecordId,
        step: &MatterStep,
    ) -> Result<()> {
        self.run(
            "INSERT INTO matter_step (community, matter, n, state, at, by_account, words) \
             VALUES (:community, :matter, :n, :state, :at, :by_account, :words)",
            named_params! {
                ":community": community.as_bytes(),
                ":matter": matter.as_bytes(),
                ":n": Int(step.n),
                ":state": step.state.as_ref().map(State::as_str),
                ":at": step.at,
                ":by_account": step.by.as_bytes(),
                ":words": step.words,
            },
        )?;
        Ok(())
    }

    pub(super) fn steps(&self, community: AreaId, matter: RecordId) -> Result<Vec<MatterStep>> {
        self.all(
            "SELECT n, state, at, by_account, words FROM matter_step \
             WHERE community = :community AND matter = :matter ORDER BY n",
            named_params! { ":community": community.as_bytes(), ":matter": matter.as_bytes() },
            step_from_row,
        )
    }
}
