//! 事件: the list of matters and the page of one of them.

mod list;
mod page;

pub(crate) use list::{MatterLine, lines, list};
pub(crate) use page::{FORMS, show};

use crate::kit::page::LiveList;

/// The waiting matters in the menu, and the number of their changes for the line of news.
pub(crate) const LIVE: LiveList = LiveList {
    waiting: |tally| tally.matters_waiting,
    changes: |tally| tally.matter_changes,
    news: "项事件进展",
};
