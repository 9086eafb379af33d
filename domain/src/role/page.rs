//! The pages of the console, as data.

use super::Role;
use super::permissions::{DESK, OVERSIGHT, Who};

/// A page of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// What waits for the account that is signed in.
    Today,
    /// The list of visits.
    Visits,
    /// One visit.
    Visit,
    /// The list of matters.
    Matters,
    /// One matter.
    Matter,
    /// The coverage of each grid.
    Coverage,
    /// The households of a grid.
    Households,
    /// The devices of the workers.
    Handhelds,
    /// One photo.
    Photo,
}

/// What the console knows of a page beside its content.
#[derive(Debug, Clone, Copy)]
pub struct PageSpec {
    /// The page.
    pub page: Page,
    /// Its address, part by part; a `*` is the id of a community, a grid or a record.
    pub path: &'static [&'static str],
    /// Its label in the menu; a page below another one has that one's.
    pub label: &'static str,
    /// Whether the menu leads to it.
    pub in_menu: bool,
    /// The roles that may open it.
    pub who: Who,
}

const fn page(
    page: Page,
    path: &'static [&'static str],
    label: &'static str,
    who: Who,
) -> PageSpec {
    PageSpec { page, path, label, in_menu: path.len() == 1, who }
}

/// Every page, those of the menu in its order.
pub const PAGES: &[PageSpec] = &[
    page(Page::Today, &["today"], "今天", DESK),
    page(Page::Visits, &["visits"], "走访", OVERSIGHT),
    page(Page::Visit, &["visits", "*", "*"], "走访", OVERSIGHT),
    page(Page::Matters, &["matters"], "事件", DESK),
    page(Page::Matter, &["matters", "*", "*"], "事件", DESK),
    page(Page::Coverage, &["coverage"], "覆盖", OVERSIGHT),
    page(Page::Households, &["coverage", "*"], "覆盖", OVERSIGHT),
    page(Page::Handhelds, &["handhelds"], "终端", OVERSIGHT),
    page(Page::Photo, &["photos", "*", "*"], "照片", DESK),
];

impl Page {
    /// Returns the page at an address.
    ///
    /// ```
    /// use gridbook_domain::role::Page;
    ///
    /// assert_eq!(Page::at(&["coverage", "AAAAAAAAAAAAAAAAAAAAAA"]), Some(Page::Households));
    /// assert_eq!(Page::at(&["coverage", "a", "b"]), None);
    /// ```
    pub fn at(path: &[&str]) -> Option<Self> {
        let is_at = |spec: &&PageSpec| {
            let parts = || spec.path.iter().zip(path);
            spec.path.len() == path.len() && parts().all(|(part, is)| *part == "*" || part == is)
        };
        PAGES.iter().find(is_at).map(|spec| spec.page)
    }

    /// Returns the first part of its address.
    pub fn code(self) -> &'static str {
        self.spec().and_then(|spec| spec.path.first()).copied().unwrap_or_default()
    }

    /// Returns its label in the menu; a page below another one has that one's.
    pub fn label(self) -> &'static str {
        self.spec().map_or("", |spec| spec.label)
    }

    /// Returns the roles that may open it.
    pub(super) fn who(self) -> Option<Who> {
        self.spec().map(|spec| spec.who)
    }

    fn spec(self) -> Option<&'static PageSpec> {
        PAGES.iter().find(|spec| spec.page == self)
    }
}

impl Role {
    /// Returns the pages of the console's menu that this role may open, in their order.
    pub fn menu(&self) -> impl Iterator<Item = Page> {
        let open = PAGES.iter().filter(|spec| spec.in_menu && spec.who.includes(self));
        open.map(|spec| spec.page)
    }
}
