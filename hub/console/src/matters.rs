//! 事件: the list of matters, the most urgent first.

use super::format::{Format, filter_words};
use super::layout::Layout;
use super::listing::{ListPage, PageQuery};
use super::request::Values;
use super::session::SignedIn;
use super::viewer::{Names, Viewer};
use super::visits::{COUNTED, Picked, chosen, known, picks, total};
use crate::console::{Answer, Console, html};
use askama::Template;
use gridbook_domain::deadline::{Urgency, message, urgency};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::role::Page;
use gridbook_store::{Count, MatterFilter, MatterRow, Order, Result, Tx};

/// What a matter list's address may hold besides where it begins.
pub(super) const FILTER: &[&str] = &["area", "state", "category"];

#[derive(Template)]
#[template(path = "matters.html")]
struct MattersPage {
    layout: Layout,
    list: ListPage<MatterLine>,
    total: String,
    states: Vec<Picked>,
    categories: Vec<Picked>,
    filtered: bool,
    unread: Vec<&'static str>,
    /// The filter in words, for paper.
    told: String,
    /// The list's filter, for the line of news.
    here: String,
}

/// A matter as a row shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MatterLine {
    pub key: String,
    pub href: String,
    pub at: String,
    pub grid: String,
    pub place: String,
    pub reporter: String,
    pub category: String,
    pub kind: String,
    pub emergency: bool,
    pub state: String,
    pub state_code: String,
    pub due: Due,
    pub department: String,
    pub photos: u64,
    pub summary: String,
}

/// A deadline in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Due {
    /// 超期 2 天, 今天到期, 剩 3 天; empty for none.
    pub words: String,
    /// `late`, `near` or `far`.
    pub level: &'static str,
    /// The moment.
    pub moment: String,
}

/// Rows in words, each leading to its matter with the list's filter kept.
pub(super) fn lines(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    rows: Vec<MatterRow>,
    on: &Values,
) -> Result<Vec<MatterLine>> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(MatterLine {
            key: row.matter.to_string(),
            href: format!("/matters/{}/{}{}", row.community, row.matter, on.to_query()),
            at: viewer.format.moment(row.at),
            grid: viewer.grid_name(row.grid),
            reporter: names.of(tx, row.reporter)?,
            category: row.category.label().to_owned(),
            kind: row.kind.label().to_owned(),
            emergency: row.kind == Kind::Emergency,
            state: row.state.label().to_owned(),
            state_code: row.state.as_str().to_owned(),
            due: due(viewer, &row),
            department: row.department,
            place: row.place,
            photos: row.photos,
            summary: row.summary,
        });
    }
    Ok(lines)
}

fn due(viewer: &Viewer, row: &MatterRow) -> Due {
    let Some(due) = row.due.filter(|_| row.state != State::Closed) else { return Due::default() };
    let Format { now, offset } = viewer.format;
    let level = match urgency(due, now, offset) {
        Urgency::Overdue => "late",
        Urgency::Near => "near",
        Urgency::Later => "far",
    };
    Due { words: message(due, now, offset), level, moment: viewer.format.moment(due) }
}

impl Console {
    pub(super) fn matters(&self, who: &SignedIn, query: &Values) -> Answer {
        let page = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let area = viewer.chosen(query)?;
            let places = viewer.places(area);
            let (filter, unread) = asked(query);
            let on = query.only(FILTER);
            let window = PageQuery::read(query, forward(&filter));
            let listed = window.list(tx, &places, &filter, &on)?;
            let whole = listed.whole();
            let ListPage { rows, before, after, unfinished } = listed;
            let rows = lines(tx, &viewer, &mut Names::default(), rows, &on)?;
            let states = picks(State::KNOWN, State::label, filter.state.as_ref());
            let categories = picks(Category::KNOWN, Category::label, filter.category.as_ref());
            let state = filter.state.as_ref().map_or("未办结", State::label).to_owned();
            let layout = Layout::new(tx, &viewer, Page::Matters, "事件", area)?;
            let open = Count { rows: layout.tally.matters_open, more: false };
            let counted = (filter == MatterFilter::default()).then_some(open);
            Ok(MattersPage {
                total: total(match counted.or(whole) {
                    Some(count) => count,
                    None => tx.count::<MatterRow>(&places, &filter, COUNTED)?,
                }),
                layout,
                list: ListPage { rows, before, after, unfinished },
                told: filter_words(&[("状态", state), ("类别", chosen(&categories))]),
                states,
                categories,
                filtered: filter != MatterFilter::default(),
                unread,
                here: on.to_query(),
            })
        })?;
        html(200, &page)
    }
}

/// The filter an address asks for, and which of its values made no sense.
pub(super) fn asked(query: &Values) -> (MatterFilter, Vec<&'static str>) {
    let state = query.get("state").and_then(|text| known(State::KNOWN, text));
    let category = query.get("category").and_then(|text| known(Category::KNOWN, text));
    let mut unread = Vec::new();
    if query.get("state").is_some() && state.is_none() {
        unread.push("状态");
    }
    if query.get("category").is_some() && category.is_none() {
        unread.push("事件类别");
    }
    (MatterFilter { state, category, ..MatterFilter::default() }, unread)
}

/// Open matters go by their deadlines, closed ones from the last that was closed.
pub(super) fn forward(filter: &MatterFilter) -> Order {
    if filter.state == Some(State::Closed) { Order::Desc } else { Order::Asc }
}
