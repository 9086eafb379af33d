//! The fields of a record as a page lists them: by their declaration, so that a new field shows
//! without a change here.

use gridbook_domain::shown::shown;
use gridbook_domain::{Class, Field, Fields};

/// A field that has a value.
pub(crate) struct Fact {
    /// Its label.
    pub label: &'static str,
    /// Its value in words, masked where the field is (I6).
    pub value: String,
}

/// Returns the declared fields that have a value and say something to a reader, in the order of the
/// declaration. Links to other records are left to the page, which knows their names.
pub(crate) fn facts(class: &Class, fields: &Fields) -> Vec<Fact> {
    let plain = class.fields().iter().filter(|field| Field::in_diff(field));
    let fact = |field: &Field| {
        let value = shown(class, field.name, fields.get(field.name)?);
        (!value.is_empty()).then_some(Fact { label: field.label, value })
    };
    plain.filter_map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_fields_show_by_their_labels_and_links_and_empty_ones_do_not() {
        let home = json!({"number": "A1", "head": "AAAAAAAAAAAAAAAAAAAAAA", "note": null});
        let found = facts(&Class::Household, home.as_object().unwrap());
        let found: Vec<_> = found.iter().map(|f| (f.label, f.value.as_str())).collect();
        assert_eq!(found, [("户号", "A1")]);
        let person = json!({"birth": "1948-03-02", "phone": "13812345678"});
        let found = facts(&Class::Person, person.as_object().unwrap());
        assert_eq!(found[0].value, "1948年3月2日");
        assert_eq!(found[1].value, "138****5678");
    }
}
