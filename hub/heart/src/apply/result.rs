//! The hub's decision about a part.

use crate::feeds::Written;
use gridbook_domain::Class;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::{Effect, PartOutcome, Why};

/// The result of applying a part, and its consequences.
#[derive(Debug, Clone)]
pub(crate) struct PartResult {
    /// The outcome as its author receives it.
    pub outcome: PartOutcome,
    /// The record that the part is blocked on, or whose order holds it.
    pub blocked_on: Option<RecordId>,
    /// The record that the part brought, on which others may be blocked.
    pub arrived: Option<RecordId>,
}

impl PartResult {
    /// Creates a result with an effect and a reason, worded by the reason's label.
    pub fn because(effect: Effect, why: Why) -> Self {
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

    /// Creates the result of a part that breaks a rule.
    pub fn refused(why: Why) -> Self {
        Self::because(Effect::Refused, why)
    }

    /// Creates the result of a part that breaks a rule with one field; the message names the field,
    /// never its value.
    pub fn field(why: Why, class: &Class, field: &str) -> Self {
        let label = class.field(field).map_or(field, |field| field.label);
        let message = format!("「{label}」{}", why.label());
        Self::worded(Effect::Refused, why, message)
    }

    /// Creates the result of a held part.
    pub fn held(why: Why) -> Self {
        Self::because(Effect::Held, why)
    }

    /// Creates the result of a part that is blocked on a record.
    pub fn held_for(record: RecordId) -> Self {
        Self { blocked_on: Some(record), ..Self::held(Why::NoRecord) }
    }

    /// Creates the result of a part that is to be retried, because applying it or an earlier part
    /// for the record failed for now.
    pub fn retry(record: RecordId) -> Self {
        Self { blocked_on: Some(record), ..Self::held(Why::Later) }
    }

    /// Creates the result of a request to void a staged op. Voiding is not built yet: the request
    /// is kept for people to look at.
    pub fn void() -> Self {
        let why = Why::Other("void_kept".to_owned());
        let message = "撤销请求已收到并保留，暂由督导员人工处理".to_owned();
        Self::worded(Effect::Held, why, message)
    }

    /// Creates the result of a part that took effect with this version.
    pub fn applied(written: Written) -> Self {
        Self::effect(Effect::Applied, written)
    }

    /// Creates the result of a part that took effect in one way or another, with the version the
    /// record has now.
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

    /// Adds the conflicts that hold the values that lost, and a message that names their fields.
    pub fn with_conflicts(mut self, class: &Class, fields: &[&str], kept: Vec<RecordId>) -> Self {
        let label = |name: &&str| class.field(name).map_or((*name).to_owned(), label_of);
        let labels: Vec<String> = fields.iter().map(label).collect();
        self.outcome.message =
            Some(format!("「{}」与他人的修改不同，两个值都已保留", labels.join("」「")));
        self.outcome.conflicts = kept;
        self
    }

    /// Returns the records that the part brought, on which others may be blocked: its own, and the
    /// conflicts that it caused. A device can have a choice about a conflict that arises only later
    /// here, if this hub was set back to an older copy.
    pub fn arrivals(&self) -> impl Iterator<Item = RecordId> + use<> {
        self.arrived.into_iter().chain(self.outcome.conflicts.clone())
    }

    /// Notes that the part brought a new record.
    pub fn brought(self, record: RecordId) -> Self {
        Self { arrived: Some(record), ..self }
    }
}

fn label_of(field: &'static gridbook_domain::Field) -> String {
    field.label.to_owned()
}
