//! Positions of visits and matters.

use crate::error::{Error, Result};
use gridbook_domain::outcome::Why;
use gridbook_domain::position::Position;
use serde_json::Value;

/// Returns a position as its wire value.
///
/// # Errors
/// [`Error::Invalid`] if the coordinates are not on earth.
pub(crate) fn position(position: Option<&Position>) -> Result<Option<Value>> {
    if position.is_some_and(|position| !position.is_on_earth()) {
        return Err(Error::Invalid { field: "position".to_owned(), why: Why::BadField });
    }
    let value = position.map(serde_json::to_value).transpose();
    value.map_err(|_| Error::Stored("position"))
}
