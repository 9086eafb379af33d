//! The catalog: what this build knows of each class of records, as data.
//!
//! A class is declared in one file under [`crate::records`]: its fields by `record!`, and a
//! [`ClassSpec`] with the rest. Everything that depends on the class looks it up here; only rules
//! that need other records, and what a screen arranges by hand, stand elsewhere.
//!
//! # A new class
//! Its own file under [`crate::records`], and three lines in that folder's `mod.rs`: the module, a
//! variant with its word and label in [`Class`], and its place in [`CATALOG`].
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
//! // V1: a log of somebody met says what was said and seen.
//! let log = json!({"household": "AAAAAAAAAAAAAAAAAAAAAA", "purpose": "care", "met": "met"});
//! let log = log.as_object().cloned().unwrap_or_default();
//! let wrong = Class::Visit.check(&log).unwrap_err();
//! assert_eq!((wrong.field, wrong.why), ("content", Why::MissingField));
//! ```

pub use crate::records::CATALOG;

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::outcome::Why;

/// What this build knows of a class.
#[derive(Debug)]
pub struct ClassSpec {
    /// The class; its word and label are in [`Class`].
    pub class: Class,
    /// How a record may be changed after it was made.
    pub write: WritePolicy,
    /// Its fields.
    pub fields: &'static [Field],
    /// The field that names the record this one is about, such as the visit log it amends or
    /// judges: writing this one takes the right to write about that one.
    pub about: Option<&'static str>,
    /// What a sentence calls a record; empty where its fields do not say.
    pub title: fn(&Fields) -> String,
    /// What must hold for the content of a new record beyond the shape of each field.
    pub check: fn(&Fields) -> Result<(), Violation>,
    /// The rules of the domain that the declaration holds.
    pub rules: &'static [Rule],
}

/// A rule of the domain and where it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its id, such as `V1`.
    pub id: &'static str,
    /// What holds it.
    pub held_by: &'static str,
}

/// Why a record is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: Why,
}

/// Says that a rule is held by something.
pub(crate) const fn rule(id: &'static str, held_by: &'static str) -> Rule {
    Rule { id, held_by }
}

/// The check of a class whose fields say it all.
pub(crate) fn any_content(_: &Fields) -> Result<(), Violation> {
    Ok(())
}

/// The title of a class whose records are called by their name.
pub(crate) fn name(fields: &Fields) -> String {
    fields.text_or_empty("name").to_owned()
}

/// The title of a class whose records nobody calls anything.
pub(crate) fn untitled(_: &Fields) -> String {
    String::new()
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
}
