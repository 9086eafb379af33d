//! 走访: the list of visit logs, filtered and paged by key.

use crate::kit::console::{Answer, Console, html};
use crate::kit::format::{filter_words, thousands, whole_date};
use crate::kit::layout::{Layout, done};
use crate::kit::paging::{ListPage, PageQuery};
use crate::kit::refusal::Refusal;
use crate::kit::request::Values;
use crate::kit::session::SignedIn;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use chrono::{Days, NaiveDate};
use gridbook_domain::field::date;
use gridbook_domain::id::{AccountId, RecordId};
use gridbook_domain::role::{Page, Role};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};
use gridbook_store::{Account, Count, Order, Result, Tally, Tx, VisitFilter, VisitRow};

/// What a visit list's address may hold besides where it begins.
pub(crate) const FILTER: &[&str] =
    &["area", "worker", "from", "until", "purpose", "met", "standing", "household"];
/// How far a list is counted.
pub(crate) const COUNTED: u64 = 1_000;

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

/// The label of what is chosen; empty for nothing.
pub(crate) fn chosen(all: &[Picked]) -> String {
    all.iter().find(|pick| pick.here).map(|pick| pick.label.clone()).unwrap_or_default()
}

/// A choice of a filter.
pub(crate) struct Picked {
    /// What the address holds.
    pub code: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub here: bool,
}

/// A visit log as a row shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VisitLine {
    pub key: String,
    pub href: String,
    pub at: String,
    pub door: String,
    pub grid: String,
    pub worker: String,
    pub purpose: String,
    pub met: String,
    /// Somebody was met.
    pub was_met: bool,
    pub standing: String,
    pub standing_code: String,
    pub photos: u64,
    pub summary: String,
    pub amends: bool,
}

/// Rows in words, each leading to its log with the list's filter kept.
pub(crate) fn lines(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    rows: Vec<VisitRow>,
    on: &Values,
) -> Result<Vec<VisitLine>> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(VisitLine {
            key: row.visit.to_string(),
            href: format!("/visits/{}/{}{}", row.community, row.visit, on.to_query()),
            at: viewer.format.moment(row.at),
            door: door(viewer, &row),
            grid: viewer.grid_name(row.grid),
            worker: names.of(tx, row.worker)?,
            purpose: row.purpose.label().to_owned(),
            met: row.met.label().to_owned(),
            was_met: row.met == VisitContact::Met,
            standing: row.standing.label().to_owned(),
            standing_code: row.standing.as_str().to_owned(),
            photos: row.photos,
            summary: row.summary,
            amends: row.amends.is_some(),
        });
    }
    Ok(lines)
}

/// A household's door and head. One of another grid is named only to who may see it there.
fn door(viewer: &Viewer, row: &VisitRow) -> String {
    match row.home {
        Some(home) if !viewer.sees(row.community, home) => "（其他网格的户）".to_owned(),
        Some(_) if !row.door.is_empty() => row.door.clone(),
        _ => "（未登记的户）".to_owned(),
    }
}

/// A filter as an address asks for it, and which of its values made no sense.
#[derive(Default)]
pub(crate) struct Asked {
    /// The filter.
    pub filter: VisitFilter,
    /// What was left out, as the form calls it.
    pub unread: Vec<&'static str>,
}

impl Asked {
    /// Reads it.
    pub fn read(query: &Values, viewer: &Viewer) -> Self {
        let mut asked = Self::default();
        let begins = |day: NaiveDate| viewer.format.begins(day);
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
        asked.filter = VisitFilter {
            worker: asked.one(query, "worker", "网格员", |text| AccountId::parse(text).ok()),
            since: asked.one(query, "from", "开始日期", |text| date(text).and_then(begins)),
            until: asked.one(query, "until", "结束日期", |text| {
                date(text).and_then(next).and_then(begins)
            }),
            purpose: asked.one(query, "purpose", "走访目的", |t| known(Purpose::KNOWN, t)),
            met: asked.one(query, "met", "见面情况", |t| known(VisitContact::KNOWN, t)),
            standing: asked.one(query, "standing", "审阅", |t| known(ReviewStatus::KNOWN, t)),
            household: asked.one(query, "household", "走访户", |t| RecordId::parse(t).ok()),
        };
        asked
    }

    fn one<T>(
        &mut self,
        query: &Values,
        name: &str,
        label: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = query.get(name)?;
        let value = read(text);
        if value.is_none() {
            self.unread.push(label);
        }
        value
    }
}

/// The code behind a word of the wire, if this build knows it.
pub(crate) fn known<T: Clone + ToString>(all: &[T], text: &str) -> Option<T> {
    all.iter().find(|code| code.to_string() == text).cloned()
}

/// The choices of an open table.
pub(crate) fn picks<T: ToString + PartialEq>(
    all: &[T],
    label: impl Fn(&T) -> &str,
    here: Option<&T>,
) -> Vec<Picked> {
    let pick = |code: &T| Picked {
        code: code.to_string(),
        label: label(code).to_owned(),
        here: Some(code) == here,
    };
    all.iter().map(pick).collect()
}

impl Console {
    pub(crate) fn visits(&self, who: &SignedIn, query: &Values) -> Answer {
        let page = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let area = viewer.chosen(query)?;
            let places = viewer.places(area);
            let Asked { filter, unread } = Asked::read(query, &viewer);
            let on = query.only(FILTER);
            let window = PageQuery::read(query, Order::Desc);
            let listed = window.list(tx, &places, &filter, &on)?;
            let whole = listed.whole();
            let ListPage { rows, before, after, unfinished } = listed;
            let rows = lines(tx, &viewer, &mut Names::default(), rows, &on)?;
            let picked = |name: &str| query.get(name).unwrap_or_default().to_owned();
            let mut layout = Layout::new(tx, &viewer, Page::Visits, "走访记录", area)?;
            layout.done = done(query.get("done"));
            let mut page = VisitsPage {
                total: total(match counted(&filter, &layout.tally).or(whole) {
                    Some(count) => count,
                    None => tx.count::<VisitRow>(&places, &filter, COUNTED)?,
                }),
                workers: workers(tx, &viewer, filter.worker)?,
                layout,
                list: ListPage { rows, before, after, unfinished },
                purposes: picks(Purpose::KNOWN, Purpose::label, filter.purpose.as_ref()),
                mets: picks(VisitContact::KNOWN, VisitContact::label, filter.met.as_ref()),
                standings: picks(
                    ReviewStatus::KNOWN,
                    ReviewStatus::label,
                    filter.standing.as_ref(),
                ),
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
        })?;
        html(200, &page)
    }
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

/// How many rows match, in words.
pub(crate) fn total(Count { rows, more }: Count) -> String {
    format!("{} 条{}", thousands(rows), if more { "以上" } else { "" })
}

/// The workers whose logs somebody may look for. Of one who is looked for all the same, as an
/// address of somebody else may ask, no name is told.
fn workers(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    here: Option<AccountId>,
) -> Result<Vec<Picked>, Refusal> {
    let picked = |account: Account| Picked {
        code: account.account.to_string(),
        here: Some(account.account) == here,
        label: account.name,
    };
    let found = tx.accounts_working(&viewer.places(None), &Role::Worker)?;
    let mut all: Vec<Picked> = found.into_iter().map(picked).collect();
    all.sort_by(|one, other| one.label.cmp(&other.label));
    if let Some(other) = here.filter(|_| !all.iter().any(|one| one.here)) {
        all.push(Picked {
            code: other.to_string(), label: "其他网格员".to_owned(), here: true
        });
    }
    Ok(all)
}
