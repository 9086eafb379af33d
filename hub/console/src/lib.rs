//! The supervisors' console: pages made on the hub, in the users' Chinese.
//!
//! [`Console::answer`] answers one request of a browser. It is synchronous and keeps nothing
//! between requests, so that a test asks it directly and any hub process answers. A page reads
//! through the same store as the phones' sync, only within the grants of who is signed in, and a
//! decision is saved as an op like a phone's ([`Hub::decide`](gridbook_hub::Hub::decide)).

mod kit;
mod live;
mod pages;
mod routes;

pub use kit::console::Console;
pub use kit::login::set_login;
pub use kit::request::{HEADERS, MAX_FORM, PageRequest, PageResponse};
pub use live::{Live, Pulse};
