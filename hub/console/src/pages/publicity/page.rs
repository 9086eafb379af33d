//! One publicity event: its fields, its photos, and the way to its neighbours in the list.

use super::list::{FILTER, PublicityLine, asked, lines};
use crate::kit::console::Answer;
use crate::kit::facts::{Fact, facts};
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::{PageQuery, neighbours_in};
use crate::kit::photos::{PhotoThumb, photo_thumbs};
use crate::kit::refusal::Refusal;
use askama::Template;
use gridbook_domain::Class;
use gridbook_domain::fields::ReadFields as _;
use gridbook_store::{ListRow as _, Order, PublicityRow};

#[derive(Template)]
#[template(path = "publicity_event.html")]
struct EventPage {
    layout: Layout,
    line: PublicityLine,
    facts: Vec<Fact>,
    shots: Vec<PhotoThumb>,
    list: String,
    newer: String,
    older: String,
}

/// Answers with the page of one event.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let (row, record) = viewer.load::<PublicityRow>(tx, context.ids()?, |row| row.grid)?;
        let on = query.only(FILTER);
        let places = viewer.places(viewer.chosen(query)?);
        let (filter, _) = asked(query, viewer);
        let mut list = |window: &PageQuery| window.list(tx, &places, &filter, &on);
        let address = |row: &PublicityRow| {
            format!("/publicity/{}/{}{}", row.community, row.publicity, on.to_query())
        };
        let [newer, older] =
            neighbours_in((row.key(), Order::Desc), "/publicity", &mut list, address)?;
        let shots = photo_thumbs(tx, row.community, &record.fields.ids("photos"))?;
        let line = lines(tx, viewer, vec![row], &on)?.pop().ok_or(Refusal::NotFound)?;
        Ok(EventPage {
            layout: Layout::new(tx, context, viewer, "宣传活动", viewer.chosen(query)?)?,
            facts: facts(&Class::Publicity, &record.fields),
            list: format!("/publicity{}", on.to_query()),
            line,
            shots,
            newer,
            older,
        })
    })
}
