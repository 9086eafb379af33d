//! 走访: the list of visits and the page of one of them.

pub(crate) mod list;
mod load;
pub(crate) mod page;
mod sections;
