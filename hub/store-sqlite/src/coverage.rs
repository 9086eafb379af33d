//! Statements over households as coverage lists them, and over what is counted ahead.

use super::fragment::SqlFragment;
use super::row::{id, id_or_none, int, text};
use super::scan::{Bounds, List};
use super::{Result, SqliteTx};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_store::{Counted, Coverage, HouseholdRow, Page, PageArgs, Partition, Tally};
use rusqlite::types::Value;
use rusqlite::{Row, ToSql, named_params};

macro_rules! columns {
    () => {
        "community, household, grid, dwelling, head, door, met"
    };
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<HouseholdRow> {
    let met: i64 = row.get("met")?;
    Ok(HouseholdRow {
        community: id(row, "community")?,
        household: id(row, "household")?,
        grid: id(row, "grid")?,
        dwelling: id_or_none(row, "dwelling")?,
        head: id_or_none(row, "head")?,
        door: text(row, "door")?,
        last_met: (met > 0).then_some(met),
    })
}

fn covered(row: &Row<'_>) -> rusqlite::Result<Coverage> {
    Ok(Coverage {
        grid: id(row, "grid")?,
        households: int(row, "households")?,
        met: int(row, "met")?,
        visits: int(row, "visits")?,
    })
}

fn tally(row: &Row<'_>) -> rusqlite::Result<Tally> {
    Ok(Tally {
        households: int(row, "households")?,
        visits_waiting: int(row, "visits_waiting")?,
        matters_waiting: int(row, "matters_waiting")?,
        matters_open: int(row, "matters_open")?,
        visits: int(row, "visits")?,
        matter_changes: int(row, "matter_changes")?,
        reviews: int(row, "reviews")?,
    })
}

const JOINED: &str = "CROSS JOIN household_row ON community = e.key_in AND household = e.key_id";

/// The households of some partitions by when they were met last.
pub(super) fn list(partitions: &[Partition]) -> List {
    let parts = SqlFragment::parts(partitions, |place| {
        let index = if place.grid.is_some() { "household_row_grid" } else { "household_row_met" };
        let entry = "SELECT met AS key_at, household AS key_id, community AS key_in";
        format!("{entry} FROM household_row INDEXED BY {index} WHERE ")
    });
    List { parts, key: ("met", "household"), matching: Vec::new(), shown: (columns!(), JOINED) }
}

/// What the grids of a place count.
pub(super) fn tallies(place: &str) -> String {
    format!(
        "SELECT households, visits_waiting, matters_waiting, matters_open, visits, \
         matter_changes, reviews FROM tally WHERE {place}"
    )
}

/// What the grids of a place did in a month.
pub(super) fn months(place: &str) -> String {
    format!(
        "SELECT t.grid, t.households, coalesce(c.met, 0) AS met, \
         coalesce(c.visits, 0) AS visits FROM \
         (SELECT community, grid, households FROM tally WHERE {place}) AS t \
         LEFT JOIN coverage AS c \
         ON c.community = t.community AND c.month = :month AND c.grid = t.grid"
    )
}

impl SqliteTx<'_> {
    pub(super) fn write_household_row(&self, row: &HouseholdRow) -> Result<()> {
        self.run(
            "INSERT INTO household_row (community, household, grid, dwelling, head, door, met) \
             VALUES (:community, :household, :grid, :dwelling, :head, :door, :met) \
             ON CONFLICT (community, household) DO UPDATE SET grid = excluded.grid, \
             dwelling = excluded.dwelling, head = excluded.head, door = excluded.door, \
             met = excluded.met",
            named_params! {
                ":community": row.community.as_bytes(),
                ":household": row.household.as_bytes(),
                ":grid": row.grid.as_bytes(),
                ":dwelling": row.dwelling.as_ref().map(RecordId::as_bytes),
                ":head": row.head.as_ref().map(RecordId::as_bytes),
                ":door": row.door,
                // 0 is for never, whatever a clock said.
                ":met": row.last_met.map_or(0, |met| met.max(1)),
            },
        )?;
        Ok(())
    }

    pub(super) fn one_household_row(
        &self,
        community: AreaId,
        household: RecordId,
    ) -> Result<Option<HouseholdRow>> {
        self.first(
            concat!(
                "SELECT ",
                columns!(),
                " FROM household_row WHERE community = :community AND household = :household"
            ),
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
            },
            from_row,
        )
    }

    pub(super) fn drop_household_row(&self, community: AreaId, household: RecordId) -> Result<()> {
        self.run(
            "DELETE FROM household_row WHERE community = :community AND household = :household",
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
            },
        )?;
        Ok(())
    }

    pub(super) fn page_of_households(
        &self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<HouseholdRow>> {
        let bounds = Bounds::new(None, None, args.from, args.order);
        self.scan(&list(partitions), &bounds, args, from_row)
    }

    pub(super) fn households_in(
        &self,
        community: AreaId,
        dwelling: RecordId,
    ) -> Result<Vec<RecordId>> {
        self.all(
            "SELECT household FROM household_row \
             WHERE community = :community AND dwelling = :dwelling ORDER BY household",
            named_params! { ":community": community.as_bytes(), ":dwelling": dwelling.as_bytes() },
            |row| id(row, "household"),
        )
    }

    pub(super) fn households_under(
        &self,
        community: AreaId,
        head: RecordId,
    ) -> Result<Vec<RecordId>> {
        self.all(
            "SELECT household FROM household_row \
             WHERE community = :community AND head = :head ORDER BY household",
            named_params! { ":community": community.as_bytes(), ":head": head.as_bytes() },
            |row| id(row, "household"),
        )
    }

    pub(super) fn write_head(
        &self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()> {
        self.run(
            "INSERT INTO household_head (community, household, person) \
             VALUES (:community, :household, :person) \
             ON CONFLICT (community, household, person) DO NOTHING",
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
                ":person": person.as_bytes(),
            },
        )?;
        Ok(())
    }

    pub(super) fn drop_head(
        &self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()> {
        self.run(
            "DELETE FROM household_head \
             WHERE community = :community AND household = :household AND person = :person",
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
                ":person": person.as_bytes(),
            },
        )?;
        Ok(())
    }

    pub(super) fn first_head(
        &self,
        community: AreaId,
        household: RecordId,
    ) -> Result<Option<RecordId>> {
        self.first(
            "SELECT person FROM household_head \
             WHERE community = :community AND household = :household ORDER BY person LIMIT 1",
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
            },
            |row| id(row, "person"),
        )
    }

    pub(super) fn month(&self, partitions: &[Partition], month: u32) -> Result<Vec<Coverage>> {
        let values = vec![(":month".to_owned(), Value::Integer(i64::from(month)))];
        self.over(partitions, months, &values, covered)
    }

    /// What some partitions count: the sum over their grids.
    pub(super) fn tallied(&self, partitions: &[Partition]) -> Result<Tally> {
        let rows = self.over(partitions, tallies, &Vec::new(), tally)?;
        Ok(rows.into_iter().fold(Tally::default(), Tally::plus))
    }

    pub(super) fn count_in(&self, community: AreaId, grid: AreaId, by: Counted) -> Result<()> {
        let values: [(&str, &dyn ToSql); 9] = [
            (":community", community.as_bytes()),
            (":grid", grid.as_bytes()),
            (":households", &by.households),
            (":visits_waiting", &by.visits_waiting),
            (":matters_waiting", &by.matters_waiting),
            (":matters_open", &by.matters_open),
            (":visits", &by.visits),
            (":matter_changes", &by.matter_changes),
            (":reviews", &by.reviews),
        ];
        self.run(
            "INSERT INTO tally (community, grid, households, visits_waiting, matters_waiting, \
             matters_open, visits, matter_changes, reviews) \
             VALUES (:community, :grid, :households, :visits_waiting, :matters_waiting, \
             :matters_open, :visits, :matter_changes, :reviews) \
             ON CONFLICT (community, grid) DO UPDATE SET \
             households = households + excluded.households, \
             visits_waiting = visits_waiting + excluded.visits_waiting, \
             matters_waiting = matters_waiting + excluded.matters_waiting, \
             matters_open = matters_open + excluded.matters_open, \
             visits = visits + excluded.visits, \
             matter_changes = matter_changes + excluded.matter_changes, \
             reviews = reviews + excluded.reviews",
            values.as_slice(),
        )?;
        Ok(())
    }

    pub(super) fn cover_in(
        &self,
        (community, grid): (AreaId, AreaId),
        month: u32,
        (met, visits): (i64, i64),
    ) -> Result<()> {
        self.run(
            "INSERT INTO coverage (community, month, grid, met, visits) \
             VALUES (:community, :month, :grid, :met, :visits) \
             ON CONFLICT (community, month, grid) DO UPDATE \
             SET met = met + excluded.met, visits = visits + excluded.visits",
            named_params! {
                ":community": community.as_bytes(),
                ":month": month,
                ":grid": grid.as_bytes(),
                ":met": met,
                ":visits": visits,
            },
        )?;
        Ok(())
    }
}
