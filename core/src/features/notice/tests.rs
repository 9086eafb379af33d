use crate::error::BookError;
use crate::testing::fixture::{Phone, id};
use gridbook_domain::Class;
use gridbook_domain::outcome::NoticeKind;
use serde_json::json;

fn notice(phone: &Phone, name: &str, time: i64) {
    let fields = json!({"kind": "visit_returned", "about": id("visit").to_string(),
        "words": "请写明见到了谁", "by": "李敏", "time": time});
    phone.hub_says(Class::Notice, name, fields);
}

#[test]
fn notices_are_newest_first_and_unread_until_opened() {
    let phone = Phone::new();
    notice(&phone, "old", 1_000);
    notice(&phone, "new", 2_000);
    let listed = phone.book.notices(9).unwrap();
    assert_eq!(listed.iter().map(|n| n.time).collect::<Vec<_>>(), [2_000, 1_000]);
    assert_eq!((&listed[0].kind, listed[0].about), (&NoticeKind::VisitReturned, Some(id("visit"))));
    assert_eq!((listed[0].message.as_str(), listed[0].by.as_str()), ("请写明见到了谁", "李敏"));
    assert_eq!(phone.book.unread_notices().unwrap(), 2);
    phone.book.mark_notice_read(id("new")).unwrap();
    phone.book.mark_notice_read(id("new")).unwrap();
    assert_eq!(phone.book.unread_notices().unwrap(), 1);
    assert!(phone.book.notices(1).unwrap()[0].read);
    assert_eq!(phone.book.mark_notice_read(id("none")).unwrap_err(), BookError::NotFound);
}

#[test]
fn what_was_read_stays_read_when_the_feed_is_read_anew() {
    let phone = Phone::new();
    notice(&phone, "n", 1_000);
    phone.book.mark_notice_read(id("n")).unwrap();
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Notice, id("n"))).unwrap();
    assert_eq!(phone.book.unread_notices().unwrap(), 0);
    notice(&phone, "n", 1_000);
    assert!(phone.book.notices(9).unwrap()[0].read);
}
