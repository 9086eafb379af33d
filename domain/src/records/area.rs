//! The area tree: district 区县 → street 街道 → community 社区 → unit grid 网格.

use crate::code::codes;
use crate::field::{Field, Fields, Kind};
use crate::id::AreaId;
use serde::{Deserialize, Serialize};

codes! {
    /// The level of an area.
    Level {
        /// A district or county.
        District = "district" "区县",
        /// A street or township, the first-level grid.
        Street = "street" "街道",
        /// A community or village, the second-level grid; data is spread by it.
        Community = "community" "社区",
        /// A unit grid: 200–500 households looked after by one worker.
        Grid = "grid" "网格",
    }
}

/// A node of the area tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its name, such as 第三网格.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The area it is part of; absent for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AreaId>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Area`].
pub const FIELDS: &[Field] = &[
    Field::new("name", "名称", Kind::Text(60)),
    Field::new("level", "级别", Kind::Code),
    Field::new("parent", "上级", Kind::Id),
];
