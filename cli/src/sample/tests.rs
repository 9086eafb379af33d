use super::people::Paper;
use super::*;
use gridbook_domain::document::citizen;
use gridbook_hub::host::{SystemClock, SystemRandom};
use gridbook_hub::{Hub, HubOptions};
use gridbook_roster::{ImportOptions, import_roster};
use gridbook_store_sqlite::SqliteStore;
use std::collections::BTreeSet;
use std::sync::Arc;

fn everybody() -> Vec<people::Resident> {
    let homes = (0..3).flat_map(|at| community(&Seed::new(7).part(at), at));
    homes.flat_map(|home| home.people).collect()
}

#[test]
fn the_same_seed_writes_the_same_file_and_another_another() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, seed| {
        let path = folder.path().join(name);
        write_sample(&path, seed).unwrap();
        std::fs::read(path).unwrap()
    };
    assert!(write("a.xlsx", 7) == write("b.xlsx", 7));
    assert!(write("a.xlsx", 7) != write("c.xlsx", 8));
}

#[test]
fn the_street_has_the_size_of_a_street() {
    let folder = tempfile::tempdir().unwrap();
    let sample = write_sample(&folder.path().join("a.xlsx"), 7).unwrap();
    assert_eq!(sample.households, 3600);
    assert!((8_500..9_500).contains(&sample.rows), "{}", sample.rows);
}

#[test]
fn every_number_is_valid_or_a_meant_slip_and_belongs_to_nobody() {
    let (mut valid, mut slips) = (0, 0);
    for resident in everybody() {
        let Paper::Text(text) = &resident.paper else { continue };
        match citizen(text) {
            Ok(found) => {
                assert!(found.number.starts_with("99"), "no place has such a code");
                assert_eq!(found.birth, resident.birth);
                valid += 1;
            }
            Err(_) => slips += usize::from(text.chars().filter(char::is_ascii_digit).count() > 14),
        }
    }
    assert!(valid > 8_000, "{valid}");
    assert!((5..100).contains(&slips), "{slips}");
}

#[test]
fn no_phone_can_ring_anywhere() {
    let phones = everybody().into_iter().filter_map(|resident| resident.phone);
    for phone in phones {
        assert!(gridbook_domain::text::plain(&phone).starts_with("12"));
    }
}

#[test]
fn the_street_comes_into_a_hub_with_nothing_wrong_but_its_meant_slips() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("street.xlsx");
    let sample = write_sample(&path, 7).unwrap();
    let data = folder.path().join("hub");
    let hub = Hub::open(HubOptions {
        store: Box::new(SqliteStore::open_folder(&data).unwrap()),
        folder: data,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    })
    .unwrap();
    let report = import_roster(&hub, &path, &ImportOptions::default(), &mut |_| {}).unwrap();
    assert_eq!((report.rows, report.households), (sample.rows, sample.households));
    assert_eq!(report.areas.len(), 1 + COMMUNITIES.len() * (1 + GRIDS.len()));
    assert_eq!(report.refused, 12, "one row a grid has no name");
    assert!(report.warned * 20 < report.rows, "{}", report.warned);
    let codes: BTreeSet<&str> = report.notes.iter().map(|note| note.code.as_str()).collect();
    let meant = ["bad_document", "lost_digits", "no_name", "old_number", "same_person_again"];
    assert_eq!(codes.into_iter().filter(|code| *code != "two_phones").collect::<Vec<_>>(), meant);
    let again = import_roster(&hub, &path, &ImportOptions::default(), &mut |_| {}).unwrap();
    assert_eq!((again.unchanged, again.ops), (report.rows - report.refused, 0));
}
