//! The classes of records, one file each: its codes, its fields by `record!`, and its
//! [`crate::catalog::ClassSpec`].

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
