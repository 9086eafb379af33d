//! The supervisors' console: pages made on the hub, in the users' Chinese.
//!
//! [`Console::answer`] answers one request of a browser. It is synchronous and keeps nothing
//! between requests, so that a test asks it directly and any hub process answers. A page reads
//! through the same store as the phones' sync, only within the grants of who is signed in, and a
//! decision is saved as an op like a phone's ([`Hub::decide`](gridbook_hub::Hub::decide)).

mod assets;
mod console;
mod coverage;
mod escape;
mod format;
mod handhelds;
mod layout;
mod listing;
mod live;
mod matter;
mod matters;
mod password;
mod photos;
mod refusal;
mod request;
mod routes;
mod session;
mod sign_in;
mod today;
mod viewer;
mod visit;
mod visits;

pub use console::Console;
pub use live::{Live, Pulse};
pub use request::{HEADERS, MAX_FORM, PageRequest, PageResponse};
pub use sign_in::set_login;
