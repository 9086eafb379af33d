//! Five pieces of work, each done by Gridbook and by bare SQLite + HTTP + zstd in the same run.
//!
//! What counts are the ratios: absolute figures depend on the machine and its mood. The peer has
//! the same tables and indexes on both sides and an outbox row a save; it has no versions, no hash
//! chain, no merge, no signatures and no receipts. Rounds alternate, the median round counts.
//!
//! Two figures follow the table: how many pages of the log one save writes, and the most memory the
//! phone holds in a first pull, alone in a process of its own.
//!
//! With the argument `street` the console is measured instead: see [`pages`].

mod alone;
mod bare;
mod console;
mod measure;
mod ours;
mod pages;
mod people;
mod serve;
mod street;

use bare::device::BareDevice;
use bare::hub::BareHub;
use comfy_table::{CellAlignment, Table, presets};
use measure::{Cost, measure, median, pages_written};
use ours::{For, OurHub};
use people::{id, resident};
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const ROUNDS: u64 = 3;
/// How often residents change after each first pull.
const TIMES: u64 = 5;
const SAVES: u64 = 300;
/// How many saves one side does before it is the other's turn.
const TURN: usize = 10;
const QUEUED: u64 = 2000;
const CHANGED: u64 = 100;
/// The residents of a street; `cargo xtask bench` may be given another number.
const RESIDENTS: u64 = 60_000;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The core.
    #[error("core: {0}")]
    Book(#[from] gridbook_core::BookError),
    /// The hub.
    #[error("hub: {0}")]
    Hub(#[from] gridbook_hub::HubError),
    /// The hub's store.
    #[error("store: {0}")]
    Store(#[from] gridbook_store::StoreError),
    /// The peer.
    #[error("peer: {0}")]
    Bare(#[from] bare::BareError),
    /// Files and sockets.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The stage could not be set.
    #[error("{0}")]
    Setup(&'static str),
}

/// One line of the table.
struct Row {
    name: String,
    ours: Cost,
    bare: Cost,
    /// By what the cost of one piece is had.
    pieces: u64,
}

fn main() -> Result<(), BenchError> {
    let asked = std::env::args().nth(1);
    match asked.as_deref() {
        Some("street") => {
            println!("{}", pages::table(tempfile::tempdir()?.path())?);
            return Ok(());
        }
        Some(alone::PHONE) => return alone::run(std::env::args().skip(2)),
        _ => {}
    }
    let residents = asked.and_then(|n| n.parse().ok()).unwrap_or(RESIDENTS);
    let (folder, runtime) = (tempfile::tempdir()?, Runtime::new()?);
    let hub = OurHub::open(folder.path(), &runtime)?;
    let bare_folder = TempDir::new()?;
    let bare = BareHub::open(bare_folder.path())?;
    let url = serve::bare(bare.clone(), &runtime)?;
    let stage = Stage { hub, bare, url, folder: folder.path(), residents };
    let pages = stage.pages()?;
    let mut rows = vec![stage.saves()?, stage.drain()?];
    eprintln!("filling both hubs with {residents} residents");
    stage.hub.fill(residents)?;
    stage.bare.fill((0..residents).map(|n| (*id(1, n).as_bytes(), resident(n))))?;
    rows.extend(stage.pulls()?);
    println!("{}", table(&rows));
    println!("{pages}");
    let alone = alone::peak(&stage.hub, &stage.folder.join("alone"))?;
    println!("MiB of the phone alone in a first pull: {alone:.1}");
    Ok(())
}

/// Both sides, ready.
struct Stage<'a> {
    hub: OurHub,
    bare: BareHub,
    url: String,
    folder: &'a Path,
    residents: u64,
}

impl Stage<'_> {
    fn phones(&self, name: &str, what: For) -> Result<(ours::OurPhone, BareDevice), BenchError> {
        let ours = self.hub.phone(&self.folder.join(name), what)?;
        let bare = self.folder.join(format!("{name}-bare"));
        std::fs::create_dir_all(&bare)?;
        Ok((ours, BareDevice::open(&bare, &self.url)?))
    }

    /// A save: the record, the outbox row, one commit.
    fn saves(&self) -> Result<Row, BenchError> {
        let (phone, mut peer) = self.phones("save", For::Visits)?;
        phone.sync()?;
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for round in 0..2 * ROUNDS + 1 {
            let (mut one, mut other) = (Cost::default(), Cost::default());
            // In short turns: what the disk is busy with besides then hits both alike.
            for turn in (round * SAVES..(round + 1) * SAVES).step_by(TURN) {
                let numbers = turn..turn + TURN as u64;
                one.add(measure(|| numbers.clone().try_for_each(|n| phone.save(n)).map(nothing))?);
                other.add(measure(|| numbers.clone().try_for_each(|n| peer.save(n)).map(nothing))?);
            }
            ours.push(one);
            bare.push(other);
        }
        Ok(Row { name: "a save".to_owned(), ours: median(ours), bare: median(bare), pieces: SAVES })
    }

    /// How many pages of the log a save writes: what it costs the disk beside the sync.
    fn pages(&self) -> Result<String, BenchError> {
        let (phone, mut peer) = self.phones("pages", For::Visits)?;
        phone.sync()?;
        let ours = self.folder.join("pages").join("book.db");
        let ours = pages_written(&ours, 90_000..90_000 + SAVES, |n| phone.save(n))?;
        let bare = self.folder.join("pages-bare").join("bare-phone.db");
        let bare = pages_written(&bare, 90_000..90_000 + SAVES, |n| peer.save(n))?;
        let ratio = ratio(ours, bare);
        Ok(format!("pages of the log a save writes: {ours:.1}, bare {bare:.1}, ×bare {ratio}"))
    }

    /// 2,000 visits that were queued without a network.
    fn drain(&self) -> Result<Row, BenchError> {
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (phone, mut peer) = self.phones(&format!("drain{round}"), For::Visits)?;
            phone.sync()?;
            let numbers = 10_000 * (round + 1)..10_000 * (round + 1) + QUEUED;
            numbers.clone().try_for_each(|n| phone.save(n))?;
            numbers.clone().try_for_each(|n| peer.save(n))?;
            ours.push(measure(|| phone.sync())?);
            bare.push(measure(|| peer.drain())?);
        }
        let name = format!("{QUEUED} queued visits drained");
        Ok(Row { name, ours: median(ours), bare: median(bare), pieces: QUEUED })
    }

    /// The first pull, then some of it changed, then nothing new.
    fn pulls(&self) -> Result<Vec<Row>, BenchError> {
        let mut runs: [(Vec<Cost>, Vec<Cost>); 3] = Default::default();
        let mut head = i64::try_from(self.residents).unwrap_or(i64::MAX);
        let [first, some, idle] = &mut runs;
        for round in 0..ROUNDS {
            let (phone, mut peer) = self.phones(&format!("pull{round}"), For::Residents)?;
            first.0.push(measure(|| phone.sync())?);
            first.1.push(measure(|| peer.pull(0))?);
            for time in round * TIMES..(round + 1) * TIMES {
                self.hub.change(CHANGED, time)?;
                let first = i64::try_from(time * CHANGED).unwrap_or(0);
                self.bare.change(i64::try_from(CHANGED).unwrap_or(0), first, head)?;
                some.0.push(measure(|| phone.sync())?);
                some.1.push(measure(|| peer.pull(head))?);
                head += i64::try_from(CHANGED).unwrap_or(0);
                idle.0.push(measure(|| phone.sync())?);
                idle.1.push(measure(|| peer.pull(head))?);
            }
        }
        let names = [
            format!("first pull of {} residents", self.residents),
            format!("{CHANGED} of them changed"),
            "an idle sync".to_owned(),
        ];
        let pieces = [self.residents, CHANGED, 1];
        let rows = names.into_iter().zip(runs).zip(pieces).map(|((name, (ours, bare)), pieces)| {
            Row { name, ours: median(ours), bare: median(bare), pieces }
        });
        Ok(rows.collect())
    }
}

/// The bytes that a save moves over the network.
fn nothing((): ()) -> bare::device::Moved {
    (0, 0)
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "work",
        "time",
        "×bare",
        "cpu",
        "×bare",
        "peak MiB",
        "bare",
        "bytes up",
        "×bare",
        "bytes down",
        "×bare",
    ]);
    for row in rows {
        let (ours, bare, pieces) = (row.ours, row.bare, row.pieces);
        table.add_row([
            row.name.clone(),
            time(ours.wall, pieces),
            ratio(ours.wall, bare.wall),
            time(ours.cpu, pieces),
            ratio(ours.cpu, bare.cpu),
            format!("{:.0}", ours.peak),
            format!("{:.0}", bare.peak),
            bytes(ours.up, pieces),
            volume(ours.up, bare.up),
            bytes(ours.down, pieces),
            volume(ours.down, bare.down),
        ]);
    }
    let numbers = table.column_iter_mut().skip(1);
    numbers.for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table.to_string()
}

/// The whole, and what one piece of it took.
fn time(seconds: f64, pieces: u64) -> String {
    format!("{:.1} ms ({:.0} µs)", seconds * 1e3, seconds * 1e6 / count(pieces))
}

fn bytes(bytes: u64, pieces: u64) -> String {
    if bytes == 0 {
        "0".to_owned()
    } else {
        format!("{bytes} ({:.0})", count(bytes) / count(pieces))
    }
}

fn ratio(ours: f64, bare: f64) -> String {
    if bare > 0.0 { format!("{:.2}", ours / bare) } else { "–".to_owned() }
}

/// A ratio of bytes; none where the peer says no more than "ok".
fn volume(ours: u64, bare: u64) -> String {
    if bare < 1000 { "–".to_owned() } else { ratio(count(ours), count(bare)) }
}

#[expect(clippy::cast_precision_loss, reason = "counts here stay far below 2^52")]
fn count(number: u64) -> f64 {
    number as f64
}
