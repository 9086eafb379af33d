//! Statements over the rows of matters and the steps they took.

use super::fragment::{SqlFragment, blob};
use super::row::{Int, id, int, text};
use super::scan::{Bounds, List};
use super::{Result, SqliteTx};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_store::{
    Count, MatterFilter, MatterRow, MatterStep, NEVER_DUE, Page, PageArgs, Partition,
};
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

const JOINED: &str = "CROSS JOIN matter_row AS m ON m.community = e.key_in AND m.matter = e.key_id";

const ENTRY: &str = "SELECT sort AS key_at, matter AS key_id, community AS key_in, state, \
     category, reporter, department FROM matter_row AS e";

fn from_row(row: &Row<'_>) -> rusqlite::Result<MatterRow> {
    Ok(MatterRow {
        community: id(row, "community")?,
        matter: id(row, "matter")?,
        grid: id(row, "grid")?,
        at: row.get("at")?,
        reporter: id(row, "reporter")?,
        kind: Kind::from_code(&text(row, "kind")?),
        category: Category::from_code(&text(row, "category")?),
        state: State::from_code(&text(row, "state")?),
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
        state: state.map(|state| State::from_code(&state)),
        at: row.get("at")?,
        by: id(row, "by_account")?,
        words: text(row, "words")?,
    })
}

/// The list of matters of some partitions.
pub(super) fn list(partitions: &[Partition], filter: &MatterFilter) -> List {
    let closed = filter.state == Some(State::Closed);
    let in_list = SqlFragment::equal("closed", Value::Integer(i64::from(closed)));
    let parts = SqlFragment::parts(partitions, |place| {
        let index = if place.grid.is_some() { "matter_row_grid" } else { "matter_row_all" };
        format!("{ENTRY} INDEXED BY {index} WHERE ")
    });
    let state = filter.state.as_ref().filter(|_| !closed);
    let matching = [
        state.map(|state| SqlFragment::text("state", state.as_str())),
        filter.category.as_ref().map(|category| SqlFragment::text("category", category.as_str())),
        filter.reporter.map(|reporter| SqlFragment::equal("reporter", blob(reporter.as_bytes()))),
        filter.department.as_deref().map(|department| SqlFragment::text("department", department)),
    ];
    List {
        parts: parts.into_iter().map(|part| part.and(in_list.clone())).collect(),
        key: ("sort", "matter"),
        matching: matching.into_iter().flatten().collect(),
        shown: (columns!("m."), JOINED),
    }
}

/// What is closed has no deadline any more.
fn bounds(filter: &MatterFilter, args: PageArgs) -> Bounds {
    let closed = filter.state == Some(State::Closed);
    let until = filter.due_before.map(|before| if closed { i64::MIN } else { before });
    Bounds::new(None, until, args.from, args.order)
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
        partitions: &[Partition],
        filter: &MatterFilter,
        args: PageArgs,
    ) -> Result<Page<MatterRow>> {
        self.scan(&list(partitions, filter), &bounds(filter, args), args, from_row)
    }

    pub(super) fn count_matters(
        &self,
        partitions: &[Partition],
        filter: &MatterFilter,
        most: u64,
    ) -> Result<Count> {
        self.tell(&list(partitions, filter), &bounds(filter, PageArgs::default()), most)
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
