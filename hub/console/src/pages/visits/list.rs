//! The list of visits, filtered and paged by key.

use super::lines::{DONE, FILTER, VisitLine, lines};
use crate::kit::console::Answer;
use crate::kit::filter::{FilterReader, Picked, chosen, filter_words, known, picks, workers};
use crate::kit::format::whole_date;
use crate::kit::layout::{Layout, done};
use crate::kit::page::PageContext;
use crate::kit::paging::{ListPage, PageQuery, total};
use crate::kit::params::Values;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use chrono::{Days, NaiveDate};
use gridbook_domain::field::date;
use gridbook_domain::id::{AccountId, RecordId};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};
use gridbook_store::{Count, Order, Tally, VisitFilter, VisitRow};

#[derive(Template)]
#[template(path = "visits.html")]
struct VisitsPage {
    layout: Layout,
    list: ListPage<VisitLine>,
    total: String,
    workers: Vec<Picked>,
    purposes: Vec<Picked>,
    mets: Vec<Picked>,
    standings: Vec<Picked>,
    from: String,
    until: String,
    household: String,
    filtered: bool,
    unread: Vec<&'static str>,
    /// The filter in words, for paper.
    told: String,
    /// The list's filter, for the line of news.
    here: String,
}

impl VisitsPage {
    /// The filter as its form shows it.
    fn in_words(&self) -> String {
        let day = |text: &str| date(text).map(whole_date).unwrap_or_default();
        filter_words(&[
            ("审阅", chosen(&self.standings)),
            ("见面", chosen(&self.mets)),
            ("目的", chosen(&self.purposes)),
            ("网格员", chosen(&self.workers)),
            ("走访户", self.one_household()),
            ("从", day(&self.from)),
            ("到", day(&self.until)),
        ])
    }

    /// The only household that is looked at, by the door its logs show; empty for all.
    fn one_household(&self) -> String {
        match (self.household.is_empty(), self.list.rows.first()) {
            (true, _) => String::new(),
            (false, Some(line)) => line.door.clone(),
            (false, None) => "只看一户".to_owned(),
        }
    }
}

/// Reads the filter that an address asks for; with the labels of the conditions that make no sense.
pub(super) fn asked(query: &Values, viewer: &Viewer) -> (VisitFilter, Vec<&'static str>) {
    let begins = |day: NaiveDate| viewer.format.begins(day);
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
    let mut reader = FilterReader::new(query);
    let filter = VisitFilter {
        worker: reader.read("worker", "网格员", |text| AccountId::parse(text).ok()),
        since: reader.read("from", "开始日期", |text| date(text).and_then(begins)),
        until: reader
            .read("until", "结束日期", |text| date(text).and_then(next).and_then(begins)),
        purpose: reader.read("purpose", "走访目的", |t| known(Purpose::KNOWN, t)),
        met: reader.read("met", "见面情况", |t| known(VisitContact::KNOWN, t)),
        standing: reader.read("standing", "审阅", |t| known(ReviewStatus::KNOWN, t)),
        household: reader.read("household", "走访户", |t| RecordId::parse(t).ok()),
    };
    (filter, reader.unread)
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
        let mut layout = Layout::new(tx, context, viewer, "走访记录", area)?;
        layout.done = done(query.get("done"), DONE);
        let known = counted(&filter, &layout.tally).or(listed.whole());
        let picked = |name: &str| query.get(name).unwrap_or_default().to_owned();
        let mut page = VisitsPage {
            total: total::<VisitRow>(tx, &places, &filter, known)?,
            list: listed.try_map(|rows| lines(tx, viewer, &mut Names::default(), rows, &on))?,
            workers: workers(tx, viewer, filter.worker)?,
            layout,
            purposes: picks(Purpose::KNOWN, Purpose::label, filter.purpose.as_ref()),
            mets: picks(VisitContact::KNOWN, VisitContact::label, filter.met.as_ref()),
            standings: picks(ReviewStatus::KNOWN, ReviewStatus::label, filter.standing.as_ref()),
            from: if filter.since.is_some() { picked("from") } else { String::new() },
            until: if filter.until.is_some() { picked("until") } else { String::new() },
            household: filter.household.map(|h| h.to_string()).unwrap_or_default(),
            filtered: filter != VisitFilter::default(),
            unread,
            told: String::new(),
            here: on.to_query(),
        };
        page.told = page.in_words();
        Ok(page)
    })
}

/// How many logs match, where that is counted ahead.
fn counted(filter: &VisitFilter, tally: &Tally) -> Option<Count> {
    let rest = VisitFilter { standing: None, ..filter.clone() };
    let rows = match (&filter.standing, rest == VisitFilter::default()) {
        (None, true) => tally.visits,
        (Some(ReviewStatus::Waiting), true) => tally.visits_waiting,
        _ => return None,
    };
    Some(Count { rows, more: false })
}
