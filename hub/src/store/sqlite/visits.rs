//! Statements over the rows of visit logs and their reviews.

use super::row::{Int, id, id_or_none, int, text};
use super::walk::{Bounds, List, Piece, blob, communities};
use super::{Result, SqliteTx};
use crate::store::{Count, Found, Place, Span, VisitFilter, VisitRow};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::visit::{Met, Purpose, Standing};
use rusqlite::{Row, named_params};

const SHOWN: &str = "v.community, v.visit, v.grid, v.at, v.worker, v.household, v.purpose, v.met, \
     v.standing, v.amended_by, v.amends, v.photos, v.summary, h.grid AS home, \
     coalesce(h.door, '') AS door";

const DOOR: &str = "LEFT JOIN household_row AS h \
     ON h.community = v.community AND h.household = v.household";

const JOINED: &str = "CROSS JOIN visit_row AS v \
     ON v.community = e.key_in AND v.visit = e.key_id \
     LEFT JOIN household_row AS h ON h.community = v.community AND h.household = v.household";

const ENTRY: &str = "SELECT at AS key_at, visit AS key_id, community AS key_in, grid, worker, \
     purpose, met, standing FROM visit_row";

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
enum Scope {
    /// Those of each place.
    Place,
    /// Those of one standing other than approved, which nearly all have in the end.
    Standing,
    /// Those of a household.
    Household,
    /// Those of a worker: one of many in a street, where hardly any log is theirs.
    Worker,
}

impl Scope {
    fn of(filter: &VisitFilter) -> Self {
        match (&filter.household, &filter.worker, &filter.standing) {
            (Some(_), _, _) => Self::Household,
            (None, Some(_), _) => Self::Worker,
            (None, None, Some(standing)) if *standing != Standing::Approved => Self::Standing,
            (None, None, _) => Self::Place,
        }
    }

    /// The entries of a place, if by this scope they are walked by it.
    fn entries(self, n: usize, place: Place) -> Piece {
        let (index, of) = match (self, place.grid) {
            (Self::Place, None) => ("visit_row_all", ""),
            (Self::Place, Some(_)) => ("visit_row_grid", ""),
            (Self::Standing, _) => {
                ("visit_row_open", " AND standing = :standing AND standing <> 'approved'")
            }
            (Self::Household, _) => ("visit_row_household", " AND household = :household"),
            (Self::Worker, _) => ("visit_row_worker", " AND worker = :worker"),
        };
        let Piece { sql, values } = Piece::place(n, place);
        Piece { sql: format!("{ENTRY} INDEXED BY {index} WHERE {sql}{of}"), values }
    }
}

/// The list of visit logs of some places.
pub(super) fn list(places: &[Place], filter: &VisitFilter) -> List {
    let scope = Scope::of(filter);
    let whole = communities(places);
    let walked = if scope == Scope::Place { places } else { &whole };
    let mut parts: Vec<Piece> =
        walked.iter().enumerate().map(|(n, place)| scope.entries(n, *place)).collect();
    let asked = [
        (Scope::Household, filter.household.map(|h| Piece::equal("household", blob(h.as_bytes())))),
        (Scope::Worker, filter.worker.map(|w| Piece::equal("worker", blob(w.as_bytes())))),
        (Scope::Standing, filter.standing.as_ref().map(|s| Piece::text("standing", s.as_str()))),
        (Scope::Place, filter.purpose.as_ref().map(|p| Piece::text("purpose", p.as_str()))),
        (Scope::Place, filter.met.as_ref().map(|m| Piece::text("met", m.as_str()))),
    ];
    let mut matching = Vec::new();
    for (of, piece) in asked {
        match piece {
            Some(piece) if of == scope && scope != Scope::Place => {
                parts.iter_mut().for_each(|part| part.values.extend(piece.values.clone()));
            }
            piece => matching.extend(piece),
        }
    }
    if scope != Scope::Place {
        matching.extend(Piece::within(places));
    }
    List { parts, key: ("at", "visit"), matching, shown: (SHOWN, JOINED) }
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
        places: &[Place],
        filter: &VisitFilter,
        span: Span,
    ) -> Result<Found<VisitRow>> {
        self.walk(&list(places, filter), &bounds(filter, span), span, from_row)
    }

    pub(super) fn count_visits(
        &self,
        places: &[Place],
        filter: &VisitFilter,
        most: u64,
    ) -> Result<Count> {
        self.tell(&list(places, filter), &bounds(filter, Span::default()), most)
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
