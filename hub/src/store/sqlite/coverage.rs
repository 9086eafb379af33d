//! Statements over households as coverage lists them, and over what is counted ahead.

use super::row::{id, id_or_none, int, text};
use super::walk::{Bounds, Named, blob};
use super::{Result, SqliteTx};
use crate::store::{Counted, Coverage, HouseholdRow, Place, Span, Tally, Walk};
use gridbook_domain::id::{AreaId, RecordId};
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

/// The households of a community or of one of its grids by when they were met last.
pub(super) fn households(of_a_grid: bool, walk: Walk) -> String {
    let (index, grid) = match of_a_grid {
        true => ("household_row_grid", " AND grid = :grid"),
        false => ("household_row_met", ""),
    };
    let way = if walk == Walk::Down { "DESC" } else { "ASC" };
    format!(
        "SELECT {} FROM household_row INDEXED BY {index} \
         WHERE community = :community{grid} AND (met, household) > (:low_at, :low) \
         AND (met, household) < (:high_at, :high) \
         ORDER BY met {way}, household {way} LIMIT :limit",
        columns!()
    )
}

/// What the grids of a community count, or one of them.
pub(super) fn tallies(of_a_grid: bool) -> &'static str {
    macro_rules! counted {
        () => {
            "SELECT households, visits_waiting, matters_waiting, matters_open, visits, \
             matter_changes, reviews FROM tally WHERE community = :community"
        };
    }
    if of_a_grid { concat!(counted!(), " AND grid = :grid") } else { counted!() }
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

    pub(super) fn page_of_households(&self, place: Place, span: Span) -> Result<Vec<HouseholdRow>> {
        let bounds = Bounds::new(None, None, span.from, span.walk);
        let mut values: Named = vec![(":community", blob(place.community.as_bytes()))];
        values.extend(place.grid.map(|grid| (":grid", blob(grid.as_bytes()))));
        values.extend(bounds.values());
        values.push((":limit", Value::Integer(i64::try_from(span.limit).unwrap_or(i64::MAX))));
        self.named(&households(place.grid.is_some(), span.walk), &values, from_row)
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

    pub(super) fn month(&self, community: AreaId, month: u32) -> Result<Vec<Coverage>> {
        self.all(
            "SELECT t.grid, t.households, coalesce(c.met, 0) AS met, \
             coalesce(c.visits, 0) AS visits FROM tally AS t LEFT JOIN coverage AS c \
             ON c.community = t.community AND c.month = :month AND c.grid = t.grid \
             WHERE t.community = :community ORDER BY t.grid",
            named_params! { ":community": community.as_bytes(), ":month": month },
            covered,
        )
    }

    /// What a place counts: its own row, or the sum over the grids of a community.
    pub(super) fn tallied(&self, place: Place) -> Result<Tally> {
        let mut values: Named = vec![(":community", blob(place.community.as_bytes()))];
        values.extend(place.grid.map(|grid| (":grid", blob(grid.as_bytes()))));
        let rows = self.named(tallies(place.grid.is_some()), &values, tally)?;
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
