//! 今天: what needs whoever is signed in, now.

use crate::kit::console::{Answer, Console, html};
use crate::kit::layout::Layout;
use crate::kit::paging::PageQuery;
use crate::kit::request::Values;
use crate::kit::session::SignedIn;
use crate::kit::viewer::Names;
use crate::pages::matters::list::MatterLine;
use crate::pages::visits::list::VisitLine;
use crate::pages::{matters, visits};
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

impl Console {
    pub(crate) fn today(&self, who: &SignedIn, query: &Values) -> Answer {
        let page = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let area = viewer.chosen(query)?;
            let (places, mut names) = (viewer.places(area), Names::default());
            let none = Values::default();
            let visits = if !viewer.opens(Page::Visits) {
                None
            } else {
                let filter =
                    VisitFilter { standing: Some(ReviewStatus::Waiting), ..VisitFilter::default() };
                let window = PageQuery::first(FEW, Order::Desc);
                let listed = window.list(tx, &places, &filter, &none)?;
                let more = !listed.after.is_empty();
                let mut on = query.only(&["area"]);
                on.set("standing", ReviewStatus::Waiting.as_str());
                let rows = visits::list::lines(tx, &viewer, &mut names, listed.rows, &on)?;
                Some(Few { rows, more })
            };
            let window = PageQuery::first(FEW, Order::Asc);
            let listed = window.list(tx, &places, &MatterFilter::default(), &none)?;
            let more = !listed.after.is_empty();
            let on = query.only(&["area"]);
            let rows = matters::list::lines(tx, &viewer, &mut names, listed.rows, &on)?;
            let layout = Layout::new(tx, &viewer, Page::Today, "今天", area)?;
            Ok(TodayPage { layout, visits, matters: Few { rows, more } })
        })?;
        html(200, &page)
    }
}
