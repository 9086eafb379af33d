//! 今天: the work that waits for the account that is signed in.

use super::matters::{self, MatterLine};
use super::visits::{self, VisitLine};
use crate::kit::console::Answer;
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::PageQuery;
use crate::kit::params::Values;
use crate::kit::viewer::Names;
use askama::Template;
use gridbook_domain::role::Page;
use gridbook_domain::visit::ReviewStatus;
use gridbook_store::{MatterFilter, Order, VisitFilter};

/// How many rows of each list the page shows.
const FEW: usize = 6;

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    layout: Layout,
    visits: Option<Few<VisitLine>>,
    matters: Few<MatterLine>,
}

/// The first rows of a list.
struct Few<T> {
    rows: Vec<T>,
    more: bool,
}

/// Answers with the page.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let area = viewer.chosen(query)?;
        let (places, mut names) = (viewer.places(area), Names::default());
        let none = Values::default();
        let visits = if !viewer.opens(Page::Visits) {
            None
        } else {
            let filter =
                VisitFilter { standing: Some(ReviewStatus::Waiting), ..VisitFilter::default() };
            let listed = PageQuery::first(FEW, Order::Desc).list(tx, &places, &filter, &none)?;
            let more = !listed.after.is_empty();
            let mut on = query.only(&["area"]);
            on.set("standing", ReviewStatus::Waiting.as_str());
            let rows = visits::lines(tx, viewer, &mut names, listed.rows, &on)?;
            Some(Few { rows, more })
        };
        let filter = MatterFilter::default();
        let listed = PageQuery::first(FEW, Order::Asc).list(tx, &places, &filter, &none)?;
        let more = !listed.after.is_empty();
        let on = query.only(&["area"]);
        let rows = matters::lines(tx, viewer, &mut names, listed.rows, &on)?;
        let layout = Layout::new(tx, context, viewer, "今天", area)?;
        Ok(TodayPage { layout, visits, matters: Few { rows, more } })
    })
}
