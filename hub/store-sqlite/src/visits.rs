//! Statements over the rows of visit logs and their reviews.

use super::fragment::{SqlFragment, blob, communities};
use super::row::{Int, id, id_or_none, int, text};
use super::scan::{Bounds, List};
use super::{Result, SqliteTx};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};
use gridbook_store::{Count, Page, PageArgs, Partition, VisitFilter, VisitRow};
use rusqlite::types::Value;
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
     purpose, met, standing FROM visit_row AS e";

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
        purpose: Purpose::from_code(&text(row, "purpose")?),
        met: VisitContact::from_code(&text(row, "met")?),
        standing: ReviewStatus::from_code(&text(row, "standing")?),
        amended_by: id_or_none(row, "amended_by")?,
        amends: id_or_none(row, "amends")?,
        photos: int(row, "photos")?,
        summary: text(row, "summary")?,
    })
}

/// Columns by whose value an index leads through a community, those first that leave least to look
/// at: hardly any log of a street is one household's or one worker's. Nearly all are approved in
/// the end, so by that nothing is led.
const LED_BY: [(&str, &str); 3] = [
    ("household", "visit_row_household WHERE"),
    ("worker", "visit_row_worker WHERE"),
    ("standing", "visit_row_open WHERE e.standing <> 'approved' AND"),
];

/// The columns that are asked for a value.
fn asked(filter: &VisitFilter) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let all = [
        ("household", filter.household.map(|household| blob(household.as_bytes()))),
        ("worker", filter.worker.map(|worker| blob(worker.as_bytes()))),
        ("standing", filter.standing.as_ref().map(|standing| text(standing.as_str()))),
        ("purpose", filter.purpose.as_ref().map(|purpose| text(purpose.as_str()))),
        ("met", filter.met.as_ref().map(|met| text(met.as_str()))),
    ];
    all.into_iter().filter_map(|(column, value)| Some((column, value?))).collect()
}

/// The list of visit logs of some partitions.
pub(super) fn list(partitions: &[Partition], filter: &VisitFilter) -> List {
    let approved = Value::Text(ReviewStatus::Approved.as_str().to_owned());
    let mut asked = asked(filter);
    let leads = |column: &str| asked.iter().position(|(c, v)| *c == column && *v != approved);
    let led = LED_BY.iter().find_map(|(column, index)| Some((*index, leads(column)?)));
    let led = led.map(|(index, at)| (index, asked.remove(at)));
    let equal = |(column, value)| SqlFragment::equal(column, value);
    let mut matching: Vec<SqlFragment> = asked.into_iter().map(equal).collect();
    let parts = match led {
        Some((index, by)) => {
            matching.extend(SqlFragment::within(partitions));
            let by = equal(by);
            let parts = SqlFragment::parts(&communities(partitions), |_| {
                format!("{ENTRY} INDEXED BY {index} ")
            });
            parts.into_iter().map(|part| part.and(by.clone())).collect()
        }
        None => SqlFragment::parts(partitions, |place| {
            let index = if place.grid.is_some() { "visit_row_grid" } else { "visit_row_all" };
            format!("{ENTRY} INDEXED BY {index} WHERE ")
        }),
    };
    List { parts, key: ("at", "visit"), matching, shown: (SHOWN, JOINED) }
}

fn bounds(filter: &VisitFilter, args: PageArgs) -> Bounds {
    Bounds::new(filter.since, filter.until, args.from, args.order)
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
        partitions: &[Partition],
        filter: &VisitFilter,
        args: PageArgs,
    ) -> Result<Page<VisitRow>> {
        self.scan(&list(partitions, filter), &bounds(filter, args), args, from_row)
    }

    pub(super) fn count_visits(
        &self,
        partitions: &[Partition],
        filter: &VisitFilter,
        most: u64,
    ) -> Result<Count> {
        self.tell(&list(partitions, filter), &bounds(filter, PageArgs::default()), most)
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
