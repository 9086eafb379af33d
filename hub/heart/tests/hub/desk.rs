//! Decisions at a desk: what they rest on is looked at where they are saved.

use gridbook_domain::matter::State;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::visit::Verdict;
use gridbook_domain::{AccountId, Class, RecordId};
use gridbook_hub::{Decision, DecisionError, MOST_DEPARTMENT, MOST_REASON};
use gridbook_testkit::hub::*;
use serde_json::{Value, json};
use std::sync::Barrier;

/// Somebody of a role with a grant for the community.
fn staff(world: &HubWorld, role: Role) -> AccountId {
    let account = world.hub.add_account("周敏", role, world.community).unwrap();
    world.hub.grant(account, world.community, FeedKind::Grid).unwrap();
    account
}

fn sent(world: &HubWorld, class: Class, fields: Value) -> RecordId {
    let mut anna = world.worker("王芳");
    let record = anna.new_record();
    anna.save(vec![part(class, record, world.feed(), None, fields)]);
    world.exchange(&mut anna);
    record
}

fn visit(world: &HubWorld) -> RecordId {
    let household = RecordId::from_bytes([7; 16]);
    sent(
        world,
        Class::Visit,
        json!({"household": household, "purpose": "routine", "met": "met", "content": "看过了"}),
    )
}

fn matter(world: &HubWorld) -> RecordId {
    let report = json!({"kind": "coordination", "category": "environment", "content": "垃圾"});
    sent(world, Class::Matter, report)
}

fn review(verdict: Verdict, reason: &str, seen: Option<usize>) -> Decision {
    Decision::Review { verdict, reason: reason.to_owned(), seen }
}

fn step(to: State, department: &str) -> Decision {
    let department = department.to_owned();
    Decision::Step { to, reason: String::new(), department, seen: None }
}

fn verdicts(world: &HubWorld) -> usize {
    world.hub.records_of(world.community, &Class::Review).unwrap().len()
}

#[test]
fn of_many_verdicts_in_one_moment_on_what_all_have_seen_one_is_taken() {
    let world = HubWorld::new();
    let about = (world.community, visit(&world));
    let staff: Vec<AccountId> = (0..8).map(|_| staff(&world, Role::Supervisor)).collect();
    let start = Barrier::new(staff.len());
    let taken: Vec<bool> = std::thread::scope(|scope| {
        let one = |by: &AccountId| {
            let (by, world, start) = (*by, &world, &start);
            scope.spawn(move || {
                start.wait();
                match world.hub.decide(by, about, &review(Verdict::Approved, "", Some(0))) {
                    Ok(()) => true,
                    Err(DecisionError::Changed) => false,
                    Err(other) => panic!("{other}"),
                }
            })
        };
        let threads: Vec<_> = staff.iter().map(one).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    assert_eq!(verdicts(&world), 1);
}

#[test]
fn a_decision_is_taken_only_within_role_and_grants() {
    let world = HubWorld::new();
    let (log, matter) = (visit(&world), matter(&world));
    let (about, case) = ((world.community, log), (world.community, matter));
    let approve = review(Verdict::Approved, "", None);
    let accept = step(State::Accepted, "");
    let decide = |by, about, what: &Decision| world.hub.decide(by, about, what);
    let stranger = world.hub.add_account("李敏", Role::Supervisor, world.community).unwrap();
    let neighbour = world.hub.add_account("孙静", Role::Dispatcher, world.community).unwrap();
    world.hub.grant(neighbour, world.other_grid, FeedKind::Grid).unwrap();
    for (by, about, what) in [(stranger, about, &approve), (neighbour, case, &accept)] {
        assert!(matches!(decide(by, about, what), Err(DecisionError::NotFound)), "{what:?}");
    }
    let nobody = AccountId::from_bytes([9; 16]);
    assert!(matches!(decide(nobody, about, &approve), Err(DecisionError::NotFound)));
    let dispatcher = staff(&world, Role::Dispatcher);
    assert!(matches!(decide(dispatcher, about, &approve), Err(DecisionError::NotYours)));
    assert!(matches!(decide(dispatcher, case, &approve), Err(DecisionError::NotFound)));
    let handler = staff(&world, Role::Handler);
    assert!(matches!(decide(handler, case, &accept), Err(DecisionError::NotYours)));
    assert_eq!(verdicts(&world), 0);
    decide(dispatcher, case, &accept).unwrap();
}

#[test]
fn a_decision_says_what_it_lacks_and_saves_nothing() {
    let world = HubWorld::new();
    let (supervisor, dispatcher) =
        (staff(&world, Role::Supervisor), staff(&world, Role::Dispatcher));
    let (about, case) = ((world.community, visit(&world)), (world.community, matter(&world)));
    let journaled = world.number("SELECT count(*) FROM op");
    let decide = |by, about, what: Decision| world.hub.decide(by, about, &what).unwrap_err();
    let no_reason = decide(supervisor, about, review(Verdict::Returned, " \n", None));
    assert!(matches!(no_reason, DecisionError::NeedsReason));
    let long = "长".repeat(MOST_REASON + 1);
    let too_long = decide(supervisor, about, review(Verdict::Returned, &long, None));
    assert!(matches!(too_long, DecisionError::TooLong { most: MOST_REASON, is: 2001 }));
    let early = decide(dispatcher, case, step(State::Dispatched, "城管办"));
    assert!(matches!(early, DecisionError::NoSuchStep));
    assert_eq!(world.number("SELECT count(*) FROM op"), journaled);

    world.hub.decide(dispatcher, case, &step(State::Accepted, "")).unwrap();
    let whom = decide(dispatcher, case, step(State::Dispatched, "  "));
    assert!(matches!(whom, DecisionError::NeedsDepartment));
    let long = "局".repeat(MOST_DEPARTMENT + 1);
    let too_long = decide(dispatcher, case, step(State::Dispatched, &long));
    assert!(matches!(too_long, DecisionError::TooLong { most: MOST_DEPARTMENT, .. }));
    world.hub.decide(dispatcher, case, &step(State::Dispatched, "城管办")).unwrap();
    let known = world.hub.record(case.0, case.1).unwrap().unwrap();
    assert_eq!(known.fields["department"], "城管办");
}
