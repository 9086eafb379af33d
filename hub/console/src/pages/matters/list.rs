//! The list of matters, the most urgent first.

use crate::kit::console::Answer;
use crate::kit::filter::{FilterReader, Picked, chosen, filter_words, known, picks};
use crate::kit::format::Format;
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::{ListPage, PageQuery, total};
use crate::kit::params::Values;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use gridbook_domain::deadline::{Urgency, urgency, words};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_store::{Count, MatterFilter, MatterRow, Order, Result, Tx};

/// The conditions of the list, as its address holds them.
pub(crate) const FILTER: &[&str] = &["area", "state", "category"];

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
pub(crate) struct MatterLine {
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
pub(crate) struct Due {
    /// 超期 2 天, 今天到期, 剩 3 天; empty for none.
    pub words: String,
    /// `late`, `near` or `far`.
    pub level: &'static str,
    /// The moment.
    pub moment: String,
}

/// Rows in words, each leading to its matter with the list's filter kept.
pub(crate) fn lines(
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
    Due { words: words(due, now, offset), level, moment: viewer.format.moment(due) }
}

/// Answers with the list.
pub(crate) fn list(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let area = viewer.chosen(query)?;
        let places = viewer.places(area);
        let (filter, unread) = asked(query);
        let on = query.only(FILTER);
        let listed = PageQuery::read(query, forward(&filter)).list(tx, &places, &filter, &on)?;
        let states = picks(State::KNOWN, State::label, filter.state.as_ref());
        let categories = picks(Category::KNOWN, Category::label, filter.category.as_ref());
        let state = filter.state.as_ref().map_or("未办结", State::label).to_owned();
        let layout = Layout::new(tx, context, viewer, "事件", area)?;
        let open = Count { rows: layout.tally.matters_open, more: false };
        let filtered = filter != MatterFilter::default();
        let known = (!filtered).then_some(open).or(listed.whole());
        Ok(MattersPage {
            total: total::<MatterRow>(tx, &places, &filter, known)?,
            layout,
            list: listed.try_map(|rows| lines(tx, viewer, &mut Names::default(), rows, &on))?,
            told: filter_words(&[("状态", state), ("类别", chosen(&categories))]),
            states,
            categories,
            filtered,
            unread,
            here: on.to_query(),
        })
    })
}

/// Reads the filter that an address asks for; with the labels of the conditions that make no sense.
pub(super) fn asked(query: &Values) -> (MatterFilter, Vec<&'static str>) {
    let mut reader = FilterReader::new(query);
    let state = reader.read("state", "状态", |text| known(State::KNOWN, text));
    let category = reader.read("category", "事件类别", |text| known(Category::KNOWN, text));
    (MatterFilter { state, category, ..MatterFilter::default() }, reader.unread)
}

/// Open matters go by their deadlines, closed ones from the last that was closed.
pub(crate) fn forward(filter: &MatterFilter) -> Order {
    if filter.state == Some(State::Closed) { Order::Desc } else { Order::Asc }
}
