//! What must hold after all the killing.

use crate::{hub, phone};
use gridbook_domain::OpId;
use gridbook_testkit::{every_word_is_kept, holds_every_op, holds_what_the_hub_holds, is_whole};
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What was counted.
pub struct Found {
    pub told: usize,
    pub journaled: usize,
    pub conflicts: u64,
    pub photos: u64,
}

/// Checks the hub's folder and the phones', and counts.
pub fn nothing_is_lost(hub_folder: &Path, phones: &[PathBuf]) -> Found {
    let hub = hub::open(hub_folder);
    let db = Connection::open(hub_folder.join("hub.db")).unwrap();
    is_whole(&db, "the hub");
    every_word_is_kept(&db, "the hub");
    let totals = hub.totals().unwrap();
    assert_eq!(totals.photos, totals.photos_durable, "every photo that was announced is whole");
    let (mut told, mut journaled) = (0, 0);
    for folder in phones {
        let said = said(folder);
        told += said.len();
        journaled += said.iter().map(|op| times(&db, *op)).sum::<usize>();
        check(&db, folder, &said);
    }
    assert_eq!(told, journaled, "once each");
    for totals in hub.install_totals().unwrap() {
        assert_eq!(totals.forks, 0, "nobody contradicts the journal");
    }
    Found { told, journaled, conflicts: totals.conflicts, photos: totals.photos_durable }
}

/// The ops a phone was told are saved.
fn said(folder: &Path) -> BTreeSet<OpId> {
    let text = fs::read_to_string(folder.join(phone::TOLD)).unwrap();
    text.lines().map(|line| OpId::parse(line).unwrap()).collect()
}

fn times(hub: &Connection, op: OpId) -> usize {
    let sql = "SELECT count(*) FROM op WHERE op = :op OR repeats = :op";
    hub.query_row(sql, named_params! {":op": op.as_bytes()}, |row| row.get(0)).unwrap()
}

fn check(hub: &Connection, folder: &Path, said: &BTreeSet<OpId>) {
    let who = folder.file_name().unwrap().to_string_lossy().into_owned();
    let book = phone::open(folder);
    let held: BTreeSet<OpId> = book.saved_ops().unwrap().iter().map(|op| op.op).collect();
    let gone: Vec<_> = said.difference(&held).collect();
    assert!(gone.is_empty(), "{who} was told that {gone:?} are saved, and has them no more");
    let status = book.status().unwrap();
    assert_eq!((status.waiting, status.photos_waiting, status.photos_lost), (0, 0, 0), "{who}");
    assert_eq!((status.fork, status.alarm), (None, false), "{who}");
    let install = book.identity().unwrap().unwrap().install;
    let db = Connection::open(folder.join("book/book.db")).unwrap();
    holds_every_op(&db, hub, install, &held, &who);
    holds_what_the_hub_holds(&db, hub, &who);
}
