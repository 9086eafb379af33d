//! The tables of all classes: their columns, and that nothing of a record is lost in them.

use super::tables;
use crate::db::{Database, LocalRow, ReadTx, WriteTx};
use crate::replica::rows;
use crate::testing::host;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::field::Kind;
use gridbook_domain::fields::Fields;
use gridbook_domain::{AccountId, Class, FeedId, RecordId, Version};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use std::path::Path;

fn classes() -> Vec<Class> {
    tables().iter().map(|table| table.layout().class).collect()
}

fn database(folder: &Path) -> Database {
    Database::open(&folder.join("book.db"), &tables()).unwrap()
}

/// The columns of a table as the migrations left them, without the row number some have.
fn columns(conn: &Connection, table: &str) -> Vec<String> {
    let sql = "SELECT name FROM pragma_table_info(:table) WHERE name <> 'id' ORDER BY cid";
    let mut statement = conn.prepare(sql).unwrap();
    let names = statement.query_map([table], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

/// The fields that no statement reads, and that therefore have no column, with their classes.
const IN_REST: &[(&str, &str)] = &[("household", "last_confirmed")];

#[test]
fn every_typed_class_has_a_column_for_each_field_in_its_order() {
    const COMMON: [&str; 7] =
        ["record", "feed", "version_n", "version_tag", "by_account", "at", "unsettled"];
    assert_eq!(classes().len(), 12);
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    for layout in tables().iter().map(|table| table.layout()) {
        let class = &layout.class;
        let has_column = |name: &&str| !IN_REST.contains(&(class.as_str(), name));
        let fields = class.fields().iter().map(|field| field.name).filter(has_column);
        let known: Vec<_> =
            COMMON.into_iter().chain(fields).chain(["rest"]).chain(layout.computed).collect();
        let found = database.read(|tx| Ok(columns(tx, layout.table))).unwrap();
        assert_eq!(found, known, "{class}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        any::<[u8; 16]>().prop_map(|bytes| RecordId::from_bytes(bytes).to_string().into()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A value of the shape a field is made for.
fn fitting(kind: Kind) -> BoxedStrategy<Value> {
    let id = any::<[u8; 16]>().prop_map(|bytes| RecordId::from_bytes(bytes).to_string());
    match kind {
        Kind::Text(_) => ".{0,40}".prop_map(Value::from).boxed(),
        Kind::Hash => "[A-Za-z0-9_-]{43}".prop_map(Value::from).boxed(),
        Kind::Code => "[a-z_]{1,12}".prop_map(Value::from).boxed(),
        Kind::Date => Just(json!("1949-12-31")).boxed(),
        Kind::Id => id.prop_map(Value::from).boxed(),
        Kind::Codes => prop::collection::vec("[a-z_]{1,9}", 0..4).prop_map(Value::from).boxed(),
        Kind::Ids => prop::collection::vec(id, 0..4).prop_map(Value::from).boxed(),
        Kind::Integer(least, most) => (least..=most).prop_map(Value::from).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Nested(_) => any_json().prop_map(|value| json!([value])).boxed(),
    }
}

/// Fields as an older or newer build may have written them: known ones of the right shape and of
/// any other, and unknown ones.
fn fields_of(class: &Class) -> BoxedStrategy<Fields> {
    let known: Vec<_> = class
        .fields()
        .iter()
        .map(|field| {
            let value = prop_oneof![
                4 => fitting(field.kind).prop_map(Some),
                1 => any_json().prop_map(Some),
                2 => Just(None),
            ];
            value.prop_map(|value| value.map(|value| (field.name.to_owned(), value)))
        })
        .collect();
    let unknown = prop::collection::btree_map("[a-z_]{1,8}|rest|record|feed", any_json(), 0..4);
    (known, unknown)
        .prop_map(|(known, unknown)| {
            let mut fields: Fields = unknown.into_iter().collect::<Map<_, _>>();
            fields.extend(known.into_iter().flatten());
            fields
        })
        .boxed()
}

prop_compose! {
    fn row_of(class: Class)(
        fields in fields_of(&class),
        settled in any::<bool>(),
        n in 1u64..=i64::MAX as u64,
        tag in any::<[u8; 6]>(),
        by in any::<Option<[u8; 16]>>(),
        at in any::<Option<i64>>(),
        feed in any::<[u8; 16]>(),
    ) -> LocalRow {
        LocalRow {
            class: class.clone(),
            record: RecordId::from_bytes([7; 16]),
            feed: FeedId::from_bytes(feed),
            version: settled.then_some(Version { n, tag: Bytes(tag) }),
            by: by.map(AccountId::from_bytes),
            at,
            unsettled: !settled,
            fields,
        }
    }
}

fn any_two_rows() -> impl Strategy<Value = (LocalRow, LocalRow)> {
    prop::sample::select(classes()).prop_flat_map(|class| (row_of(class.clone()), row_of(class)))
}

/// Nothing of a record is lost in its table, whatever a build wrote into it; a second version
/// leaves nothing of the first behind.
#[test]
fn a_row_that_is_put_is_got_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(300));
    let checked = runner.run(&any_two_rows(), |(first, second)| {
        let class = &first.class;
        for row in [&first, &second] {
            database.write(&host(1), |tx| rows::put(tx, row), |_, _| Ok(false)).unwrap();
            let got = database.read(|tx| rows::get(tx, class, row.record)).unwrap();
            prop_assert_eq!(got.as_ref(), Some(row));
            let stamp = database.read(|tx| rows::stamp(tx, class, row.record)).unwrap().unwrap();
            prop_assert_eq!(stamp.feed, row.feed);
            prop_assert_eq!((stamp.version, stamp.unsettled), (row.version, row.unsettled));
        }
        let of_feed = database.read(|tx| rows::of_feed(tx, second.feed)).unwrap();
        prop_assert_eq!(of_feed, vec![(class.clone(), second.record)]);
        let remove = |tx: &WriteTx<'_>| rows::remove(tx, class, second.record);
        database.write(&host(1), remove, |_, _| Ok(false)).unwrap();
        prop_assert_eq!(database.read(|tx| rows::get(tx, class, second.record)).unwrap(), None);
        Ok(())
    });
    checked.unwrap();
}

/// A field needs a column only when a statement reads it.
#[test]
fn a_field_without_a_column_is_kept_beside_the_columns() {
    let folder = tempfile::tempdir().unwrap();
    let older = database(folder.path());
    let drop_column =
        |tx: &WriteTx<'_>| Ok(tx.execute("ALTER TABLE household DROP COLUMN note", [])?);
    older.write(&host(1), drop_column, |_, _| Ok(false)).unwrap();
    drop(older);
    let database = database(folder.path());
    let fields = json!({"number": "12-3", "note": "养狗", "newer": [1]});
    let row = LocalRow {
        class: Class::Household,
        record: RecordId::from_bytes([7; 16]),
        feed: FeedId::from_bytes([8; 16]),
        version: None,
        by: None,
        at: Some(5),
        unsettled: true,
        fields: fields.as_object().cloned().unwrap(),
    };
    database.write(&host(1), |tx| rows::put(tx, &row), |_, _| Ok(false)).unwrap();
    let got = |tx: &ReadTx<'_>| rows::get(tx, &row.class, row.record);
    assert_eq!(database.read(got).unwrap(), Some(row.clone()));
    let number = "SELECT number FROM household";
    let number = database.read(|tx| Ok(tx.query_row(number, [], |row| row.get::<_, String>(0))?));
    assert_eq!(number.unwrap(), "12-3");
}
