//! 事件: the list of matters and the page of one of them.

pub(crate) mod list;
pub(crate) mod page;
