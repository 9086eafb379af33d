use super::PublicityForm;
use crate::error::BookError;
use crate::testing::fixture::{GRID, Phone, id};
use gridbook_domain::Class;
use gridbook_domain::outcome::Why;
use serde_json::json;

fn form(subject: &str) -> PublicityForm {
    PublicityForm {
        area: Some(GRID),
        subject: subject.to_owned(),
        place: "3号楼前广场".to_owned(),
        asked: Some(200),
        leaflets: Some(3500),
        note: "居民问得最多的是中奖短信。".to_owned(),
        ..PublicityForm::default()
    }
}

#[test]
fn v7_an_event_is_one_op_and_is_listed_newest_first() {
    let phone = Phone::new();
    let first = phone.book.submit_publicity(form("防范电信诈骗")).unwrap();
    phone.wait(60_000);
    let second = phone.book.submit_publicity(form("垃圾分类")).unwrap();
    assert_eq!(phone.ops(), 2);
    let lines = phone.book.publicity_events(10).unwrap();
    assert_eq!(lines.iter().map(|l| l.event).collect::<Vec<_>>(), [second.event, first.event]);
    assert_eq!((lines[1].asked, lines[1].leaflets, lines[1].photos), (Some(200), Some(3500), 0));
    assert!(lines[0].unsettled && lines[0].at > lines[1].at);
    assert_eq!(phone.book.publicity_events(1).unwrap().len(), 1);
    let detail = phone.book.publicity_event(first.event).unwrap();
    assert_eq!(
        (detail.line, detail.note.as_str()),
        (lines[1].clone(), "居民问得最多的是中奖短信。")
    );
}

#[test]
fn v7_an_event_of_somebody_else_in_the_grid_is_listed_too() {
    let phone = Phone::new();
    let fields = json!({"subject": "消防演练", "place": "小区东门", "banners": 12});
    let event = phone.hub_says(Class::Publicity, "drill", fields);
    let detail = phone.book.publicity_event(event).unwrap();
    assert_eq!((detail.line.subject.as_str(), detail.line.unsettled), ("消防演练", false));
    assert_eq!((detail.line.asked, detail.note.as_str()), (None, ""));
    assert_eq!(
        phone.fields(&Class::Publicity, event)["banners"],
        12,
        "what it does not know stays"
    );
}

#[test]
fn an_event_without_subject_or_place_or_below_zero_is_refused_and_nothing_is_saved() {
    let phone = Phone::new();
    let refused = |form: PublicityForm| phone.book.submit_publicity(form).unwrap_err();
    let invalid = |field: &str, why| BookError::Invalid { field: field.to_owned(), why };
    assert_eq!(refused(form(" ")), invalid("subject", Why::MissingField));
    let nowhere = PublicityForm { place: String::new(), ..form("防火") };
    assert_eq!(refused(nowhere), invalid("place", Why::MissingField));
    let below = PublicityForm { asked: Some(-1), ..form("防火") };
    assert_eq!(refused(below), invalid("asked", Why::BadField));
    let which = PublicityForm { area: None, ..form("防火") };
    assert_eq!(refused(which), invalid("area", Why::MissingField), "this phone has two grids");
    let photo = PublicityForm { photos: vec![id("no photo")], ..form("防火") };
    assert_eq!(refused(photo), BookError::NotFound);
    assert_eq!(phone.ops(), 0);
    let home = phone.household("2号楼", "1单元", "201");
    assert_eq!(phone.book.publicity_event(home).unwrap_err(), BookError::NotFound);
}
