//! Publicity events: from the worker who held one to the colleague and the supervisor's list.

use gridbook_core::publicity::PublicityForm;
use gridbook_domain::Class;
use gridbook_domain::fields::ReadFields as _;
use gridbook_testkit::{Fate, World};

#[test]
fn v7_an_event_with_a_photo_reaches_the_colleague_and_the_supervisors_list_once() {
    let (world, home) = World::with_home(40);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    fang.settle();
    let form = PublicityForm {
        subject: "防范电信诈骗".to_owned(),
        place: "1号楼门前".to_owned(),
        asked: Some(200),
        leaflets: Some(3500),
        photos: vec![fang.photo(40_000, &world.dice)],
        ..PublicityForm::default()
    };
    let event = fang.submit_publicity(form).unwrap().event;
    fang.link.next([Fate::Doubled, Fate::AnswerLost]);
    let _dies = fang.sync();
    world.converge(&mut [&mut fang, &mut min]);
    let seen = min.publicity_event(event).unwrap();
    assert_eq!((seen.line.asked, seen.line.leaflets), (Some(200), Some(3500)));
    assert_eq!((seen.line.photos, seen.line.unsettled), (1, false));
    assert_eq!(min.publicity_events(5).unwrap(), fang.publicity_events(5).unwrap());
    assert!(min.visits_of_household(home.household, 5).unwrap().is_empty(), "it is no visit");

    let record = world.record(event).unwrap();
    assert_eq!((record.class, record.fields.text("place")), (Class::Publicity, Some("1号楼门前")));
    let row = "SELECT publicity, at, photos, asked FROM publicity_row";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get(1).ok(), row.get(2)?, row.get(3)?))
    };
    let row = world.centre.db().query_row(row, [], read).unwrap();
    assert_eq!(row, (*event.as_bytes(), record.at, 1_i64, 200_i64), "one row, with the numbers");
}
