//! 覆盖: how many households of each area were met in a month, and which were not.

use crate::kit::console::Answer;
use crate::kit::facts::{Fact, facts};
use crate::kit::format::{Month, thousands};
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::{ListPage, PageQuery};
use crate::kit::params::Values;
use crate::kit::refusal::Refusal;
use crate::kit::viewer::{Choice, Viewer};
use askama::Template;
use gridbook_domain::area::Level;
use gridbook_domain::id::AreaId;
use gridbook_store::{HouseholdRow, Order, Partition, Result, Tx};
use std::collections::BTreeMap;

/// How wide the bar of a full area is drawn.
const BAR: u64 = 120;

#[derive(Template)]
#[template(path = "coverage.html")]
struct CoveragePage {
    layout: Layout,
    month: String,
    code: String,
    before: String,
    after: String,
    rows: Vec<CoverageLine>,
}

#[derive(Template)]
#[template(path = "households.html")]
struct HouseholdsPage {
    layout: Layout,
    back: String,
    month: String,
    list: ListPage<HouseholdLine>,
}

/// An area as a row shows it.
struct CoverageLine {
    key: String,
    name: String,
    /// Its depth, from 0.
    depth: usize,
    /// Where its households are listed; empty above grids.
    href: String,
    households: String,
    met: String,
    visits: String,
    percent: u64,
    bar: u64,
}

/// The sums of a month over the grids of an area.
#[derive(Default)]
struct Sum {
    households: u64,
    met: u64,
    visits: u64,
}

/// A household as a row shows it.
struct HouseholdLine {
    key: String,
    door: String,
    /// The household's own fields.
    facts: Vec<Fact>,
    last: String,
    ago: String,
    met: bool,
    visits: String,
}

/// Answers with the coverage of a month.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let area = viewer.chosen(query)?;
        let this = Month::of(viewer.format.today());
        let month = query.get("month").and_then(Month::read).unwrap_or(this);
        let on = query.only(&["area"]);
        let link = |month: Month| {
            let mut on = on.clone();
            on.set("month", month.code());
            format!("/coverage{}", on.to_query())
        };
        let after = if month >= this { String::new() } else { link(month.after()) };
        Ok(CoveragePage {
            rows: lines(tx, viewer, area, month)?,
            layout: Layout::new(tx, context, viewer, "走访覆盖", area)?,
            month: month.label(),
            code: month.code(),
            before: link(month.before()),
            after,
        })
    })
}

/// Answers with the households of one grid, those not met for longest first.
pub(crate) fn households(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let grid = context.segments.first().and_then(|grid| AreaId::parse(grid).ok());
        let row = grid.and_then(|grid| viewer.area(grid)).filter(|row| row.level == Level::Grid);
        let (grid, community) =
            row.and_then(|row| Some((row.area, row.community?))).ok_or(Refusal::NotFound)?;
        if !viewer.sees(community, grid) {
            return Err(Refusal::NotFound);
        }
        let this = Month::of(viewer.format.today());
        let begins = viewer.format.begins(this.first()).unwrap_or_default();
        let place = [Partition { community, grid: Some(grid) }];
        let listed =
            PageQuery::read(query, Order::Asc).list(tx, &place, &(), &Values::default())?;
        let lines = |rows: Vec<HouseholdRow>| {
            rows.into_iter().map(|row| household(tx, viewer, row, begins)).collect()
        };
        let list = listed.try_map(lines)?;
        let title = format!("{}各户", viewer.area_name(grid));
        Ok(HouseholdsPage {
            layout: Layout::new(tx, context, viewer, title, None)?,
            back: format!("/coverage{}", query.only(&["area", "month"]).to_query()),
            month: this.label(),
            list,
        })
    })
}

fn household(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    row: HouseholdRow,
    begins: i64,
) -> Result<HouseholdLine> {
    let record = tx.record(row.community, row.household)?;
    Ok(HouseholdLine {
        key: row.household.to_string(),
        door: if row.door.is_empty() { "（没有门牌）".to_owned() } else { row.door },
        facts: record.map(|record| facts(&record.class, &record.fields)).unwrap_or_default(),
        last: row.last_met.map(|at| viewer.format.moment(at)).unwrap_or_default(),
        ago: row.last_met.map(|at| viewer.format.ago(at)).unwrap_or_default(),
        met: row.last_met.is_some_and(|at| at >= begins),
        visits: format!("/visits?household={}", row.household),
    })
}

/// The chosen areas with their sums, each below its parent.
fn lines(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    area: Option<AreaId>,
    month: Month,
) -> Result<Vec<CoverageLine>> {
    let mut sums: BTreeMap<AreaId, Sum> = BTreeMap::new();
    for found in tx.coverage(&viewer.places(area), month.number())? {
        for above in viewer.lineage(found.grid) {
            let sum = sums.entry(above).or_default();
            sum.households += found.households;
            sum.met += found.met;
            sum.visits += found.visits;
        }
    }
    let shown = viewer
        .choices()
        .into_iter()
        .filter(|choice| area.is_none_or(|area| viewer.lies_in(choice.id, area)));
    let shown: Vec<_> = shown.collect();
    let top = shown.iter().map(|choice| choice.depth).min().unwrap_or_default();
    let line = |choice: Choice| {
        let sum = sums.remove(&choice.id).unwrap_or_default();
        coverage_line(choice, top, &sum)
    };
    Ok(shown.into_iter().map(line).collect())
}

fn coverage_line(choice: Choice, top: usize, sum: &Sum) -> CoverageLine {
    let met_of = |of: u64| (sum.met * of).checked_div(sum.households);
    let share = |of: u64| met_of(of).unwrap_or_default().min(of);
    CoverageLine {
        key: choice.id.to_string(),
        depth: choice.depth - top,
        href: match choice.level {
            Level::Grid => format!("/coverage/{}", choice.id),
            _ => String::new(),
        },
        name: choice.name,
        households: thousands(sum.households),
        met: thousands(sum.met),
        visits: thousands(sum.visits),
        percent: share(100),
        bar: share(BAR),
    }
}
