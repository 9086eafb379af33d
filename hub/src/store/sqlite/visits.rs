//! Statements over the rows of visit logs and their reviews.

use super::row::{Int, id, id_or_none, int, text};
use super::walk::{Bounds, List, Named, blob, words};
use super::{Result, SqliteTx};
use crate::store::{Count, Found, Place, Span, VisitFilter, VisitRow};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::visit::{Met, Purpose, Standing};
use rusqlite::types::Value;
use rusqlite::{Row, named_params};

const SHOWN: &str = "v.community, v.visit, v.grid, v.at, v.worker, v.household, v.purpose, v.met, \
     v.standing, v.amended_by, v.amends, v.photos, v.summary, h.grid AS home, \
     coalesce(h.door, '') AS door";

const DOOR: &str = "LEFT JOIN household_row AS h \
     ON h.community = v.community AND h.household = v.household";

const JOINED: &str = "CROSS JOIN visit_row AS v \
     ON v.community = :community AND v.at = e.key_at AND v.visit = e.key_id \
     LEFT JOIN household_row AS h ON h.community = :community AND h.household = v.household";

const ENTRY: &str = "SELECT at AS key_at, visit AS key_id, grid, worker, purpose, met, standing \
     FROM visit_row";

const MATCHING: &str = "(:grid IS NULL OR e.grid = :grid) \
     AND (:worker IS NULL OR e.worker = :worker) AND (:purpose IS NULL OR e.purpose = :purpose) \
     AND (:met IS NULL OR e.met = :met) AND (:standing IS NULL OR e.standing = :standing)";

fn from_row(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        community: id(row, "community")?,
        visit: id(row, "visit")?,
        grid: id(row, "grid")?,
        at: row.get("at")?,
        worker: id(row, "worker")?,
        household: id(row, "household")?,
        home: id_or_none(row, "home")?,
        door: text(row, "door")?,
        purpose: Purpose::of(&text(row, "purpose")?),
        met: Met::of(&text(row, "met")?),
        standing: Standing::of(&text(row, "standing")?),
        amended_by: id_or_none(row, "amended_by")?,
        amends: id_or_none(row, "amends")?,
        photos: int(row, "photos")?,
        summary: text(row, "summary")?,
    })
}

/// Which index a list of visit logs is walked by: the one that leaves least to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All of a community.
    Community,
    /// Those of a grid.
    Grid,
    /// Those of one standing other than approved, which nearly all have in the end.
    Standing,
    /// Those of a household.
    Household,
    /// Those of a worker: one of many in a street, where hardly any log is theirs.
    Worker,
}

impl Scope {
    /// Every scope.
    #[cfg(test)]
    pub const ALL: &'static [Scope] =
        &[Scope::Community, Scope::Grid, Scope::Standing, Scope::Household, Scope::Worker];

    fn of(place: Place, filter: &VisitFilter) -> Self {
        match (&filter.household, &filter.worker, &filter.standing, place.grid) {
            (Some(_), _, _, _) => Self::Household,
            (None, Some(_), _, _) => Self::Worker,
            (None, None, Some(standing), _) if *standing != Standing::Approved => Self::Standing,
            (None, None, _, Some(_)) => Self::Grid,
            (None, None, _, None) => Self::Community,
        }
    }

    /// The entries of this scope.
    pub fn entries(self) -> String {
        let scope = match self {
            Self::Community => " WHERE community = :community",
            Self::Grid => {
                " INDEXED BY visit_row_grid WHERE community = :community AND grid = :grid"
            }
            Self::Standing => {
                " INDEXED BY visit_row_open WHERE community = :community \
                 AND standing = :standing AND standing <> 'approved'"
            }
            Self::Household => {
                " INDEXED BY visit_row_household WHERE community = :community \
                 AND household = :household"
            }
            Self::Worker => {
                " INDEXED BY visit_row_worker WHERE community = :community AND worker = :worker"
            }
        };
        format!("{ENTRY}{scope}")
    }
}

/// The list of visit logs of a place.
pub(super) fn list(place: Place, filter: &VisitFilter) -> List {
    let scope = Scope::of(place, filter);
    let id_or_null = |id: Option<&[u8; 16]>| id.map_or(Value::Null, blob);
    let mut values: Named = vec![
        (":community", blob(place.community.as_bytes())),
        (":grid", id_or_null(place.grid.as_ref().map(AreaId::as_bytes))),
        (":worker", id_or_null(filter.worker.as_ref().map(|worker| worker.as_bytes()))),
        (":purpose", words(filter.purpose.as_ref().map(Purpose::as_str))),
        (":met", words(filter.met.as_ref().map(Met::as_str))),
        (":standing", words(filter.standing.as_ref().map(Standing::as_str))),
    ];
    if let Some(household) = filter.household.filter(|_| scope == Scope::Household) {
        values.push((":household", blob(household.as_bytes())));
    }
    let by_worker = filter.worker.is_some() && scope != Scope::Worker;
    let by_entry = by_worker || filter.purpose.is_some() || filter.met.is_some();
    let by_grid = place.grid.is_some() && scope != Scope::Grid;
    let by_standing = filter.standing.is_some() && scope != Scope::Standing;
    List {
        entries: scope.entries(),
        key: ("at", "visit"),
        matching: MATCHING,
        shown: (SHOWN, JOINED),
        all_match: !by_entry && !by_grid && !by_standing,
        values,
    }
}

fn bounds(filter: &VisitFilter, span: Span) -> Bounds {
    Bounds::new(filter.since, filter.until, span.from, span.walk)
}

impl SqliteTx<'_> {
    pub(super) fn write_visit_row(&self, row: &VisitRow) -> Result<()> {
        self.run(
            "INSERT OR REPLACE INTO visit_row (community, at, visit, grid, worker, household, \
             purpose, met, standing, amended_by, amends, photos, summary) \
             VALUES (:community, :at, :visit, :grid, :worker, :household, :purpose, :met, \
             :standing, :amended_by, :amends, :photos, :summary)",
            named_params! {
                ":community": row.community.as_bytes(),
                ":at": row.at,
                ":visit": row.visit.as_bytes(),
                ":grid": row.grid.as_bytes(),
                ":worker": row.worker.as_bytes(),
                ":household": row.household.as_bytes(),
                ":purpose": row.purpose.as_str(),
                ":met": row.met.as_str(),
                ":standing": row.standing.as_str(),
                ":amended_by": row.amended_by.as_ref().map(RecordId::as_bytes),
                ":amends": row.amends.as_ref().map(RecordId::as_bytes),
                ":photos": Int(row.photos),
                ":summary": row.summary,
            },
        )?;
        Ok(())
    }

    pub(super) fn one_visit_row(
        &self,
        community: AreaId,
        visit: RecordId,
    ) -> Result<Option<VisitRow>> {
        self.first(
            &format!(
                "SELECT {SHOWN} FROM visit_row AS v {DOOR} \
                 WHERE v.community = :community AND v.visit = :visit"
            ),
            named_params! { ":community": community.as_bytes(), ":visit": visit.as_bytes() },
            from_row,
        )
    }

    pub(super) fn page_of_visits(
        &self,
        place: Place,
        filter: &VisitFilter,
        span: Span,
    ) -> Result<Found<VisitRow>> {
        self.walk(&list(place, filter), &bounds(filter, span), span, from_row)
    }

    pub(super) fn count_visits(
        &self,
        place: Place,
        filter: &VisitFilter,
        most: u64,
        look: u64,
    ) -> Result<Count> {
        self.tell(&list(place, filter), &bounds(filter, Span::default()), most, look)
    }

    pub(super) fn drop_visit_row(&self, community: AreaId, visit: RecordId) -> Result<()> {
        self.run(
            "DELETE FROM visit_row WHERE community = :community AND visit = :visit",
            named_params! { ":community": community.as_bytes(), ":visit": visit.as_bytes() },
        )?;
        Ok(())
    }

    pub(super) fn logs_amending(
        &self,
        community: AreaId,
        visit: RecordId,
    ) -> Result<Vec<RecordId>> {
        self.all(
            "SELECT visit FROM visit_row INDEXED BY visit_row_amends \
             WHERE community = :community AND amends = :visit ORDER BY at, visit",
            named_params! { ":community": community.as_bytes(), ":visit": visit.as_bytes() },
            |row| id(row, "visit"),
        )
    }

    /// When the logs that count as meetings of a household happened, within a stretch of time.
    pub(super) fn moments_met(
        &self,
        community: AreaId,
        household: RecordId,
        (since, until): (i64, i64),
        limit: u64,
    ) -> Result<Vec<i64>> {
        self.all(
            "SELECT at FROM visit_row INDEXED BY visit_row_household \
             WHERE community = :community AND household = :household \
             AND at >= :since AND at < :until AND met = 'met' AND standing <> 'amended' \
             ORDER BY at DESC, visit DESC LIMIT :limit",
            named_params! {
                ":community": community.as_bytes(),
                ":household": household.as_bytes(),
                ":since": since,
                ":until": until,
                ":limit": Int(limit),
            },
            |row| row.get("at"),
        )
    }

    pub(super) fn write_review(
        &self,
        community: AreaId,
        visit: RecordId,
        review: RecordId,
    ) -> Result<()> {
        self.run(
            "INSERT INTO visit_review (community, visit, n, review) \
             SELECT :community, :visit, 1 + coalesce(max(n), 0), :review FROM visit_review \
             WHERE community = :community AND visit = :visit",
            named_params! {
                ":community": community.as_bytes(),
                ":visit": visit.as_bytes(),
                ":review": review.as_bytes(),
            },
        )?;
        Ok(())
    }

    pub(super) fn reviews(&self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>> {
        self.all(
            "SELECT review FROM visit_review WHERE community = :community AND visit = :visit \
             ORDER BY n",
            named_params! { ":community": community.as_bytes(), ":visit": visit.as_bytes() },
            |row| id(row, "review"),
        )
    }
}
