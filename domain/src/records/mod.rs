//! The classes of records: their list, and one file each with its codes, its fields (by `record!`)
//! and its [`ClassSpec`]. [`crate::catalog`] explains how to add a class.

pub mod area;
pub mod conflict;
pub mod dwelling;
pub mod household;
pub mod matter;
pub mod notice;
pub mod outcome;
pub mod person;
pub mod photo;
pub mod publicity;
pub mod review;
pub mod setting;
pub mod table;
pub mod visit;
pub mod void;

use crate::spec::ClassSpec;

/// Every class this build knows.
pub const CATALOG: &[ClassSpec] = &[
    person::SPEC,
    household::SPEC,
    dwelling::SPEC,
    visit::SPEC,
    review::SPEC,
    publicity::SPEC,
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
