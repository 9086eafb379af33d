//! A frozen phone: how it is opened, and what it says.

use gridbook_core::host::Host;
use gridbook_core::search::Found;
use gridbook_core::{Book, Options};
use gridbook_domain::RecordId;
use gridbook_domain::visit::Verdict;
use gridbook_testkit::{Dice, FakeClock, PhoneClock};
use std::path::Path;
use std::sync::Arc;

/// Two days after the frozen phone was closed: 2026-11-27 10:00 in UTC+8.
pub const LATER: i64 = 1_795_744_800_000;

fn host() -> Host {
    let clock = Arc::new(PhoneClock::new(Arc::new(FakeClock::new(LATER))));
    Host::new(clock, Arc::new(Dice::new(9)))
}

pub fn open(folder: &Path) -> Book {
    Book::open(Options { folder: folder.to_owned(), key: None }, host()).unwrap()
}

/// Somebody by name.
pub fn person(book: &Book, name: &str) -> RecordId {
    let found = book.search(name.to_owned(), 10).unwrap();
    let mut people = found.iter().filter_map(|found| match found {
        Found::Person { person, .. } => Some(*person),
        Found::Household { .. } => None,
    });
    people.next().expect("somebody of this name")
}

/// Every value of the book, as an app reads them.
pub fn says(book: &Book) -> String {
    let mut lines = Vec::new();
    let identity = book.identity().unwrap().unwrap();
    lines.push(format!("worker {} {}", identity.name, identity.role.as_str()));
    lines.extend(book.areas().unwrap().iter().map(|area| format!("area {}", area.name)));
    lines.extend(book.grids().unwrap().iter().map(|grid| format!("grid {}", grid.name)));
    lines.extend(book.code_tables().unwrap().iter().map(|table| format!("table {}", table.json)));
    let setting = book.setting("emergency_phone".to_owned()).unwrap();
    lines.push(format!("setting {}", setting.unwrap()));
    let page = book.households(Default::default(), None, 50).unwrap();
    for line in &page.lines {
        household(book, line.household, &mut lines);
    }
    for line in &book.matters(Default::default(), None, 50).unwrap().lines {
        let matter = book.matter(line.matter).unwrap();
        let (kind, state) = (line.kind.as_str(), line.state.as_str());
        lines.push(format!("matter {kind} {} {} {state}", line.content, line.place));
        lines.push(format!("matter at {:?} for {}", line.at, matter.department));
    }
    for event in book.publicity_events(50).unwrap() {
        let numbers = (event.asked, event.leaflets, event.at);
        lines.push(format!("publicity {} {} {numbers:?}", event.subject, event.place));
    }
    for conflict in book.open_conflicts().unwrap() {
        let (kept, lost) = (conflict.kept, conflict.lost);
        lines.push(format!("conflict {} {}: {kept}, {lost}", conflict.subject, conflict.label));
    }
    for notice in book.notices(50).unwrap() {
        lines.push(format!("notice {} {}", notice.by, notice.message));
    }
    lines.push(format!("unread {}", book.unread_notices().unwrap()));
    for draft in book.drafts().unwrap() {
        lines.push(format!("draft {} {} {}", draft.kind, draft.form, draft.photos.len()));
    }
    for op in book.saved_ops().unwrap() {
        let effects = op.parts.iter().map(|part| part.effect.as_ref().map_or("-", |e| e.as_str()));
        let effects: Vec<&str> = effects.collect();
        lines.push(format!(
            "op {:?} {} {} {}",
            op.mseq,
            op.state.label(),
            op.at,
            effects.join(" ")
        ));
    }
    for receipt in book.receipts().unwrap() {
        lines.push(format!("receipt {} {}", receipt.mseq, receipt.received_at));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn household(book: &Book, household: RecordId, lines: &mut Vec<String>) {
    let home = book.household(household).unwrap();
    let line = &home.line;
    lines.push(format!("household {} {} {}", line.place, line.head, line.number));
    lines.push(format!("household visited {:?}, unsettled {}", line.last_visit, line.unsettled));
    for person in book.people_of(household).unwrap() {
        let all = book.reveal_person(person.person).unwrap();
        let relation = all.relation.as_ref().map_or("", |relation| relation.as_str());
        let care: Vec<&str> = all.care.iter().map(|care| care.as_str()).collect();
        lines.push(format!("person {} {relation} {} {}", all.name, all.phone, care.join(" ")));
        lines.push(format!("person also {:?} {} {}", all.birth, all.workplace, all.note));
    }
    for visit in book.visits_of_household(household, 50).unwrap() {
        let all = book.visit(visit.visit).unwrap();
        let verdict = visit.verdict.as_ref().map_or("", Verdict::as_str);
        let (purpose, met) = (visit.purpose.as_str(), visit.met.as_str());
        lines.push(format!("visit {purpose} {met} {} {}", visit.content, all.promise));
        lines.push(format!(
            "visit at {:?}, review {verdict}, {} people",
            visit.at,
            all.people.len()
        ));
        lines.push(format!("visit photos {}, amended {}", visit.photos, visit.amended));
        let place = all.position.map(|place| (place.lat, place.lon, place.accuracy));
        lines.push(format!("visit place {place:?}"));
        lines.extend(all.reviews.iter().map(|review| format!("review {}", review.reason)));
    }
}
