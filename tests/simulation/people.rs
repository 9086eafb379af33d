//! What people do: workers on their phones, the others at the hub.

use crate::town::{Town, fine};
use gridbook_core::DeliveryState;
use gridbook_core::conflict::Choice;
use gridbook_core::household::HouseholdEdit;
use gridbook_core::matter::MatterForm;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::person::Care;
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{AccountId, Class, RecordId};
use gridbook_hub::NewPart;
use gridbook_testkit::{Phone, World, fields};
use serde_json::{Value, json};

/// The people at the hub.
pub struct Staff {
    dispatcher: AccountId,
    handler: AccountId,
    supervisor: AccountId,
}

impl Staff {
    pub fn of(world: &World) -> Self {
        Self {
            dispatcher: world.staff("网格中心", Role::Dispatcher),
            handler: world.staff("城管办", Role::Handler),
            supervisor: world.staff("督导员", Role::Supervisor),
        }
    }
}

/// A worker records something.
pub fn record(town: &mut Town) {
    let chosen = town.below(town.phones.len());
    let household = town.homes[town.below(town.homes.len())].household;
    let word = format!("{:04}", town.dice.below(10_000));
    match town.dice.below(20) {
        0..5 => visit(town, chosen, household, &word),
        5..11 => correct(town, chosen, household, &word),
        11 => {
            let form = PersonForm {
                household: Some(household),
                name: format!("新来的{word}"),
                ..PersonForm::default()
            };
            fine(town.phones[chosen].add_person(form));
        }
        12 | 13 => {
            let saved = fine(town.phones[chosen].report_matter(matter(household, &word), None));
            town.matters.extend(saved.map(|saved| saved.matter));
        }
        14 => step(town, chosen, &word),
        15 => {
            let edits = vec![HouseholdEdit::Note(Some(word))];
            fine(town.phones[chosen].correct_household(household, edits));
        }
        16 => settle(town, chosen),
        17 => undo(&mut town.phones[chosen]),
        18 => amend(&town.phones[chosen], &word),
        _ => draft(town, chosen, household),
    }
    town.phones[chosen].note();
}

fn visit(town: &mut Town, chosen: usize, household: RecordId, word: &str) {
    let phone = &town.phones[chosen];
    let mut form = VisitForm::new(household, Purpose::Routine, VisitContact::Met);
    form.content = format!("见面，{word}");
    if town.dice.below(4) == 0 {
        let size = 1_000 + town.below(150_000);
        form.photos.push(phone.photo(size, &town.dice));
    }
    let people = phone.people_of(household).unwrap();
    if let (0, Some(person)) = (town.dice.below(2), people.first()) {
        let edits = vec![PersonEdit::Phone(Some(format!("1000000{word}")))];
        form.corrections.push(Correction::Person { person: person.person, edits });
    }
    if town.dice.below(5) == 0 {
        let name = format!("同住人{word}");
        form.newcomers.push(PersonForm { name, ..PersonForm::default() });
    }
    if town.dice.below(5) == 0 {
        form.matters.push(MatterForm { household: None, ..matter(household, word) });
    }
    if let Some(saved) = fine(phone.submit_visit(form, None)) {
        town.visits.push(saved.visit);
        town.matters.extend(saved.matters);
    }
}

fn correct(town: &Town, chosen: usize, household: RecordId, word: &str) {
    let phone = &town.phones[chosen];
    let people = phone.people_of(household).unwrap();
    if people.is_empty() {
        return;
    }
    let person = people[town.below(people.len())].person;
    let text = Some(word.to_owned());
    let edits = match town.dice.below(6) {
        0 => vec![PersonEdit::Name(format!("改名{word}"))],
        1 => vec![PersonEdit::Phone(Some(format!("1000000{word}"))), PersonEdit::Note(None)],
        2 => vec![PersonEdit::Note(text)],
        3 => vec![PersonEdit::Workplace(text)],
        4 => vec![PersonEdit::Care(vec![Care::KNOWN[town.below(Care::KNOWN.len())].clone()])],
        _ if town.dice.below(2) == 0 => {
            fine(phone.deregister_person(person, format!("迁出{word}")));
            return;
        }
        _ => {
            fine(phone.reinstate_person(person));
            return;
        }
    };
    fine(phone.correct_person(person, edits));
}

fn matter(household: RecordId, word: &str) -> MatterForm {
    MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: format!("路灯不亮{word}"),
        area: None,
        place: "东门".to_owned(),
        position: None,
        household: Some(household),
        photos: Vec::new(),
        settled: false,
    }
}

fn step(town: &Town, chosen: usize, word: &str) {
    let phone = &town.phones[chosen];
    for line in phone.matters(Some(State::Handled), None, 5).unwrap().lines {
        if town.dice.below(3) > 0 {
            fine(phone.verify_matter(line.matter));
        } else {
            fine(phone.send_back_matter(line.matter, format!("没修好{word}")));
        }
    }
}

fn settle(town: &Town, chosen: usize) {
    let phone = &town.phones[chosen];
    if let Some(line) = phone.open_conflicts().unwrap().first() {
        let lost = town.dice.below(2) == 0;
        let choice = if lost { Choice::TakeLost } else { Choice::Dismiss };
        fine(phone.settle_conflict(line.conflict, choice));
    }
}

/// Takes the last save back, where that is still possible.
fn undo(phone: &mut Phone) {
    let saved = phone.saved_ops().unwrap();
    if let Some(last) = saved.last().filter(|last| last.state == DeliveryState::Saved)
        && fine(phone.undo(last.op)).is_some()
    {
        phone.forget(last.op);
    }
}

fn amend(phone: &Phone, word: &str) {
    for notice in phone.notices(5).unwrap() {
        let (NoticeKind::VisitReturned, Some(about)) = (notice.kind, notice.about) else {
            continue;
        };
        let Some(old) = fine(phone.visit(about)) else { continue };
        let Some(household) = old.line.household else { continue };
        let mut form = VisitForm::new(household, old.line.purpose, old.line.met);
        form.content = format!("更正，{word}");
        fine(phone.amend_visit(about, form, None));
    }
}

/// Begins a log, is cut off, and submits it when the app is back.
fn draft(town: &mut Town, chosen: usize, household: RecordId) {
    let phone = &mut town.phones[chosen];
    let begun = phone.begin_draft("visit".to_owned(), Some(household), "{}".to_owned());
    let Some(draft) = fine(begun) else { return };
    phone.kill();
    let form = VisitForm::new(household, Purpose::Routine, VisitContact::NobodyHome);
    match fine(phone.submit_visit(form, Some(draft.draft))) {
        Some(saved) => town.visits.push(saved.visit),
        None => phone.delete_draft(draft.draft).unwrap(),
    }
}

/// Somebody at the hub does something.
pub fn at_the_hub(town: &mut Town) {
    match town.dice.below(4) {
        0 => move_on(town),
        1 => review(town),
        _ => edit(town),
    }
}

/// An edit of a person upon a version somebody saw: now, or some time ago.
fn edit(town: &mut Town) {
    let home = town.homes[town.below(town.homes.len())];
    let now = town.world.record(home.head).unwrap();
    town.seen.push((home.head, now.version));
    let seen: Vec<_> = town.seen.iter().filter(|(record, _)| *record == home.head).collect();
    let base = seen[town.below(seen.len())].1;
    let word = format!("台{:04}", town.dice.below(10_000));
    let field = ["phone", "note", "name", "workplace"][town.below(4)];
    let part = NewPart {
        class: now.class,
        record: now.record,
        feed: now.feed,
        base: Some(base),
        patch: fields(json!({field: word})),
    };
    town.world.hub().save(town.world.community, town.staff.supervisor, vec![part]).unwrap();
}

fn review(town: &Town) {
    if town.visits.is_empty() {
        return;
    }
    let visit = town.visits[town.below(town.visits.len())];
    if let Some(log) = town.world.record(visit) {
        let verdict = if town.dice.below(2) == 0 { "returned" } else { "approved" };
        let patch = json!({"visit": visit, "verdict": verdict, "reason": "请补充"});
        town.world.make(town.staff.supervisor, Class::Review, log.feed, patch);
    }
}

/// Takes each matter that has arrived a step further.
fn move_on(town: &Town) {
    for matter in &town.matters {
        let Some(record) = town.world.record(*matter) else { continue };
        let state = record.fields.get("state").and_then(Value::as_str).unwrap_or_default();
        let (who, patch) = match State::from_code(state) {
            State::Reported => (town.staff.dispatcher, json!({"state": "accepted"})),
            State::Accepted => {
                (town.staff.dispatcher, json!({"state": "dispatched", "department": "城管办"}))
            }
            State::Dispatched => (town.staff.handler, json!({"state": "handling"})),
            State::Handling => (town.staff.handler, json!({"state": "handled"})),
            State::Verified => (town.staff.dispatcher, json!({"state": "closed"})),
            _ => continue,
        };
        town.world.edit(who, *matter, patch);
    }
}
