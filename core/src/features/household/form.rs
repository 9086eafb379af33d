//! Forms of households and dwellings.

use chrono::NaiveDate;
use gridbook_domain::fields::FieldsBuilder;
use gridbook_domain::household::Use;
use gridbook_domain::text::plain;
use gridbook_domain::{AreaId, Fields, RecordId};
use serde_json::Value;

/// A new household at a new dwelling. Blank texts count as absent; a door or an address is
/// required.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DwellingForm {
    /// The grid; optional if the install has only one.
    pub area: Option<AreaId>,
    /// The building 楼栋.
    pub building: String,
    /// The unit 单元.
    pub unit: String,
    /// The door 门牌.
    pub door: String,
    /// The standard address.
    pub address: String,
    /// How the dwelling is used.
    pub usage: Option<Use>,
    /// The household number 户号.
    pub number: String,
    /// A remark on the household.
    pub note: String,
}

impl DwellingForm {
    pub(super) fn dwelling_fields(&self) -> Fields {
        FieldsBuilder::default()
            .word("area", self.area.as_ref())
            .text("building", &plain(&self.building))
            .text("unit", &plain(&self.unit))
            .text("door", &plain(&self.door))
            .text("address", &plain(&self.address))
            .word("use", self.usage.as_ref())
            .build()
    }

    pub(super) fn household_fields(&self, dwelling: RecordId) -> Fields {
        FieldsBuilder::default()
            .word("dwelling", Some(&dwelling))
            .text("number", &plain(&self.number))
            .text("note", &self.note)
            .build()
    }
}

/// A new value for one field of a dwelling; `None` clears the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DwellingEdit {
    /// The building.
    Building(Option<String>),
    /// The unit.
    Unit(Option<String>),
    /// The door.
    Door(Option<String>),
    /// The standard address.
    Address(Option<String>),
    /// How it is used.
    Usage(Option<Use>),
}

/// A new value for one field of a household; `None` clears the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HouseholdEdit {
    /// The household number.
    Number(Option<String>),
    /// The head.
    Head(Option<RecordId>),
    /// The dwelling it lives in.
    Dwelling(Option<RecordId>),
    /// A remark.
    Note(Option<String>),
    /// The day the household was last confirmed (V8).
    LastConfirmed(Option<NaiveDate>),
}

/// Returns the patch of a dwelling's edits, not yet compared with the stored fields.
pub(crate) fn dwelling_patch(edits: &[DwellingEdit]) -> Fields {
    let field = |edit: &DwellingEdit| match edit {
        DwellingEdit::Building(text) => ("building".to_owned(), typed(text.as_deref())),
        DwellingEdit::Unit(text) => ("unit".to_owned(), typed(text.as_deref())),
        DwellingEdit::Door(text) => ("door".to_owned(), typed(text.as_deref())),
        DwellingEdit::Address(text) => ("address".to_owned(), typed(text.as_deref())),
        DwellingEdit::Usage(usage) => ("use".to_owned(), word(usage.as_ref())),
    };
    edits.iter().map(field).collect()
}

/// Returns the patch of a household's edits, not yet compared with the stored fields.
pub(crate) fn household_patch(edits: &[HouseholdEdit]) -> Fields {
    let field = |edit: &HouseholdEdit| match edit {
        HouseholdEdit::Number(text) => ("number".to_owned(), typed(text.as_deref())),
        HouseholdEdit::Head(head) => ("head".to_owned(), word(head.as_ref())),
        HouseholdEdit::Dwelling(dwelling) => ("dwelling".to_owned(), word(dwelling.as_ref())),
        HouseholdEdit::Note(text) => ("note".to_owned(), typed(text.as_deref())),
        HouseholdEdit::LastConfirmed(day) => ("last_confirmed".to_owned(), word(day.as_ref())),
    };
    edits.iter().map(field).collect()
}

fn typed(text: Option<&str>) -> Value {
    let text = text.map(plain).filter(|text| !text.is_empty());
    text.map_or(Value::Null, Value::from)
}

fn word<T: ToString>(value: Option<&T>) -> Value {
    value.map_or(Value::Null, |value| Value::from(value.to_string()))
}
