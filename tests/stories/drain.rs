//! A worker who was away for weeks comes back over a network that dies often.

use gridbook_core::resident::PersonEdit;
use gridbook_core::visit::VisitForm;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_testkit::{Fate, Weather, World};

#[test]
fn two_thousand_saves_drain_over_a_network_that_dies_often_and_each_counts_once() {
    let world = World::new(110);
    let homes = world.homes(world.grid, 20);
    let mut fang = world.settled_phone("王芳", world.grid);
    for n in 0..2_000usize {
        let home = homes[n % homes.len()];
        if n % 10 == 0 {
            let edits = vec![PersonEdit::Note(Some(format!("第{n}次")))];
            fang.correct_person(home.head, edits).unwrap();
        } else {
            let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
            form.content = format!("第{n}次走访，情况正常，已提醒用电安全。");
            fang.submit_visit(form, None).unwrap();
        }
    }
    fang.note();
    let mut windows = 0;
    while fang.status().unwrap().waiting > 0 {
        windows += 1;
        assert!(windows < 200, "{} still wait", fang.status().unwrap().waiting);
        match windows % 4 {
            0 => fang.link.next([Fate::RequestLost]),
            1 => fang.link.next([Fate::Through, Fate::Late]),
            _ => fang.link.weather(Weather::Dies { after: world.dice.below(3) }),
        }
        let _dies = fang.sync();
        if windows % 7 == 0 {
            fang.kill();
        }
    }
    assert!(windows > 2, "the network died on the way");
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.ever().len(), 2_000);
    let home = homes[0];
    assert_eq!(world.field(home.head, "note"), "第1980次");
    let logs = world.hub().records_of(world.community, &gridbook_domain::Class::Visit).unwrap();
    assert_eq!(logs.len(), 1_800);
}
