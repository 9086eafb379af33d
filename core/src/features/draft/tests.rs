use super::MAX_FORM;
use crate::error::BookError;
use crate::features::visit::VisitForm;
use crate::testing::fixture::{MORNING, Phone, id};
use gridbook_domain::visit::{Purpose, VisitContact};
use std::path::PathBuf;

fn picture(phone: &Phone, name: &str) -> PathBuf {
    let file = phone.folder().join(name);
    std::fs::write(&file, format!("\u{89}PNG {name}")).unwrap();
    std::fs::write(&file, [b"\x89PNG\r\n\x1a\n".as_slice(), name.as_bytes()].concat()).unwrap();
    file
}

fn begun(phone: &Phone) -> gridbook_domain::RecordId {
    let form = r#"{"content":"见到"}"#.to_owned();
    phone.book.begin_draft("visit".to_owned(), Some(id("home")), form).unwrap().draft
}

#[test]
fn v6_a_draft_survives_the_app_being_killed_after_any_change() {
    let mut phone = Phone::new();
    let draft = begun(&phone);
    for content in ["见到张", "见到张秀英", "见到张秀英，一切正常"] {
        phone.wait(1000);
        let form = serde_json::json!({"content": content}).to_string();
        phone.book.save_draft(draft, form.clone()).unwrap();
        phone = phone.killed();
        let found = phone.book.draft(draft).unwrap();
        assert_eq!((found.form, found.kind.as_str()), (form, "visit"));
        assert_eq!(found.about, Some(id("home")));
    }
    let found = phone.book.draft(draft).unwrap();
    assert_eq!((found.created_at, found.updated_at), (MORNING, MORNING + 3000));
}

#[test]
fn v6_a_photo_of_a_draft_survives_with_it_although_the_original_is_gone() {
    let phone = Phone::new();
    let draft = begun(&phone);
    let (first, second) = (picture(&phone, "1.png"), picture(&phone, "2.png"));
    let photos = [&first, &second]
        .map(|file| phone.book.add_draft_photo(draft, file.clone(), None).unwrap());
    std::fs::remove_file(first).unwrap();
    // Twice: what nothing names is swept by the second start that finds it.
    let phone = phone.killed().killed();
    assert_eq!(phone.book.draft(draft).unwrap().photos, photos);
    let kept = phone.book.photo_file(photos[0], false).unwrap().unwrap();
    assert!(std::fs::read(kept).unwrap().ends_with(b"1.png"));
}

#[test]
fn a_photo_that_is_taken_out_or_left_out_goes() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let draft = begun(&phone);
    let add = |name: &str| phone.book.add_draft_photo(draft, picture(&phone, name), None).unwrap();
    let (kept, out, left) = (add("kept.png"), add("out.png"), add("left.png"));
    phone.book.remove_draft_photo(draft, out).unwrap();
    assert_eq!(phone.book.draft(draft).unwrap().photos, [kept, left]);
    assert_eq!(phone.book.photo_state(out).unwrap_err(), BookError::NotFound);
    let form = VisitForm {
        photos: vec![kept],
        ..VisitForm::new(home, Purpose::Care, VisitContact::NobodyHome)
    };
    phone.book.submit_visit(form, Some(draft)).unwrap();
    assert!(phone.book.photo_state(kept).unwrap().is_some());
    assert_eq!(phone.book.photo_state(left).unwrap_err(), BookError::NotFound);
}

#[test]
fn a_draft_thrown_away_takes_its_photos_along() {
    let phone = Phone::new();
    let draft = begun(&phone);
    let photo = phone.book.add_draft_photo(draft, picture(&phone, "1.png"), None).unwrap();
    phone.book.delete_draft(draft).unwrap();
    assert_eq!(phone.book.draft(draft).unwrap_err(), BookError::NotFound);
    assert_eq!(phone.book.photo_state(photo).unwrap_err(), BookError::NotFound);
    assert_eq!(phone.book.delete_draft(draft).unwrap_err(), BookError::NotFound);
}

#[test]
fn drafts_are_listed_changed_last_first_and_counted() {
    let phone = Phone::new();
    let first = begun(&phone);
    phone.wait(1);
    let second = begun(&phone);
    phone.wait(1);
    phone.book.save_draft(first, "{}".to_owned()).unwrap();
    let listed: Vec<_> = phone.book.drafts().unwrap().iter().map(|d| d.draft).collect();
    assert_eq!(listed, [first, second]);
    assert_eq!(phone.book.status().unwrap().drafts, 2);
}

#[test]
fn a_form_that_is_no_object_or_too_large_is_refused_and_the_old_one_stays() {
    let phone = Phone::new();
    let draft = begun(&phone);
    let large = format!(r#"{{"content":"{}"}}"#, "x".repeat(MAX_FORM));
    for form in ["", "[1]", "{\"content\":", &large] {
        let refused = phone.book.save_draft(draft, form.to_owned());
        assert!(matches!(refused, Err(BookError::Invalid { .. })));
    }
    assert!(phone.book.draft(draft).unwrap().form.contains("见到"));
    let unknown = phone.book.save_draft(id("none"), "{}".to_owned());
    assert_eq!(unknown.unwrap_err(), BookError::NotFound);
    let file = phone.folder().join("note.txt");
    std::fs::write(&file, "no picture").unwrap();
    let refused = phone.book.add_draft_photo(draft, file, None);
    assert!(matches!(refused, Err(BookError::Photo { .. })));
    assert!(phone.book.draft(draft).unwrap().photos.is_empty());
}
