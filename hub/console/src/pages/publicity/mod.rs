//! 宣传: the list of publicity events and the page of one of them.

mod list;
mod page;

pub(crate) use list::list;
pub(crate) use page::show;
