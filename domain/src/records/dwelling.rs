//! Dwellings 实有房屋: doors one can knock at.

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
        /// Let; a new let must be reported at once (I5).
        Rented = "rented" "出租",
        /// Nobody lives there.
        Vacant = "vacant" "空置",
    }
}

record! {
    /// A dwelling: a door one can knock at.
    #[derive(Default)]
    Dwelling {
        /// The grid it lies in.
        area: Option<AreaId> = Field::id("网格").refers_to(&Class::Area),
        /// The building 楼栋, such as 3号楼.
        building: Option<String> = Field::text("楼栋", 60).in_roster(),
        /// The unit 单元.
        unit: Option<String> = Field::text("单元", 30).in_roster(),
        /// The door number 门牌, such as 502.
        door: Option<String> = Field::text("门牌", 60).in_roster(),
        /// The standard address, where one was given.
        address: Option<String> = Field::text("地址", 200).in_roster(),
        /// How it is used.
        usage as "use": Option<Use> = Field::code::<Use>("用途").in_roster(),
    }
}

/// A dwelling.
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

/// Where a dwelling lies, in words: building, unit and door in one (1-2-501 where they are bare
/// numbers), the standard address where there are none; empty where nothing is known.
pub fn address(building: &str, unit: &str, door: &str, standard: &str) -> String {
    let short = [building, unit, door].into_iter().fold(String::new(), joined);
    if short.is_empty() { standard.to_owned() } else { short }
}

/// Two parts of an address; a dash keeps their numbers apart.
fn joined(front: String, back: &str) -> String {
    let numbers = front.ends_with(char::is_numeric) && back.starts_with(char::is_numeric);
    if numbers { format!("{front}-{back}") } else { front + back }
}
