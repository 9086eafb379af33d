//! The workbook read: cells, sheets under their headers, and what each row says.

pub(crate) mod columns;
pub(crate) mod dates;
pub(crate) mod declared;
pub(crate) mod file;
pub(crate) mod groups;
pub(crate) mod names;
pub(crate) mod people;
pub(crate) mod rows;
pub(crate) mod sheet;
pub(crate) mod titles;
pub(crate) mod values;
pub(crate) mod words;
pub(crate) mod workbook;
