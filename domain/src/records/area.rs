//! The area tree: district 区县 → street 街道 → community 社区 → unit grid 网格.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::id::AreaId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, name};

codes! {
    /// The level of an area.
    Level {
        /// A district or county.
        District = "district" "区县",
        /// A street or township, the first-level grid.
        Street = "street" "街道",
        /// A community or village, the second-level grid; data is partitioned by it.
        Community = "community" "社区",
        /// A unit grid: 200–500 households looked after by one worker.
        Grid = "grid" "网格",
    }
}

record! {
    /// A node of the area tree.
    Area {
        /// Its name, such as 第三网格.
        name: String = Field::text("名称", 60).required(),
        /// Its level.
        level: Level = Field::code::<Level>("级别").required(),
        /// The parent area; absent for the root.
        parent: Option<AreaId> = Field::id("上级").refers_to(&Class::Area),
    }
}

/// The class of areas.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Area,
    write: WritePolicy::HubOnly,
    fields: Area::FIELDS,
    about: None,
    title: name,
    check: any_content,
    rules: &[],
};

/// The fields of [`crate::Class::Area`].
pub const FIELDS: &[Field] = Area::FIELDS;
