//! Two phones editing one record in any interleaving.

use gridbook_domain::conflict::Conflict;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::Effect;
use gridbook_domain::{Class, OpId, RecordId};
use gridbook_testkit::hub::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    /// PaperPhone 0 or 1 writes one of three fields.
    Edit(usize, usize),
    /// PaperPhone 0 or 1 exchanges.
    Sync(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let edit = (0..2usize, 0..3usize).prop_map(|(phone, field)| Step::Edit(phone, field));
    let sync = (0..2usize).prop_map(Step::Sync);
    prop::collection::vec(prop_oneof![2 => edit, 1 => sync], 1..30)
}

/// `name` stands, `phone` gives way, `mood` is of a newer build.
const FIELDS: [&str; 3] = ["name", "phone", "mood"];

/// A phone that remembers its own unsettled op on the record, as a real one does.
struct Hand {
    phone: PaperPhone,
    after: Option<OpId>,
    /// What it wrote since the last exchange.
    own: Vec<String>,
}

struct Run {
    world: HubWorld,
    hands: Vec<Hand>,
    record: RecordId,
    /// Every value ever written, its field and op.
    written: BTreeMap<String, (&'static str, OpId)>,
    /// What the author of an op had seen of the field it writes.
    seen: BTreeMap<OpId, Vec<String>>,
}

impl Run {
    fn new() -> Self {
        let world = HubWorld::new();
        let mut first = world.worker("甲");
        let mut second = world.worker("乙");
        let record = first.new_record();
        let fields = json!({"name": "v0", "phone": "v0"});
        first.save(vec![part(Class::Person, record, world.feed(), None, fields)]);
        world.exchange(&mut first);
        world.exchange(&mut second);
        let hands = [first, second].map(|phone| Hand { phone, after: None, own: vec![] }).into();
        Self { world, hands, record, written: BTreeMap::new(), seen: BTreeMap::new() }
    }

    fn edit(&mut self, who: usize, field: usize) {
        let value = format!("v{}", self.written.len() + 1);
        let hand = &mut self.hands[who];
        let patch = json!({ FIELDS[field]: value.as_str() });
        let mut part = hand.phone.patch(Class::Person, self.record, self.world.feed(), patch);
        part.after = hand.after;
        let op = hand.phone.save(vec![part]);
        hand.after = Some(op);
        let held = hand.phone.fields(self.record)[FIELDS[field]].clone();
        let seen = hand.own.iter().cloned().chain(held.as_str().map(str::to_owned));
        self.seen.insert(op, seen.collect());
        hand.own.push(value.clone());
        self.written.insert(value, (FIELDS[field], op));
    }

    fn sync(&mut self, who: usize) {
        let hand = &mut self.hands[who];
        self.world.exchange(&mut hand.phone);
        hand.after = None;
        hand.own.clear();
    }

    /// A value that was written is the record's, or was seen and replaced by its own author or by
    /// somebody who saw it, or is kept as a conflict.
    fn check(&self) {
        let phone = &self.hands[0].phone;
        let kept: Vec<Conflict> = phone
            .of_class(&Class::Conflict)
            .iter()
            .map(|row| Conflict::from_fields(row.fields.clone()).unwrap())
            .collect();
        let mut conflicts = 0;
        for (value, (field, op)) in &self.written {
            let lost = kept.iter().filter(|c| c.lost == value.as_str());
            for conflict in lost {
                conflicts += 1;
                assert_eq!((conflict.field.as_str(), conflict.op), (*field, *op));
            }
        }
        let initial = kept.iter().filter(|conflict| conflict.lost == "v0").count();
        assert_eq!(conflicts + initial, kept.len(), "each kept value was written once");
        self.every_loser_is_kept(&kept);
        self.feed_is_sound();
    }

    /// What an outcome calls a conflict left a loser: the arriving value or the one it replaced.
    fn every_loser_is_kept(&self, kept: &[Conflict]) {
        let mut told = 0;
        for hand in &self.hands {
            for row in hand.phone.of_class(&Class::Outcome) {
                let outcome = hand.phone.outcome(OpId::of_record(row.record));
                told += outcome.parts.iter().map(|part| part.conflicts.len()).sum::<usize>();
                for part in &outcome.parts {
                    assert_eq!(part.effect == Effect::Conflict, !part.conflicts.is_empty());
                    for id in &part.conflicts {
                        assert!(hand.phone.row(*id).is_some());
                    }
                }
            }
        }
        assert_eq!(told, kept.len());
        for (value, (field, op)) in &self.written {
            assert!(self.accounted_for(kept, value, field, *op), "{value} of {field} is gone");
        }
        for (op, before) in self.world.changes() {
            for value in before.values().filter_map(Value::as_str) {
                let seen = self.seen.get(&op).is_some_and(|seen| seen.iter().any(|s| s == value));
                let is_kept = kept.iter().any(|conflict| conflict.lost == value);
                assert!(seen || is_kept, "{value} was replaced unseen and is not kept");
            }
        }
    }

    /// A written value either stood in the record at some version (then whoever replaced it had
    /// seen it or left a conflict), or lost on arrival and is kept.
    fn accounted_for(&self, kept: &[Conflict], value: &str, field: &str, op: OpId) -> bool {
        let stood = self
            .world
            .number(&format!("SELECT count(*) FROM change WHERE op = x'{}'", hex(op.as_bytes())))
            > 0;
        let lost = kept.iter().any(|c| c.lost == value && c.field == field && c.op == op);
        stood || lost
    }

    fn feed_is_sound(&self) {
        let rows = |sql: &str| self.world.number(sql);
        let feeds = "SELECT count(*) FROM feed f WHERE f.seq <> \
             (SELECT count(*) FROM feed_log l WHERE l.community = f.community AND l.feed = f.feed)";
        assert_eq!(rows(feeds), 0, "as many changes as the counter says");
        let gaps = "SELECT count(*) FROM feed f WHERE f.seq <> coalesce((SELECT max(seq) FROM \
             feed_log l WHERE l.community = f.community AND l.feed = f.feed), 0)";
        assert_eq!(rows(gaps), 0, "without gaps");
        let (one, two) = (&self.hands[0].phone, &self.hands[1].phone);
        let feed = self.world.feed();
        assert_eq!(one.recomputed(feed), two.recomputed(feed));
        assert_eq!(one.digests[&feed], one.recomputed(feed));
        assert_eq!(one.fields(self.record), two.fields(self.record));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn every_losing_value_is_kept_and_both_phones_end_equal(steps in steps()) {
        let mut run = Run::new();
        for step in steps {
            match step {
                Step::Edit(who, field) => run.edit(who, field),
                Step::Sync(who) => run.sync(who),
            }
        }
        for who in [0, 1, 0, 1] {
            run.sync(who);
        }
        run.check();
    }
}
