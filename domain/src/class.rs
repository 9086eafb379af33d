//! The classes of records, by name. Each is declared under [`crate::records`].

use crate::code::codes;

codes! {
    /// The kind of a record. [`crate::catalog`] has the declaration of each class.
    Class {
        /// A resident 实有人口.
        Person = "person" "人员",
        /// A household 户.
        Household = "household" "户",
        /// A dwelling 实有房屋.
        Dwelling = "dwelling" "房屋",
        /// A visit 走访记录; append-only.
        Visit = "visit" "走访记录",
        /// A supervisor's verdict on a visit; append-only.
        Review = "review" "审阅",
        /// A publicity event 宣传活动; append-only.
        Publicity = "publicity" "宣传活动",
        /// A matter 事件.
        Matter = "matter" "事件",
        /// The description of a photo's bytes; append-only.
        Photo = "photo" "照片",
        /// The losing value of a merge, kept until somebody chooses between the two.
        Conflict = "conflict" "冲突",
        /// The outcome of an op; only in `install` feeds.
        Outcome = "outcome" "处理结果",
        /// A message to the owner of an install, such as a returned visit; only in `install` feeds.
        Notice = "notice" "通知",
        /// A node of the area tree; in the `deployment` feed.
        Area = "area" "区域",
        /// A code table of the deployment; in the `deployment` feed.
        Table = "table" "代码表",
        /// A setting of the deployment; in the `deployment` feed.
        Setting = "setting" "设置",
        /// Revokes an op that was staged already; its patch names the op.
        Void = "void" "撤销",
    }
}

/// How a record of a class may be changed after its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePolicy {
    /// Merged field by field with a three-way merge: people, households, dwellings.
    Merge,
    /// Never changed: a correction is a new record that amends the old one (V5).
    AppendOnly,
    /// Changed by the steps of a state machine, which the hub validates (M3).
    StateMachine,
    /// Changed by the hub alone; a device's part for it is refused.
    HubOnly,
}
