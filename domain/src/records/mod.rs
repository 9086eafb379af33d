//! The classes of records, one file each.

pub mod area;
pub mod conflict;
pub mod household;
pub mod matter;
pub mod outcome;
pub mod person;
pub mod photo;
pub mod setting;
pub mod visit;
