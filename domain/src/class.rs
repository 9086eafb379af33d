//! What follows from the class of a record, looked up in its declaration.
//!
//! Of an unknown class nothing is known: a record of it is kept, merged field by field and passed
//! on, so that a newer app's records survive an older hub.

pub use crate::records::Class;

use crate::catalog::{CATALOG, ClassSpec, Violation, name};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::outcome::Why;
use crate::text::is_blank;
use serde_json::Value;

/// How a class may be changed after a record of it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePolicy {
    /// Field by field, merged three ways: people, households, dwellings.
    Merge,
    /// Never: a correction is a new record that amends (V5).
    AppendOnly,
    /// By the steps of a state machine the hub validates (M3).
    StateMachine,
    /// By the hub alone; a device's part for it is refused.
    HubOnly,
}

impl Class {
    /// Returns what this build knows of the class; `None` for an unknown one.
    pub fn spec(&self) -> Option<&'static ClassSpec> {
        CATALOG.iter().find(|spec| spec.class == *self)
    }

    /// How the hub treats parts of this class. An unknown class is merged field by field.
    pub fn write_policy(&self) -> WritePolicy {
        self.spec().map_or(WritePolicy::Merge, |spec| spec.write)
    }

    /// The fields this build knows of the class.
    pub fn fields(&self) -> &'static [Field] {
        self.spec().map_or(&[], |spec| spec.fields)
    }

    /// The known field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Returns the label of a field; an unknown field is shown by its name.
    pub fn field_label<'a>(&self, name: &'a str) -> &'a str {
        self.field(name).map_or(name, |field| field.label)
    }

    /// Returns what a sentence calls a record; empty where its fields do not say.
    pub fn title(&self, fields: &Fields) -> String {
        self.spec().map_or(name as fn(&Fields) -> String, |spec| spec.title)(fields)
    }

    /// Returns the first field of a patch that this build knows and that has a value of another
    /// shape, or one only the hub may set.
    pub fn wrong_field<'a>(&self, patch: &'a Fields) -> Option<&'a str> {
        let wrong = |(name, value): &(&String, &Value)| {
            self.field(name)
                .is_some_and(|field| !field.accepts(value) || field.by_hub && !value.is_null())
        };
        patch.iter().find(wrong).map(|(name, _)| name.as_str())
    }

    /// Returns the first required field a new record lacks; a text nobody can see is none.
    pub fn missing_field(&self, fields: &Fields) -> Option<&'static str> {
        let given = |name: &str| match fields.value(name) {
            None => false,
            Some(Value::String(text)) => !is_blank(text),
            Some(_) => true,
        };
        let mut required = self.fields().iter().filter(|field| field.required);
        required.find(|field| !given(field.name)).map(|field| field.name)
    }

    /// Checks the content of a new record: that no required field is missing, then the rules of
    /// the class itself. Shapes are checked by [`Class::wrong_field`].
    ///
    /// # Errors
    /// The first [`Violation`].
    pub fn check(&self, fields: &Fields) -> Result<(), Violation> {
        if let Some(field) = self.missing_field(fields) {
            return Err(Violation { field, why: Why::MissingField });
        }
        self.spec().map_or(Ok(()), |spec| (spec.check)(fields))
    }

    /// Returns the record that a patch is about; see [`ClassSpec::about`].
    pub fn about(&self, patch: &Fields) -> Option<RecordId> {
        patch.id(self.spec()?.about?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_known_of_an_unknown_class() {
        let drone = Class::Other("drone".to_owned());
        let fields = Fields::from_iter([("name".to_owned(), Value::from("一号"))]);
        assert_eq!((drone.write_policy(), drone.fields().len()), (WritePolicy::Merge, 0));
        assert_eq!((drone.wrong_field(&fields), drone.check(&fields)), (None, Ok(())));
        assert_eq!((drone.title(&fields).as_str(), drone.about(&fields)), ("一号", None));
    }

    #[test]
    fn a_field_only_the_hub_sets_may_be_cleared_and_not_set() {
        let due = |value: Value| Fields::from_iter([("due".to_owned(), value)]);
        assert_eq!(Class::Matter.wrong_field(&due(Value::from(5))), Some("due"));
        assert_eq!(Class::Matter.wrong_field(&due(Value::Null)), None);
    }

    #[test]
    fn a_text_nobody_sees_is_missing() {
        let matter = |content: &str| {
            let fields = [("kind", "general"), ("category", "safety"), ("content", content)];
            let fields = fields.map(|(name, text)| (name.to_owned(), Value::from(text)));
            Class::Matter.missing_field(&Fields::from_iter(fields))
        };
        assert_eq!(matter("\u{200b} "), Some("content"));
        assert_eq!(matter("路灯不亮"), None);
    }
}
