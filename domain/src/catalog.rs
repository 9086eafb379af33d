//! The catalog: every class of records that this build knows, as data.
//!
//! A class is declared in one file under [`crate::records`]: its fields by `record!`, and a
//! [`ClassSpec`] with the rest. All code that depends on the class looks it up here. The exceptions
//! are rules that need other records, and the layout of a screen.
//!
//! # A new class
//! Its own file under [`crate::records`], in that folder's `mod.rs` the module and its place in
//! [`CATALOG`], and a variant of [`Class`] with its word and label.
//!
//! ```
//! use gridbook_domain::catalog::CATALOG;
//! use gridbook_domain::class::{Class, WritePolicy};
//! use gridbook_domain::outcome::Why;
//! use serde_json::json;
//!
//! assert!(CATALOG.iter().any(|spec| spec.class == Class::Visit));
//! assert_eq!(Class::Visit.write_policy(), WritePolicy::AppendOnly);
//! assert_eq!(Class::Person.field("phone").map(|field| field.label), Some("电话"));
//!
//! // V1: a visit that met somebody needs a content.
//! let visit = json!({"household": "AAAAAAAAAAAAAAAAAAAAAA", "purpose": "care", "met": "met"});
//! let visit = visit.as_object().cloned().unwrap_or_default();
//! let wrong = Class::Visit.check(&visit).unwrap_err();
//! assert_eq!((wrong.field, wrong.why), ("content", Why::MissingField));
//! ```

pub use crate::records::CATALOG;
pub use crate::spec::{ClassSpec, Rule, Violation};

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::spec::name;
use crate::text::is_blank;
use crate::why::Why;
use serde_json::Value;

/// Look-ups in the declaration of a class. An unknown class has no declaration: its records are
/// kept, merged field by field and passed on, so that a newer app's records survive an older hub.
impl Class {
    /// Returns the declaration of the class; `None` for an unknown class.
    pub fn spec(&self) -> Option<&'static ClassSpec> {
        CATALOG.iter().find(|spec| spec.class == *self)
    }

    /// Returns how the hub treats parts of this class. An unknown class is merged field by field.
    pub fn write_policy(&self) -> WritePolicy {
        self.spec().map_or(WritePolicy::Merge, |spec| spec.write)
    }

    /// Returns the declared fields of the class.
    pub fn fields(&self) -> &'static [Field] {
        self.spec().map_or(&[], |spec| spec.fields)
    }

    /// Returns the declaration of a field.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Returns the label of a field; the name itself for an unknown field.
    pub fn field_label<'a>(&self, name: &'a str) -> &'a str {
        self.field(name).map_or(name, |field| field.label)
    }

    /// Returns the name of a record for use in a sentence; empty if its fields give none.
    pub fn title(&self, fields: &Fields) -> String {
        self.spec().map_or(name as fn(&Fields) -> String, |spec| spec.title)(fields)
    }

    /// Returns the first known field of a patch whose value has the wrong shape, or that only the
    /// hub may set.
    pub fn wrong_field<'a>(&self, patch: &'a Fields) -> Option<&'a str> {
        let wrong = |(name, value): &(&String, &Value)| {
            self.field(name)
                .is_some_and(|field| !field.accepts(value) || field.by_hub && !value.is_null())
        };
        patch.iter().find(wrong).map(|(name, _)| name.as_str())
    }

    /// Returns the first required field that a new record lacks. A text without a visible character
    /// counts as missing.
    pub fn missing_field(&self, fields: &Fields) -> Option<&'static str> {
        let given = |name: &str| match fields.value(name) {
            None => false,
            Some(Value::String(text)) => !is_blank(text),
            Some(_) => true,
        };
        let mut required = self.fields().iter().filter(|field| field.required);
        required.find(|field| !given(field.name)).map(|field| field.name)
    }

    /// Checks the content of a new record: that every required field is present, then the class's
    /// own rules. [`Class::wrong_field`] checks the shapes.
    ///
    /// # Errors
    /// The first [`Violation`].
    pub fn check(&self, fields: &Fields) -> Result<(), Violation> {
        if let Some(field) = self.missing_field(fields) {
            return Err(Violation { field, why: Why::MissingField });
        }
        self.spec().map_or(Ok(()), |spec| (spec.check)(fields))
    }

    /// Returns the record that a patch refers to through [`ClassSpec::about`].
    pub fn about(&self, patch: &Fields) -> Option<RecordId> {
        patch.id(self.spec()?.about?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Kind, Shape};
    use std::collections::BTreeSet;

    #[test]
    fn every_known_class_is_declared_once_in_the_order_of_the_classes() {
        let declared: Vec<_> = CATALOG.iter().map(|spec| &spec.class).collect();
        assert_eq!(declared, Class::KNOWN.iter().collect::<Vec<_>>());
    }

    #[test]
    fn every_field_is_named_and_labelled_and_no_name_stands_twice() {
        for spec in CATALOG {
            let names: BTreeSet<_> = spec.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), spec.fields.len(), "{}", spec.class);
            spec.fields.iter().for_each(well_declared);
            if let Some(about) = spec.about {
                assert!(spec.fields.iter().any(|f| f.name == about && f.kind == Kind::Id));
            }
        }
    }

    fn well_declared(field: &Field) {
        assert!(!field.name.is_empty() && !field.label.is_empty(), "{field:?}");
        assert!(!field.name.starts_with("r#"), "{field:?}");
        if let Kind::Nested(shape) = field.kind {
            well_shaped(shape);
        }
        let coded = matches!(field.kind, Kind::Code | Kind::Codes);
        assert!(field.codes.is_none() || coded, "{field:?}");
        let id = matches!(field.kind, Kind::Id | Kind::Ids);
        assert!(field.refers_to.is_none() || id, "{field:?}");
    }

    fn well_shaped(shape: &Shape) {
        match shape {
            Shape::Object(fields) => fields.iter().for_each(well_declared),
            Shape::List(Kind::Nested(item), _) => well_shaped(item),
            Shape::List(..) => {}
        }
    }

    #[test]
    fn rules_are_named_as_the_domain_names_them() {
        let all = CATALOG.iter().flat_map(|spec| spec.rules);
        for rule in all {
            let (letter, number) = rule.id.split_at(1);
            assert!("VIMPLFCARKTS".contains(letter), "{}", rule.id);
            assert!(number.parse::<u8>().is_ok() && !rule.held_by.is_empty(), "{}", rule.id);
        }
    }

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
