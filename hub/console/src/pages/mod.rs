//! The pages of the console: one file or folder for each.

pub(crate) mod coverage;
pub(crate) mod handhelds;
pub(crate) mod matters;
pub(crate) mod today;
pub(crate) mod visits;
