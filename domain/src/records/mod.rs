//! The classes of records: the list of them here, and one file each with its codes, its fields by
//! `record!`, and its [`ClassSpec`]. [`crate::catalog`] describes how a class is added.

pub mod area;
pub mod conflict;
pub mod dwelling;
pub mod household;
pub mod matter;
pub mod notice;
pub mod outcome;
pub mod person;
pub mod photo;
pub mod review;
pub mod setting;
pub mod table;
pub mod visit;
pub mod void;

use crate::code::codes;
use crate::spec::ClassSpec;

codes! {
    /// What kind of thing a record is. What is known of each is in [`crate::catalog`].
    Class {
        /// A resident 实有人口.
        Person = "person" "人员",
        /// A household 户.
        Household = "household" "户",
        /// A dwelling 实有房屋.
        Dwelling = "dwelling" "房屋",
        /// A visit log 走访记录; append-only.
        Visit = "visit" "走访记录",
        /// A supervisor's verdict on a visit log; append-only.
        Review = "review" "审阅",
        /// A matter 事件.
        Matter = "matter" "事件",
        /// What is known of a photo's bytes; append-only.
        Photo = "photo" "照片",
        /// The losing value of a merge, kept until somebody chooses.
        Conflict = "conflict" "冲突",
        /// What became of an op; only in `install` feeds.
        Outcome = "outcome" "处理结果",
        /// A message to the owner of an install, such as a returned log; only in `install` feeds.
        Notice = "notice" "通知",
        /// A node of the area tree; in the `deployment` feed.
        Area = "area" "区域",
        /// A code table of the deployment; in the `deployment` feed.
        Table = "table" "代码表",
        /// A setting of the deployment; in the `deployment` feed.
        Setting = "setting" "设置",
        /// Takes an op back that has been staged already; its patch names the op.
        Void = "void" "撤销",
    }
}

/// Every class this build knows.
pub const CATALOG: &[ClassSpec] = &[
    person::SPEC,
    household::SPEC,
    dwelling::SPEC,
    visit::SPEC,
    review::SPEC,
    matter::SPEC,
    photo::SPEC,
    conflict::SPEC,
    outcome::SPEC,
    notice::SPEC,
    area::SPEC,
    table::SPEC,
    setting::SPEC,
    void::SPEC,
];
