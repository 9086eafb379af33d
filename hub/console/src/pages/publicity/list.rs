//! The list of publicity events, filtered and paged by key.

use crate::kit::console::Answer;
use crate::kit::filter::{FilterReader, Picked, chosen, filter_words, workers};
use crate::kit::format::{thousands, whole_date};
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::{ListPage, PageQuery, total};
use crate::kit::params::Values;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use chrono::{Days, NaiveDate};
use gridbook_domain::field::date;
use gridbook_domain::id::AccountId;
use gridbook_store::{Order, PublicityFilter, PublicityRow, Result, Tx};

/// The conditions of the list, as its address holds them.
pub(super) const FILTER: &[&str] = &["area", "worker", "from", "until"];

#[derive(Template)]
#[template(path = "publicity.html")]
struct PublicityPage {
    layout: Layout,
    list: ListPage<PublicityLine>,
    total: String,
    workers: Vec<Picked>,
    from: String,
    until: String,
    filtered: bool,
    unread: Vec<&'static str>,
    /// The filter in words, for paper.
    told: String,
}

/// An event as a row shows it.
pub(super) struct PublicityLine {
    pub key: String,
    pub href: String,
    pub at: String,
    pub subject: String,
    pub place: String,
    /// The number of people who asked; empty if it was not counted.
    pub asked: String,
    /// The number of leaflets; empty if they were not counted.
    pub leaflets: String,
    pub photos: u64,
    pub worker: String,
    pub grid: String,
}

/// Reads the filter of an address; with the labels of the conditions that make no sense.
pub(super) fn asked(query: &Values, viewer: &Viewer) -> (PublicityFilter, Vec<&'static str>) {
    let begins = |day: NaiveDate| viewer.format.begins(day);
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
    let mut reader = FilterReader::new(query);
    let filter = PublicityFilter {
        worker: reader.read("worker", "网格员", |text| AccountId::parse(text).ok()),
        since: reader.read("from", "开始日期", |text| date(text).and_then(begins)),
        until: reader
            .read("until", "结束日期", |text| date(text).and_then(next).and_then(begins)),
    };
    (filter, reader.unread)
}

/// Returns the rows of the list; each leads to its event and keeps the filter.
pub(super) fn lines(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    rows: Vec<PublicityRow>,
    on: &Values,
) -> Result<Vec<PublicityLine>> {
    let count = |number: Option<i64>| {
        number.and_then(|number| u64::try_from(number).ok()).map(thousands).unwrap_or_default()
    };
    let (mut names, mut lines) = (Names::default(), Vec::with_capacity(rows.len()));
    for row in rows {
        lines.push(PublicityLine {
            key: row.publicity.to_string(),
            href: format!("/publicity/{}/{}{}", row.community, row.publicity, on.to_query()),
            at: viewer.format.moment(row.at),
            asked: count(row.asked),
            leaflets: count(row.leaflets),
            photos: row.photos,
            worker: names.of(tx, row.worker)?,
            grid: viewer.grid_name(row.grid),
            subject: row.subject,
            place: row.place,
        });
    }
    Ok(lines)
}

/// Answers with the list.
pub(crate) fn list(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let area = viewer.chosen(query)?;
        let places = viewer.places(area);
        let (filter, unread) = asked(query, viewer);
        let on = query.only(FILTER);
        let listed = PageQuery::read(query, Order::Desc).list(tx, &places, &filter, &on)?;
        let workers = workers(tx, viewer, filter.worker)?;
        let day = |name: &str, bound: Option<i64>| match bound {
            Some(_) => query.get(name).unwrap_or_default().to_owned(),
            None => String::new(),
        };
        let (from, until) = (day("from", filter.since), day("until", filter.until));
        let words = |text: &str| date(text).map(whole_date).unwrap_or_default();
        let told = [("网格员", chosen(&workers)), ("从", words(&from)), ("到", words(&until))];
        Ok(PublicityPage {
            total: total::<PublicityRow>(tx, &places, &filter, listed.whole())?,
            list: listed.try_map(|rows| lines(tx, viewer, rows, &on))?,
            layout: Layout::new(tx, context, viewer, "宣传活动", area)?,
            told: filter_words(&told),
            filtered: filter != PublicityFilter::default(),
            workers,
            from,
            until,
            unread,
        })
    })
}
