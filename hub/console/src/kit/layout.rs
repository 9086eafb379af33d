//! What every page has around it: the places, the area one is in, who is signed in.

use super::format::thousands;
use super::request::Values;
use super::viewer::Viewer;
use gridbook_domain::id::AreaId;
use gridbook_domain::role::{Page, Role};
use gridbook_store::{Result, Tally, Tx};

/// The layout of a page.
pub(crate) struct Layout {
    /// The page's code, such as `visits`.
    pub page: &'static str,
    /// The page's title.
    pub title: String,
    /// Who is signed in.
    pub user: String,
    /// In what role.
    pub role: String,
    /// What forms carry.
    pub csrf: String,
    /// The places on the left.
    pub nav: Vec<NavItem>,
    /// The areas one may choose.
    pub areas: Vec<AreaChoice>,
    /// The chosen area in words, with those above it.
    pub area_name: String,
    /// The chosen area as a query, with its question mark; empty for all.
    pub area_query: String,
    /// What waits in the area, and what has ever changed there: a later message of another number
    /// means news.
    pub tally: Tally,
    /// A sentence about what was just done; empty for none.
    pub done: String,
    /// When the page was made, for print.
    pub made: String,
}

/// A place on the left.
pub(crate) struct NavItem {
    /// Its address.
    pub href: String,
    /// Its word.
    pub label: &'static str,
    /// What waits there; empty for nothing.
    pub count: String,
    /// What live messages call that number.
    pub live: &'static str,
    /// Whether one is there.
    pub here: bool,
}

/// An area in the list of choices.
pub(crate) struct AreaChoice {
    /// Its id.
    pub id: String,
    /// Its name, set in by its depth.
    pub name: String,
    /// Whether it is chosen.
    pub here: bool,
}

impl Layout {
    /// The layout of a page for an area.
    pub fn new(
        tx: &mut dyn Tx,
        viewer: &Viewer,
        page: Page,
        title: impl Into<String>,
        area: Option<AreaId>,
    ) -> Result<Self> {
        let tally = viewer.tally(tx, area)?;
        let mut query = Values::default();
        if let Some(area) = area {
            query.set("area", area.to_string());
        }
        let area_query = query.to_query();
        let choices = viewer.choices().into_iter().map(|choice| AreaChoice {
            here: Some(choice.id) == area,
            name: format!("{}{}", "\u{3000}".repeat(choice.depth), choice.name),
            id: choice.id.to_string(),
        });
        Ok(Self {
            page: page.code(),
            title: title.into(),
            user: viewer.account.name.clone(),
            role: viewer.role().label().to_owned(),
            csrf: viewer.csrf.clone(),
            nav: nav(viewer.role(), page.code(), &area_query, &tally),
            areas: choices.collect(),
            area_name: area.map_or("全部区域".to_owned(), |area| viewer.whole_name(area)),
            area_query,
            tally,
            done: String::new(),
            made: viewer.format.on_paper(viewer.format.now),
        })
    }
}

/// The pages a role may open, with what waits there.
fn nav(role: &Role, here: &str, area: &str, tally: &Tally) -> Vec<NavItem> {
    let item = |page: Page| {
        let (live, waits) = match page {
            Page::Visits => ("visits", tally.visits_waiting),
            Page::Matters => ("matters", tally.matters_waiting),
            _ => ("", 0),
        };
        NavItem {
            href: format!("/{}{area}", page.code()),
            label: page.label(),
            count: if waits > 0 { thousands(waits) } else { String::new() },
            live,
            here: page.code() == here,
        }
    };
    role.menu().map(item).collect()
}

/// What was done, in a sentence; only known words are shown.
pub(crate) fn done(word: Option<&str>) -> String {
    match word {
        Some("approved") => "上一条日志已通过。",
        Some("returned") => "上一条日志已退回，网格员下次同步时会看到原因。",
        Some("stepped") => "已办理，网格员下次同步时会看到进展。",
        _ => "",
    }
    .to_owned()
}
