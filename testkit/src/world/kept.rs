//! Checks that every losing value is kept, computed from the journal without the hub's own merging.
//!
//! A value written into a field is still its value, or is kept as a conflict, or was replaced by an
//! author who had seen it. There is no fourth way, except that clearing a field says nothing if the
//! value it cleared is gone: the hub was set back, and lost what the author had seen.

use gridbook_domain::encoding::Bytes;
use gridbook_domain::{Body, Class, InstallId, OpId, RecordId, Version};
use rusqlite::{Connection, named_params};
use serde_json::Value;
use std::collections::BTreeMap;

type Blob = [u8; 16];

/// A value written into a field.
struct Written {
    op: OpId,
    install: InstallId,
    mseq: u64,
    value: Value,
    base: Option<Version>,
    after: bool,
    /// The number of the record's change that it made; `None` if it changed nothing.
    n: Option<u64>,
}

type Field = (RecordId, String);

/// Checks every value of every merged field in a hub's database; `who` names it in a failure.
pub fn every_word_is_kept(db: &Connection, who: &str) {
    let (writes, lost) = (writes(db), lost(db));
    assert!(writes.len() > 5, "{who}: hardly anything was written");
    for (field, written) in &writes {
        let history = History::read(db, field);
        let now = &history.now;
        for one in written {
            let kept = one.value == *now
                || lost.get(field).is_some_and(|lost| lost.contains(&one.value))
                || written.iter().any(|other| history.knew(one, other))
                || history.cleared_nothing(one);
            assert!(
                kept,
                "{who}: {:?} wrote {} into {field:?}, where {now} stands; nobody kept it",
                one.op, one.value
            );
        }
    }
}

/// The values a field has had.
struct History {
    now: Value,
    /// The changes of the record that touched it, each with the previous value.
    before: Vec<(u64, Value)>,
    /// The versions that the record has had.
    versions: Vec<Version>,
}

impl History {
    fn read(db: &Connection, field: &Field) -> Self {
        let named = named_params! {":record": field.0.as_bytes()};
        let sql = "SELECT fields FROM record WHERE record = :record";
        let text: String = db.query_row(sql, named, |row| row.get(0)).unwrap();
        let sql = "SELECT n, before, tag FROM change WHERE record = :record ORDER BY n";
        let mut statement = db.prepare(sql).unwrap();
        let changes = statement.query_map(named, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let (mut before, mut versions) = (Vec::new(), Vec::new());
        for change in changes.unwrap() {
            let (n, text, tag): (u64, String, [u8; 6]) = change.unwrap();
            before.extend(value(&text, &field.1).map(|value| (n, value)));
            versions.push(Version { n, tag: Bytes(tag) });
        }
        Self { now: value(&text, &field.1).unwrap_or_default(), before, versions }
    }

    /// Returns whether a write cleared an empty field, because the value that its author had seen
    /// belongs to a history that the hub lost.
    fn cleared_nothing(&self, one: &Written) -> bool {
        let lost = one.base.is_some_and(|base| !self.versions.contains(&base));
        one.value.is_null() && one.n.is_none() && lost
    }

    /// Returns the value after change `n`: the previous value of the field's next change.
    fn at(&self, n: u64) -> &Value {
        if n == 0 {
            return &Value::Null;
        }
        self.before.iter().find(|(later, _)| *later > n).map_or(&self.now, |(_, value)| value)
    }

    /// Returns whether `other` replaced the value of `one` having seen it, or wrote the same value.
    fn knew(&self, one: &Written, other: &Written) -> bool {
        if one.op == other.op {
            return false;
        }
        let Some(n) = one.n else { return one.value == other.value && other.n.is_some() };
        let own = other.install == one.install && other.mseq > one.mseq && other.after;
        let base = other.base.map_or(0, |base| base.n);
        own || base >= n || *self.at(base) == one.value
    }
}

fn value(fields: &str, name: &str) -> Option<Value> {
    let mut fields: serde_json::Map<String, Value> = serde_json::from_str(fields).unwrap();
    fields.remove(name)
}

/// Returns everything written into merged fields that was not refused, in the order of the journal.
fn writes(db: &Connection) -> BTreeMap<Field, Vec<Written>> {
    let sql = "SELECT op.op AS op, op.install AS install, op.mseq AS mseq, op.body AS body,
            part.part AS part, change.n AS n
        FROM op JOIN part USING (community, op)
        LEFT JOIN change ON change.community = op.community AND change.op = op.op
            AND change.part = part.part
        WHERE part.effect IN ('applied', 'merged', 'conflict')
        ORDER BY op.install, op.mseq, part.part";
    let mut statement = db.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut writes: BTreeMap<Field, Vec<Written>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let body: Vec<u8> = row.get("body").unwrap();
        let place: usize = row.get("part").unwrap();
        let part = Body::read(&body).unwrap().parts.swap_remove(place);
        if !matches!(part.class, Class::Person | Class::Household | Class::Dwelling) {
            continue;
        }
        // A set joins what both wrote; nothing of it can lose.
        for (name, value) in part.patch.into_iter().filter(|(name, _)| name != "care") {
            writes.entry((part.record, name)).or_default().push(Written {
                op: OpId::from_bytes(row.get::<_, Blob>("op").unwrap()),
                install: InstallId::from_bytes(row.get::<_, Blob>("install").unwrap()),
                mseq: row.get("mseq").unwrap(),
                value,
                base: part.base,
                after: part.after.is_some(),
                n: row.get("n").unwrap(),
            });
        }
    }
    writes
}

/// Returns the values that conflicts keep, by field.
fn lost(db: &Connection) -> BTreeMap<Field, Vec<Value>> {
    let mut statement = db.prepare("SELECT fields FROM record WHERE class = 'conflict'").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>("fields")).unwrap();
    let mut lost: BTreeMap<Field, Vec<Value>> = BTreeMap::new();
    for text in rows {
        let fields: Value = serde_json::from_str(&text.unwrap()).unwrap();
        let about = RecordId::parse(fields["about"].as_str().unwrap()).unwrap();
        let field = fields["field"].as_str().unwrap().to_owned();
        lost.entry((about, field)).or_default().push(fields["lost"].clone());
    }
    lost
}
