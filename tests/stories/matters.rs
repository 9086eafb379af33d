//! Matters: from reported to closed, through the hands of all who have a part in them.

use gridbook_core::matter::MatterForm;
use gridbook_domain::RecordId;
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::Role;
use gridbook_testkit::{Phone, World};
use serde_json::json;

fn report(phone: &Phone) -> RecordId {
    let form = MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "路灯不亮".to_owned(),
        area: None,
        place: "东门".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    };
    phone.report_matter(form, None).unwrap().matter
}

/// The people of the centre, and the steps they take.
struct Staff {
    dispatcher: gridbook_domain::AccountId,
    handler: gridbook_domain::AccountId,
}

impl Staff {
    fn of(world: &World) -> Self {
        let dispatcher = world.staff("网格中心", Role::Dispatcher);
        Self { dispatcher, handler: world.staff("城管办", Role::Handler) }
    }

    fn carry_to_handled(&self, world: &World, matter: RecordId) {
        self.dispatch(world, matter);
        for state in ["handling", "handled"] {
            let told = world.edit(self.handler, matter, json!({"state": state}));
            assert_eq!(told.outcome.parts[0].effect, Effect::Applied, "to {state}");
        }
    }

    fn dispatch(&self, world: &World, matter: RecordId) {
        let patches =
            [json!({"state": "accepted"}), json!({"state": "dispatched", "department": "城管办"})];
        for patch in patches {
            let told = world.edit(self.dispatcher, matter, patch.clone());
            assert_eq!(told.outcome.parts[0].effect, Effect::Applied, "{patch}");
        }
    }
}

#[test]
fn m3_a_matter_goes_from_reported_to_closed_by_dispatcher_handler_and_worker() {
    let world = World::new(60);
    let staff = Staff::of(&world);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    world.converge(&mut [&mut fang, &mut min]);
    let matter = report(&fang);
    world.converge(&mut [&mut fang, &mut min]);
    staff.carry_to_handled(&world, matter);
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(fang.matter(matter).unwrap().line.state, State::Handled);
    fang.send_back_matter(matter, "还是不亮".to_owned()).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(matter, "state"), "dispatched");
    assert_eq!(world.field(matter, "reason"), "还是不亮");
    for state in ["handling", "handled"] {
        world.edit(staff.handler, matter, json!({"state": state}));
    }
    world.converge(&mut [&mut fang, &mut min]);
    fang.verify_matter(matter).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    world.edit(staff.dispatcher, matter, json!({"state": "closed"}));
    world.converge(&mut [&mut fang, &mut min]);
    let seen = min.matter(matter).unwrap();
    assert_eq!((seen.line.state, seen.department.as_str()), (State::Closed, "城管办"));
    let history = fang.matter(matter).unwrap().history;
    let steps: Vec<_> = history.into_iter().filter_map(|step| step.to).collect();
    assert_eq!(steps, vec![State::Reported, State::Dispatched, State::Verified]);
}

#[test]
fn m3_an_illegal_step_is_refused_kept_and_told_to_its_author() {
    let world = World::new(61);
    let staff = Staff::of(&world);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    world.converge(&mut [&mut fang, &mut min]);
    let matter = report(&fang);
    world.converge(&mut [&mut fang, &mut min]);
    staff.carry_to_handled(&world, matter);
    world.converge(&mut [&mut fang, &mut min]);
    // Both look at it offline; one finds it done, and the centre closes it before the other's word
    // arrives.
    fang.verify_matter(matter).unwrap();
    let op = min.send_back_matter(matter, "没有修好".to_owned()).unwrap();
    fang.settle();
    world.edit(staff.dispatcher, matter, json!({"state": "closed"}));
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(matter, "state"), "closed", "the illegal step had no effect");
    let saved = min.saved_ops().unwrap();
    let told = &saved.iter().find(|saved| saved.op == op).unwrap().parts[0];
    assert_eq!(told.effect, Some(Effect::Refused));
    assert!(matches!(told.why, Some(Why::IllegalStep | Why::NotYours)), "{:?}", told.why);
    assert!(told.message.as_ref().is_some_and(|text| !text.is_empty()));
    assert_eq!(min.status().unwrap().objections, 1);
    let history = min.matter(matter).unwrap().history;
    assert_eq!(history[0].reason, "没有修好", "the author's words are kept");
    assert!(world.hub().missing(world.community, &[op]).unwrap().is_empty(), "as evidence");
    assert_eq!(min.matter(matter).unwrap().line.state, State::Closed, "and the screen is true");
}

#[test]
fn m3_a_returned_matter_is_reported_again_with_better_words() {
    let world = World::new(62);
    let staff = Staff::of(&world);
    let mut fang = world.settled_phone("王芳", world.grid);
    let matter = report(&fang);
    fang.settle();
    let patch = json!({"state": "returned", "reason": "请写明地点"});
    world.edit(staff.dispatcher, matter, patch);
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.matter(matter).unwrap().reason, "请写明地点");
    fang.resubmit_matter(matter, None, Some("东门第三根灯杆".to_owned())).unwrap();
    world.converge(&mut [&mut fang]);
    assert_eq!(world.field(matter, "state"), "reported");
    assert_eq!(world.field(matter, "place"), "东门第三根灯杆");
}

#[test]
fn m3_two_workers_who_verify_the_same_matter_offline_both_hear_what_became_of_it() {
    let world = World::new(63);
    let staff = Staff::of(&world);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    world.converge(&mut [&mut fang, &mut min]);
    let matter = report(&fang);
    fang.settle();
    staff.carry_to_handled(&world, matter);
    world.converge(&mut [&mut fang, &mut min]);
    fang.verify_matter(matter).unwrap();
    min.verify_matter(matter).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(matter, "state"), "verified");
    for phone in [&fang, &min] {
        let effect = phone.saved_ops().unwrap().last().unwrap().parts[0].effect.clone().unwrap();
        assert!(matches!(effect, Effect::Applied | Effect::Merged), "{effect:?}");
    }
}

#[test]
fn a_step_on_a_matter_that_went_on_meanwhile_is_told_apart_from_one_that_fits() {
    let world = World::new(64);
    let staff = Staff::of(&world);
    let mut fang = world.settled_phone("王芳", world.grid);
    let matter = report(&fang);
    fang.settle();
    // Nobody on the phone may take the centre's steps, and the phone says so at once.
    assert!(fang.verify_matter(matter).is_err());
    assert!(fang.matter(matter).unwrap().steps.is_empty());
    staff.dispatch(&world, matter);
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.matter(matter).unwrap().line.state, State::Dispatched);
    let wrong = world.edit(staff.handler, matter, json!({"state": "closed"}));
    assert_eq!(wrong.outcome.parts[0].effect, Effect::Refused, "no role closes from there");
    world.converge(&mut [&mut fang]);
}
