//! What the hub decides about a part.

use crate::feeds::Written;
use gridbook_domain::Class;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::{Effect, PartOutcome, Why};

/// What became of a part, and what follows from it.
#[derive(Debug, Clone)]
pub(crate) struct PartResult {
    /// What its author is told.
    pub outcome: PartOutcome,
    /// The record it waits for, or for its turn on, while it is held.
    pub blocked_on: Option<RecordId>,
    /// The record it brought, for which others may wait.
    pub arrived: Option<RecordId>,
}

impl PartResult {
    /// It came to this, for that reason; the author is told in the words of the reason.
    pub fn told(effect: Effect, why: Why) -> Self {
        let message = why.label().to_owned();
        Self::worded(effect, why, message)
    }

    fn worded(effect: Effect, why: Why, message: String) -> Self {
        let outcome = PartOutcome {
            effect,
            why: Some(why),
            message: Some(message),
            version: None,
            at: None,
            conflicts: Vec::new(),
        };
        Self { outcome, blocked_on: None, arrived: None }
    }

    /// A rule forbids it.
    pub fn refused(why: Why) -> Self {
        Self::told(Effect::Refused, why)
    }

    /// A rule forbids it because of one field; the words name the field, never its value.
    pub fn field(why: Why, class: &Class, field: &str) -> Self {
        let label = class.field(field).map_or(field, |field| field.label);
        let message = format!("「{label}」{}", why.label());
        Self::worded(Effect::Refused, why, message)
    }

    /// It waits.
    pub fn held(why: Why) -> Self {
        Self::told(Effect::Held, why)
    }

    /// It waits for a record.
    pub fn held_for(record: RecordId) -> Self {
        Self { blocked_on: Some(record), ..Self::held(Why::NoRecord) }
    }

    /// Applying it failed for now, or that of one before it: it waits for its turn on the record.
    pub fn retry(record: RecordId) -> Self {
        Self { blocked_on: Some(record), ..Self::held(Why::Later) }
    }

    /// Taking a staged op back is not built yet: it is kept, and people look at it.
    pub fn void() -> Self {
        let why = Why::Other("void_kept".to_owned());
        let message = "撤销请求已收到并保留，暂由督导员人工处理".to_owned();
        Self::worded(Effect::Held, why, message)
    }

    /// It took effect with this version.
    pub fn applied(written: Written) -> Self {
        Self::effect(Effect::Applied, written)
    }

    /// It took effect, in one way or another, and the record now stands at this version.
    pub fn effect(effect: Effect, written: Written) -> Self {
        let outcome = PartOutcome {
            effect,
            why: None,
            message: None,
            version: Some(written.version),
            at: Some(written.at),
            conflicts: Vec::new(),
        };
        Self { outcome, blocked_on: None, arrived: None }
    }

    /// Values lost; they are kept as these conflicts, over these fields.
    pub fn with_conflicts(mut self, class: &Class, fields: &[&str], kept: Vec<RecordId>) -> Self {
        let label = |name: &&str| class.field(name).map_or((*name).to_owned(), label_of);
        let labels: Vec<String> = fields.iter().map(label).collect();
        self.outcome.message =
            Some(format!("「{}」与他人的修改不同，两个值都已保留", labels.join("」「")));
        self.outcome.conflicts = kept;
        self
    }

    /// It brought a new record.
    pub fn brought(self, record: RecordId) -> Self {
        Self { arrived: Some(record), ..self }
    }
}

fn label_of(field: &'static gridbook_domain::Field) -> String {
    field.label.to_owned()
}
