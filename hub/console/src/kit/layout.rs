//! The frame around every page: the menu, the chosen area, the account that is signed in.

use super::format::thousands;
use super::page::{LiveList, PageContext, PageEntry};
use super::params::Values;
use super::viewer::Viewer;
use gridbook_domain::id::AreaId;
use gridbook_domain::role::Page;
use gridbook_store::{Result, Tally, Tx};

/// The layout of a page.
pub(crate) struct Layout {
    /// The page's code, such as `visits`.
    pub page: &'static str,
    /// The page's title.
    pub title: String,
    /// The name of the account that is signed in.
    pub user: String,
    /// Its role.
    pub role: String,
    /// The token that forms carry.
    pub csrf: String,
    /// The menu.
    pub nav: Vec<NavItem>,
    /// The areas one may choose.
    pub areas: Vec<AreaChoice>,
    /// The chosen area in words, with those above it.
    pub area_name: String,
    /// The chosen area as a query, with its question mark; empty for all.
    pub area_query: String,
    /// The numbers of the area.
    pub tally: Tally,
    /// How often each live list has changed.
    pub changes: Vec<(&'static str, u64)>,
    /// A sentence about what was just done; empty for none.
    pub done: String,
    /// When the page was made, for print.
    pub made: String,
}

/// An entry of the menu.
pub(crate) struct NavItem {
    /// Its address.
    pub href: String,
    /// Its word.
    pub label: &'static str,
    /// The number of records that wait there; empty for 0.
    pub count: String,
    /// The name of that number in live messages.
    pub live: &'static str,
    /// Whether it is the current page.
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
        context: &PageContext<'_>,
        viewer: &Viewer,
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
            page: context.page.code(),
            title: title.into(),
            user: viewer.account.name.clone(),
            role: viewer.role().label().to_owned(),
            csrf: viewer.csrf.clone(),
            nav: nav(context, &area_query, &tally),
            areas: choices.collect(),
            area_name: area.map_or("全部区域".to_owned(), |area| viewer.whole_name(area)),
            changes: live_lists(context.pages)
                .map(|(code, list)| (code, (list.changes)(&tally)))
                .collect(),
            area_query,
            tally,
            done: String::new(),
            made: viewer.format.on_paper(viewer.format.now),
        })
    }
}

/// Returns the lists that open pages follow, by the codes of their pages.
pub(crate) fn live_lists(
    pages: &'static [PageEntry],
) -> impl Iterator<Item = (&'static str, &'static LiveList)> {
    pages.iter().filter_map(|entry| Some((entry.page.code(), entry.live.as_ref()?)))
}

/// Returns the pages the role may open, with the number of records that wait there.
fn nav(context: &PageContext<'_>, area: &str, tally: &Tally) -> Vec<NavItem> {
    let item = |page: Page| {
        let live = live_lists(context.pages).find(|(code, _)| *code == page.code());
        let waits = live.map_or(0, |(_, list)| (list.waiting)(tally));
        NavItem {
            href: format!("/{}{area}", page.code()),
            label: page.label(),
            count: if waits > 0 { thousands(waits) } else { String::new() },
            live: live.map_or("", |(code, _)| code),
            here: page.code() == context.page.code(),
        }
    };
    context.who.account.role.menu().map(item).collect()
}

/// Returns the sentence for a word of an address, out of those that a page knows.
pub(crate) fn done(word: Option<&str>, sentences: &[(&str, &str)]) -> String {
    let found = sentences.iter().find(|(known, _)| word == Some(*known));
    found.map(|(_, sentence)| (*sentence).to_owned()).unwrap_or_default()
}

/// Adds to an address the word for what was done.
pub(crate) fn with_done(to: &str, word: &str) -> String {
    let sign = if to.contains('?') { '&' } else { '?' };
    format!("{to}{sign}done={word}")
}
