//! Authentication and authorisation: grants, tokens and the hub's keys.

mod grants;
mod keys;
mod scope;
mod token;

pub(crate) use grants::{covers, update_feeds};
pub(crate) use keys::{Keys, folder_error, sync_folder};
pub use scope::Granted;
pub(crate) use scope::{ReadableFeeds, may};
pub(crate) use token::{Token, new_code, new_token, read_code};
