//! Households 户 and the dwellings 实有房屋 they live in.

use crate::code::codes;
use crate::field::{Field, Fields, Kind, Policy};
use crate::id::{AreaId, RecordId};
use serde::{Deserialize, Serialize};

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

/// A dwelling: a door one can knock at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dwelling {
    /// The grid it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The building 楼栋, such as 3号楼.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// The unit 单元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The door number 门牌, such as 502.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// The standard address, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How it is used.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<Use>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// A household: the people of one dwelling who keep house together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// The dwelling it lives in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dwelling: Option<RecordId>,
    /// The household number 户号 of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The head 户主.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<RecordId>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Dwelling`].
pub const DWELLING_FIELDS: &[Field] = &[
    Field::new("area", "网格", Kind::Id),
    Field::new("building", "楼栋", Kind::Text(60)),
    Field::new("unit", "单元", Kind::Text(30)),
    Field::new("door", "门牌", Kind::Text(60)),
    Field::new("address", "地址", Kind::Text(200)),
    Field::new("use", "用途", Kind::Code),
];

/// The fields of [`crate::Class::Household`].
pub const HOUSEHOLD_FIELDS: &[Field] = &[
    Field::new("dwelling", "房屋", Kind::Id),
    Field::new("number", "户号", Kind::Text(60)).merge(Policy::Stand),
    Field::new("head", "户主", Kind::Id),
    Field::new("note", "备注", Kind::Text(2000)),
];

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

/// A household as a line names it: 3号楼2单元501 · 王秀兰. What is unknown is left out.
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
