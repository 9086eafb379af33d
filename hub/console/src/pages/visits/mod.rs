//! 走访: the list of visits and the page of one of them.

mod lines;
mod list;
mod load;
mod page;
mod sections;

pub(crate) use lines::{VisitLine, lines};
pub(crate) use list::list;
pub(crate) use page::{FORMS, show};

use crate::kit::page::LiveList;

/// The waiting visits in the menu, and the number of visits for the line of news.
pub(crate) const LIVE: LiveList = LiveList {
    waiting: |tally| tally.visits_waiting,
    changes: |tally| tally.visits,
    news: "条新日志",
};
