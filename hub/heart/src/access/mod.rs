//! Authentication and authorisation: grants, tokens and the hub's keys.

mod keys;
mod scope;
mod token;

pub(crate) use keys::{Keys, folder_error, sync_folder};
pub use scope::Granted;
pub(crate) use scope::{ReadableFeeds, may};
pub(crate) use token::{Token, new_code, new_token, read_code};
