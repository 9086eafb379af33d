//! Databases of every schema there ever was, opened by today's code.
//!
//! `frozen/` holds phones and the hubs they synced with, as they were when a schema was new: rows
//! of every class, ops in every state, made-up people. They never change. Each new migration adds a
//! frozen pair: `FREEZE=1 cargo test -p gridbook-tests --test upgrade every` writes it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod files;
mod freeze;
mod hub;
mod phone;
mod story;

use files::{Dump, Pair, Side, versions};
use gridbook_core::resident::PersonEdit;
use gridbook_core::sync::{PhotoMode, SyncOptions};
use gridbook_testkit::rows_are_true;
use std::path::Path;

/// The database of a fresh phone or hub.
fn fresh(side: Side) -> Dump {
    let folder = tempfile::tempdir().unwrap();
    match side {
        Side::Phone => drop(phone::open(folder.path())),
        Side::Hub => drop(hub::open(folder.path())),
    }
    dump(folder.path(), side)
}

fn dump(folder: &Path, side: Side) -> Dump {
    Dump::of(&folder.join(side.file()))
}

#[test]
fn every_schema_has_a_frozen_database() {
    if std::env::var_os("FREEZE").is_some() {
        freeze::newest();
    }
    for side in [Side::Phone, Side::Hub] {
        let all: Vec<u32> = (1..=fresh(side).version).collect();
        assert_eq!(versions(side), all, "{side:?}: FREEZE=1 writes one for the newest schema");
    }
}

#[test]
fn a_phone_of_every_schema_keeps_its_values_and_gets_the_schema_of_a_fresh_one() {
    let fresh = fresh(Side::Phone);
    for (pair, version) in all(Side::Phone) {
        let folder = pair.thaw(Side::Phone, version);
        let book = phone::open(folder.path());
        assert_eq!(phone::says(&book), pair.expected(Side::Phone, version), "schema {version}");
        assert_eq!(dump(folder.path(), Side::Phone).schema, fresh.schema, "schema {version}");
    }
}

#[test]
fn a_hub_of_every_schema_keeps_its_values_and_gets_the_schema_of_a_fresh_one() {
    let fresh = fresh(Side::Hub);
    for (pair, version) in all(Side::Hub) {
        let folder = pair.thaw(Side::Hub, version);
        let centre = hub::open(folder.path());
        assert_eq!(hub::says(&centre.hub()), pair.expected(Side::Hub, version), "schema {version}");
        rows_are_true(&centre, &folder.path().join("anew"), &format!("schema {version}"));
        assert_eq!(dump(folder.path(), Side::Hub).schema, fresh.schema, "schema {version}");
    }
}

fn all(side: Side) -> Vec<(Pair, u32)> {
    let of = |pair: Pair| {
        let versions = pair.versions(side);
        versions.into_iter().map(move |version| (pair.clone(), version))
    };
    Pair::all().into_iter().flat_map(of).collect()
}

#[test]
fn a_phone_of_any_schema_saves_and_syncs_with_a_hub_of_any_other() {
    for pair in Pair::all() {
        let (phones, hubs) = (pair.versions(Side::Phone), pair.versions(Side::Hub));
        for (phone, hub) in hubs.iter().map(|hub| (phones[0], *hub)) {
            save_and_sync(&pair, phone, hub);
        }
        for (phone, hub) in phones.iter().skip(1).map(|phone| (*phone, hubs[0])) {
            save_and_sync(&pair, phone, hub);
        }
    }
}

fn save_and_sync(pair: &Pair, old_phone: u32, old_hub: u32) {
    let (at_hand, at_hub) = (pair.thaw(Side::Phone, old_phone), pair.thaw(Side::Hub, old_hub));
    let (book, centre) = (phone::open(at_hand.path()), hub::open(at_hub.path()));
    let who = phone::person(&book, "赵建国");
    let number = Some("10000000077".to_owned());
    book.correct_person(who, vec![PersonEdit::Phone(number)]).unwrap();
    let link = hub::link(&centre, at_hand.path());
    let options = SyncOptions { photos: PhotoMode::All };
    let report = book.sync(&link, options, &gridbook_testkit::Patient).unwrap();
    let both = format!("phone {old_phone}, hub {old_hub}");
    assert_eq!((report.waiting, report.retry_after_ms), (0, None), "{both}");
    assert_eq!(book.person(who).unwrap().phone, "100****0077", "{both}");
    assert_eq!(hub::field(&centre.hub(), who, "phone"), "10000000077", "{both}");
    let status = book.status().unwrap();
    assert_eq!((status.waiting, status.photos_waiting), (0, 0), "{both}");
}
