//! Dwellings 实有房屋.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::AreaId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule};

codes! {
    /// How a dwelling is used.
    Use {
        /// The owner lives there.
        Own = "own" "自住",
        /// Let; a new tenancy must be reported at once (I5).
        Rented = "rented" "出租",
        /// Nobody lives there.
        Vacant = "vacant" "空置",
    }
}

record! {
    /// A dwelling: everything with a door of its own.
    #[derive(Default)]
    Dwelling {
        /// The grid it is in.
        area: Option<AreaId> = Field::id("网格").refers_to(&Class::Area),
        /// The building 楼栋, such as 3号楼.
        building: Option<String> = Field::text("楼栋", 60).in_roster(),
        /// The unit 单元.
        unit: Option<String> = Field::text("单元", 30).in_roster(),
        /// The door number 门牌, such as 502.
        door: Option<String> = Field::text("门牌", 60).in_roster(),
        /// The standard address, if it has one.
        address: Option<String> = Field::text("地址", 200).in_roster(),
        /// How it is used.
        usage as "use": Option<Use> = Field::code::<Use>("用途").in_roster(),
    }
}

/// The class of dwellings.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Dwelling,
    write: WritePolicy::Merge,
    fields: Dwelling::FIELDS,
    about: None,
    title,
    check: any_content,
    rules: &[rule("I1", "the houses of the four actuals; `address` is the standard address")],
};

fn title(dwelling: &Fields) -> String {
    let part = |name: &str| dwelling.text_or_empty(name);
    address(part("building"), part("unit"), part("door"), part("address"))
}

/// Returns an address as one text: building, unit and door (1-2-501 if they are bare numbers), or
/// the standard address if those are empty; empty if nothing is known.
pub fn address(building: &str, unit: &str, door: &str, standard: &str) -> String {
    let short = [building, unit, door].into_iter().fold(String::new(), joined);
    if short.is_empty() { standard.to_owned() } else { short }
}

/// Joins two parts of an address; a dash separates their numbers.
fn joined(front: String, back: &str) -> String {
    let numbers = front.ends_with(char::is_numeric) && back.starts_with(char::is_numeric);
    if numbers { format!("{front}-{back}") } else { front + back }
}
