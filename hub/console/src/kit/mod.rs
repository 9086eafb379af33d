//! The tools every page is made with: the request and its answer, the session, the viewer's grants,
//! the layout around a page, paged lists and the format of values.

pub(crate) mod assets;
pub(crate) mod console;
pub(crate) mod escape;
pub(crate) mod facts;
pub(crate) mod filter;
pub(crate) mod format;
pub(crate) mod layout;
pub(crate) mod login;
pub(crate) mod page;
pub(crate) mod paging;
pub(crate) mod params;
pub(crate) mod password;
pub(crate) mod photos;
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod viewer;
