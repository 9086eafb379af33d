//! Households 户: the people of one dwelling who keep house together.

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule};
use chrono::NaiveDate;

pub use crate::records::dwelling::{Dwelling, Use, address};

record! {
    /// A household: the people of one dwelling who keep house together.
    #[derive(Default)]
    Household {
        /// The dwelling it lives in.
        dwelling: Option<RecordId> = Field::id("房屋").refers_to(&Class::Dwelling),
        /// The household number 户号 in the ledger.
        number: Option<String> = Field::text("户号", 60).keep_existing().in_roster(),
        /// The head 户主.
        head: Option<RecordId> = Field::id("户主").refers_to(&Class::Person).in_roster(),
        /// A remark.
        note: Option<String> = Field::text("备注", 2000),
        /// The day somebody last confirmed that all of this is still right (V8).
        last_confirmed: Option<NaiveDate> = Field::date("最近核实").in_roster(),
    }
}

/// The class of households.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Household,
    write: WritePolicy::Merge,
    fields: Household::FIELDS,
    about: None,
    title: |household: &Fields| household.text_or_empty("number").to_owned(),
    check: any_content,
    rules: &[
        rule("I1", "the ties between people and houses of the four actuals"),
        rule("V8", "`last_confirmed`, beside the days of the visits"),
    ],
};

/// The fields of [`crate::Class::Dwelling`].
pub const DWELLING_FIELDS: &[Field] = Dwelling::FIELDS;

/// The fields of [`crate::Class::Household`].
pub const HOUSEHOLD_FIELDS: &[Field] = Household::FIELDS;

/// Returns the line for a household: 3号楼2单元501 · 王秀兰, without the parts that are unknown.
pub fn label(address: &str, head: &str) -> String {
    match (address.is_empty(), head.is_empty()) {
        (false, false) => format!("{address} · {head}"),
        _ => format!("{address}{head}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_named_by_its_door_and_its_head_as_far_as_they_are_known() {
        let door = address("3号楼", "2单元", "501", "东风路1号");
        assert_eq!(label(&door, "王秀兰"), "3号楼2单元501 · 王秀兰");
        assert_eq!(address("1", "2", "501", ""), "1-2-501");
        assert_eq!(address("A座", "", "501", ""), "A座501");
        assert_eq!(label(&address("", "", "", "东风路1号"), ""), "东风路1号");
        assert_eq!(label("", "王秀兰"), "王秀兰");
        assert_eq!(label("", ""), "");
    }
}
