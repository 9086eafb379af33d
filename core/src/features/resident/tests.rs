use super::{PersonEdit, PersonForm, Warning, WarningAbout, check_document};
use crate::error::BookError;
use crate::testing::fixture::{Phone, id};
use chrono::NaiveDate;
use gridbook_domain::person::{Care, DocumentKind, RegistrationStatus, Relation, Sex};
use gridbook_domain::{Class, outcome::Why};
use serde_json::json;

const NUMBER: &str = "11010519491231002X";

fn named(name: &str) -> PersonForm {
    PersonForm { name: name.to_owned(), ..PersonForm::default() }
}

#[test]
fn i2_a_number_fills_birth_date_and_sex_and_is_stored_in_one_form() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let form = PersonForm {
        household: Some(home),
        document: "110105 19491231 002x".to_owned(),
        phone: "138 1234 5678".to_owned(),
        ..named("张秀英")
    };
    let saved = phone.book.add_person(form).unwrap();
    assert!(saved.warnings.is_empty());
    let person = phone.book.reveal_person(saved.person).unwrap();
    assert_eq!(person.document, NUMBER);
    assert_eq!(person.document_kind, Some(DocumentKind::Citizen));
    assert_eq!((person.birth, person.sex), ("1949-12-31".parse().ok(), Some(Sex::Female)));
    assert_eq!(person.phone, "13812345678");
}

#[test]
fn i2_a_number_that_cannot_be_right_is_told_and_kept() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let wrong = "110105194912310021";
    let check = check_document(DocumentKind::Citizen, wrong.to_owned());
    assert_eq!((check.birth, check.sex), (None, None));
    assert!(check.fault.unwrap().contains("校验位"));
    let form =
        PersonForm { household: Some(home), document: wrong.to_owned(), ..named("张秀英") };
    let saved = phone.book.add_person(form).unwrap();
    assert_eq!(saved.warnings[0].about, WarningAbout::DocumentNumber);
    assert!(saved.warnings[0].message.contains("校验位"));
    assert_eq!(phone.book.reveal_person(saved.person).unwrap().document, wrong);
}

#[test]
fn i2_a_passport_is_taken_as_it_is_and_refusing_is_an_answer() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let passport = PersonForm {
        household: Some(home),
        document_kind: Some(DocumentKind::Passport),
        document: "e12345678".to_owned(),
        ..named("John Smith")
    };
    let refused = PersonForm {
        household: Some(home),
        document_kind: Some(DocumentKind::Refused),
        ..named("李雷")
    };
    let passport = phone.book.add_person(passport).unwrap();
    let refused = phone.book.add_person(refused).unwrap();
    assert!(passport.warnings.is_empty() && refused.warnings.is_empty());
    assert_eq!(phone.book.reveal_person(passport.person).unwrap().document, "E12345678");
    let kind = phone.book.person(refused.person).unwrap().document_kind;
    assert_eq!(kind, Some(DocumentKind::Refused));
}

#[test]
fn i2_a_number_that_says_otherwise_is_told() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let person = phone.person(home, "张秀英", json!({"sex": "male", "birth": "1949-12-31"}));
    let edits = vec![PersonEdit::Document(Some(NUMBER.to_owned()))];
    let saved = phone.book.correct_person(person, edits).unwrap();
    let messages: Vec<_> = saved.warnings.into_iter().map(|warning| warning.message).collect();
    assert_eq!(messages, ["性别与身份证号不一致，请核对"]);
    assert_eq!(phone.patches(person), [json!({"document": NUMBER})], "the sex was left alone");
}

#[test]
fn i3_a_number_another_person_has_is_told() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let first = phone.person(home, "张秀英", json!({"document": NUMBER}));
    // The same last four digits alone are no reason.
    phone.person(home, "张秀兰", json!({"document": "44010519491231002X"}));
    let form =
        PersonForm { household: Some(home), document: NUMBER.to_owned(), ..named("张秀荚") };
    let saved = phone.book.add_person(form).unwrap();
    assert_eq!(saved.warnings, [Warning::same_document(first, "张秀英")]);
    let passport = |name: &str| PersonForm {
        household: Some(home),
        document_kind: Some(DocumentKind::Passport),
        document: "e7654321".to_owned(),
        ..named(name)
    };
    let first = phone.book.add_person(passport("John")).unwrap();
    assert!(first.warnings.is_empty());
    let second = phone.book.add_person(passport("Jon")).unwrap();
    let same = Warning::same_document(first.person, "John");
    assert_eq!(second.warnings, [same], "also one that was entered a moment ago");
}

#[test]
fn a_correction_patches_only_what_really_changes() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let person = phone.person(
        home,
        "张秀英",
        json!({"phone": "13812345678", "care": ["alone"], "mood": {"of": "a newer app"}}),
    );
    let edits = vec![
        PersonEdit::Name(" 张秀英 ".to_owned()),
        PersonEdit::Phone(None),
        PersonEdit::Care(vec![Care::Elderly, Care::Alone, Care::Elderly]),
        PersonEdit::Note(None),
    ];
    phone.book.correct_person(person, edits.clone()).unwrap();
    let patch = json!({"phone": null, "care": ["alone", "elderly"]});
    assert_eq!(phone.patches(person), [patch]);
    assert_eq!(phone.fields(&Class::Person, person)["mood"], json!({"of": "a newer app"}));
    let again = phone.book.correct_person(person, edits).unwrap();
    assert_eq!((again.op, phone.ops()), (None, 1), "nothing was left to change");
}

#[test]
fn a_person_cannot_be_left_without_a_name_or_a_household() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let missing =
        |field: &str| BookError::Invalid { field: field.to_owned(), why: Why::MissingField };
    let person = phone.person(home, "张秀英", json!({}));
    let cleared = phone.book.correct_person(person, vec![PersonEdit::Name(" ".to_owned())]);
    assert_eq!(cleared.unwrap_err(), missing("name"));
    assert_eq!(phone.book.add_person(named("李雷")).unwrap_err(), missing("household"));
    let nameless = PersonForm { household: Some(home), ..PersonForm::default() };
    assert_eq!(phone.book.add_person(nameless).unwrap_err(), missing("name"));
    let nowhere = PersonForm { household: Some(id("nowhere")), ..named("李雷") };
    assert_eq!(phone.book.add_person(nowhere).unwrap_err(), BookError::NotFound);
    assert_eq!(phone.ops(), 0);
}

#[test]
fn leaving_the_ledger_is_a_state_with_a_reason_and_can_be_taken_back() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let head = phone.person(home, "张三", json!({"relation": "head", "birth": "1950-01-01"}));
    let child = phone.person(home, "张四", json!({"birth": "1980-01-01"}));
    assert!(phone.book.deregister_person(head, "  ".to_owned()).is_err());
    phone.book.deregister_person(head, "迁出".to_owned()).unwrap();
    let person = phone.book.person(head).unwrap();
    assert_eq!((person.standing, person.name.as_str()), (RegistrationStatus::Deregistered, "张三"));
    assert_eq!(person.standing_reason, "迁出");
    let order: Vec<_> = phone.book.people_of(home).unwrap();
    assert_eq!(order.iter().map(|p| p.person).collect::<Vec<_>>(), [child, head]);
    phone.book.reinstate_person(head).unwrap();
    let people = phone.book.people_of(home).unwrap();
    assert_eq!((people[0].person, &people[0].relation), (head, &Some(Relation::Head)));
    assert_eq!(phone.book.person(head).unwrap().standing_reason, "");
}

#[test]
fn i6_numbers_are_masked_until_one_persons_are_asked_for() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let person = phone.person(home, "张秀英", json!({"phone": "13812345678", "document": NUMBER}));
    let shown = phone.book.person(person).unwrap();
    assert!(shown.masked);
    assert_eq!(
        (shown.phone.as_str(), shown.document.as_str()),
        ("138****5678", "110105********002X")
    );
    assert_eq!(phone.book.people_of(home).unwrap()[0].phone, "138****5678");
    let revealed = phone.book.reveal_person(person).unwrap();
    assert!(!revealed.masked);
    assert_eq!((revealed.phone.as_str(), revealed.document.as_str()), ("13812345678", NUMBER));
}

#[test]
fn i6_a_masked_number_that_is_handed_back_replaces_nothing() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let number = json!({"phone": "13812345678", "document": NUMBER});
    let person = phone.person(home, "张秀英", number);
    let shown = phone.book.person(person).unwrap();
    let back = vec![
        PersonEdit::Phone(Some(shown.phone)),
        PersonEdit::Document(Some(shown.document)),
        PersonEdit::Note(Some("好".to_owned())),
    ];
    phone.book.correct_person(person, back).unwrap();
    assert_eq!(phone.patches(person), [json!({"note": "好"})]);
    let half = vec![PersonEdit::Phone(Some("138****9999".to_owned()))];
    let refused = phone.book.correct_person(person, half).unwrap_err();
    assert_eq!(refused, BookError::Invalid { field: "phone".to_owned(), why: Why::BadField });
}

#[test]
fn a_date_that_no_ledger_holds_is_refused_by_field_and_passed_over_where_it_stands() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let person = phone.person(home, "张秀英", json!({"birth": "+10000-01-01"}));
    assert_eq!(phone.book.person(person).unwrap().birth, None);
    assert_eq!(phone.book.people_of(home).unwrap()[0].birth, None);
    for day in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::from_ymd_opt(0, 12, 31).unwrap()] {
        let refused = |error: BookError| match error {
            BookError::MalformedDate { field, form } if form.contains("YYYY-MM-DD") => field,
            other => panic!("{other:?}"),
        };
        let form = PersonForm {
            household: Some(home),
            name: "周小雨".to_owned(),
            birth: Some(day),
            ..PersonForm::default()
        };
        assert_eq!(refused(phone.book.add_person(form).unwrap_err()), "birth");
        let edit = vec![PersonEdit::Birth(Some(day))];
        assert_eq!(refused(phone.book.correct_person(person, edit).unwrap_err()), "birth");
        assert_eq!(refused(phone.book.visits_of_day(day).unwrap_err()), "day");
    }
    assert_eq!(phone.ops(), 0);
}

#[test]
fn fields_of_an_unexpected_shape_neither_break_the_page_nor_get_lost() {
    let phone = Phone::new();
    let home = phone.household("1号楼", "1单元", "101");
    let odd = json!({"birth": 19491231, "care": "alone", "phone": {"home": "1"}, "sex": "x"});
    let person = phone.person(home, "张秀英", odd);
    let shown = phone.book.person(person).unwrap();
    assert_eq!((shown.birth, shown.phone.as_str()), (None, ""));
    assert_eq!(shown.sex, Some(Sex::Other("x".to_owned())));
    phone.book.correct_person(person, vec![PersonEdit::Note(Some("好".to_owned()))]).unwrap();
    let fields = phone.fields(&Class::Person, person);
    assert_eq!((&fields["birth"], &fields["phone"]), (&json!(19491231), &json!({"home": "1"})));
}
