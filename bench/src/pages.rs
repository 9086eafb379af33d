//! What the console asks of the store, at a tenth of a street's year and at the whole of it: a page
//! must not grow with what is stored.

use crate::BenchError;
use crate::street::{Community, Street, Year};
use comfy_table::{CellAlignment, Table, presets};
use gridbook_domain::matter::State;
use gridbook_domain::visit::{ReviewStatus, VisitContact};
use gridbook_store::{
    HouseholdRow, MatterFilter, MatterRow, Order, PageArgs, PageKey, Partition, QueryStats, Result,
    Store, Tx, VisitFilter, VisitRow,
};
use gridbook_store_sqlite::SqliteStore;
use std::path::Path;
use std::time::Instant;

/// How often each is done; the median counts.
const RUNS: usize = 41;
/// How many lines a page shows.
const PAGE: u64 = 50;

/// What something took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    /// Milliseconds, the median of all runs.
    pub ms: f64,
    /// What one run asked of the store.
    pub effort: QueryStats,
}

/// Does something again and again; `effort` reads what the store has done so far.
pub fn time(
    effort: impl Fn() -> QueryStats,
    mut work: impl FnMut() -> Result<(), BenchError>,
) -> Result<Took, BenchError> {
    let mut times = Vec::with_capacity(RUNS);
    let before = effort();
    for _ in 0..RUNS {
        let begun = Instant::now();
        work()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let all = effort().since(before);
    times.sort_by(f64::total_cmp);
    let each = |all: u64| all / RUNS as u64;
    let ms = times.get(RUNS / 2).copied().unwrap_or_default();
    let (statements, rows, steps) = (each(all.statements), each(all.rows), each(all.steps));
    Ok(Took { ms, effort: QueryStats { statements, rows, steps } })
}

/// Builds both streets and gives the table.
pub fn table(folder: &Path) -> Result<String, BenchError> {
    let mut columns = Vec::new();
    for (name, year) in [("small", Year::FULL.tenth()), ("full", Year::FULL)] {
        eprintln!("a street's year: {} visit logs, {} matters", year.visits, year.matters);
        let begun = Instant::now();
        let street = Street::build(&folder.join(name), year)?;
        eprintln!("lived through in {:.0} s", begun.elapsed().as_secs_f64());
        let mut rows = took(&street)?;
        rows.extend(crate::console::pages(&street)?);
        columns.push(rows);
    }
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "asked",
        "ms",
        "at ×10",
        "statements",
        "at ×10",
        "rows",
        "at ×10",
        "steps",
        "at ×10",
    ]);
    let [small, full] = columns.as_slice() else { return Ok(String::new()) };
    for ((name, small), (_, full)) in small.iter().zip(full) {
        let (ms, effort) = (|took: &Took| format!("{:.2}", took.ms), |took: &Took| took.effort);
        table.add_row([
            (*name).to_owned(),
            ms(small),
            ms(full),
            effort(small).statements.to_string(),
            effort(full).statements.to_string(),
            effort(small).rows.to_string(),
            effort(full).rows.to_string(),
            effort(small).steps.to_string(),
            effort(full).steps.to_string(),
        ]);
    }
    let numbers = table.column_iter_mut().skip(1);
    numbers.for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    Ok(table.to_string())
}

/// What each call of the console takes on a street.
fn took(street: &Street) -> Result<Vec<(&'static str, Took)>, BenchError> {
    let store = SqliteStore::open(&street.folder.join("hub.db"))?;
    let store: &dyn Store = &store;
    let mut rows = Vec::new();
    for (name, mut call) in calls(street)? {
        let took = time(|| store.query_stats(), || Ok(store.read(|tx| call(tx))?))?;
        rows.push((name, took));
    }
    Ok(rows)
}

type Call = Box<dyn FnMut(&mut dyn Tx) -> Result<()>>;

/// A community of the street, one of its grids, all of the street, and the middle of its year.
struct Asked {
    community: [Partition; 1],
    grid: [Partition; 1],
    street: Vec<Partition>,
    args: PageArgs,
}

impl Asked {
    fn visits(&self, partitions: &[Partition], filter: VisitFilter) -> Call {
        let (args, partitions) = (self.args, partitions.to_vec());
        Box::new(move |tx| tx.list::<VisitRow>(&partitions, &filter, args).map(drop))
    }

    fn count(&self, filter: VisitFilter) -> Call {
        let partitions = self.community;
        Box::new(move |tx| tx.count::<VisitRow>(&partitions, &filter, 1_000).map(drop))
    }

    fn matters(&self, partitions: &[Partition], filter: MatterFilter, order: Order) -> Call {
        let (args, partitions) = (PageArgs { from: None, order, limit: PAGE }, partitions.to_vec());
        Box::new(move |tx| tx.list::<MatterRow>(&partitions, &filter, args).map(drop))
    }
}

fn calls(street: &Street) -> Result<Vec<(&'static str, Call)>, BenchError> {
    let missing = BenchError::Setup("a street without a grid");
    let Some(community) = street.communities.first() else { return Err(missing) };
    let Some(grid) = community.grids.first() else { return Err(missing) };
    let place = |area| Partition { community: community.area, grid: area };
    // The middle of the year: where a list is long on both sides.
    let middle = PageKey { at: 1_767_196_800_000 + 182 * 86_400_000, record: grid.home(0) };
    let args = PageArgs { from: Some(middle), order: Order::Desc, limit: PAGE };
    let whole = |community: &Community| Partition { community: community.area, grid: None };
    let street = street.communities.iter().map(whole).collect();
    let (community, grid_place) = ([place(None)], [place(Some(grid.area))]);
    let asked = Asked { community, grid: grid_place, street, args };
    let visits = VisitFilter::default;
    let (home, worker) = (grid.home(5), grid.worker);
    let (matters, all, street) = (MatterFilter::default, &asked.community, &asked.street);
    let homes = PageArgs { from: None, order: Order::Asc, limit: PAGE };
    let waiting = VisitFilter { standing: Some(ReviewStatus::Waiting), ..visits() };
    let nobody =
        VisitFilter { met: Some(VisitContact::NobodyHome), worker: Some(worker), ..visits() };
    let closed = MatterFilter { state: Some(State::Closed), ..matters() };
    Ok(vec![
        ("visit logs of a community", asked.visits(all, visits())),
        ("visit logs of the street", asked.visits(street, visits())),
        ("visit logs of a grid", asked.visits(&asked.grid, visits())),
        ("logs that wait, of a community", asked.visits(all, waiting.clone())),
        ("logs that wait, of the street", asked.visits(street, waiting.clone())),
        ("logs that wait, of a grid", asked.visits(&asked.grid, waiting.clone())),
        ("logs of one worker, nobody home", asked.visits(all, nobody)),
        (
            "logs of one household",
            asked.visits(all, VisitFilter { household: Some(home), ..visits() }),
        ),
        ("count of logs to 1,000", asked.count(visits())),
        ("count of logs that wait to 1,000", asked.count(waiting)),
        ("open matters of a community", asked.matters(all, matters(), Order::Asc)),
        ("open matters of the street", asked.matters(street, matters(), Order::Asc)),
        ("open matters of a grid", asked.matters(&asked.grid, matters(), Order::Asc)),
        ("closed matters of a community", asked.matters(all, closed, Order::Desc)),
        (
            "households, never met first",
            Box::new(move |tx| tx.list::<HouseholdRow>(&community, &(), homes).map(drop)),
        ),
        ("coverage of a month", Box::new(move |tx| tx.coverage(&community, 202_606).map(drop))),
        ("what waits in a community", Box::new(move |tx| tx.tally(&community).map(drop))),
    ])
}
