//! The pages of the console, as data.

use super::Role;
use super::who::{DESK, OVERSIGHT, Who};

/// A page of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The tasks of the account that is signed in.
    Today,
    /// The list of visits.
    Visits,
    /// One visit.
    Visit,
    /// The list of publicity events.
    Publicity,
    /// One publicity event.
    PublicityEvent,
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

/// The declaration of a page: everything but its content.
#[derive(Debug, Clone, Copy)]
pub struct PageSpec {
    /// The page.
    pub page: Page,
    /// The first segment of its address; a page below another one has that one's.
    pub code: &'static str,
    /// Its label in the menu; a page below another one has that one's.
    pub label: &'static str,
    /// Whether the menu has it.
    pub in_menu: bool,
    /// The roles that may open it.
    pub who: Who,
}

/// A page of the menu.
const fn menu(page: Page, code: &'static str, label: &'static str, who: Who) -> PageSpec {
    PageSpec { page, code, label, in_menu: true, who }
}

/// A page below another one, or beside the menu.
const fn below(page: Page, code: &'static str, label: &'static str, who: Who) -> PageSpec {
    PageSpec { in_menu: false, ..menu(page, code, label, who) }
}

/// Every page, those of the menu in its order.
pub const PAGES: &[PageSpec] = &[
    menu(Page::Today, "today", "今天", DESK),
    menu(Page::Visits, "visits", "走访", OVERSIGHT),
    below(Page::Visit, "visits", "走访", OVERSIGHT),
    menu(Page::Matters, "matters", "事件", DESK),
    below(Page::Matter, "matters", "事件", DESK),
    menu(Page::Publicity, "publicity", "宣传", OVERSIGHT),
    below(Page::PublicityEvent, "publicity", "宣传", OVERSIGHT),
    menu(Page::Coverage, "coverage", "覆盖", OVERSIGHT),
    below(Page::Households, "coverage", "覆盖", OVERSIGHT),
    menu(Page::Handhelds, "handhelds", "终端", OVERSIGHT),
    below(Page::Photo, "photos", "照片", DESK),
];

impl Page {
    /// Returns the first segment of its address.
    pub fn code(self) -> &'static str {
        self.spec().map_or("", |spec| spec.code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_of_a_handler_is_short_and_of_who_has_no_desk_empty() {
        let menu = |role: Role| role.menu().map(Page::label).collect::<Vec<_>>();
        assert_eq!(menu(Role::Admin), ["今天", "走访", "事件", "宣传", "覆盖", "终端"]);
        assert_eq!(menu(Role::Handler), ["今天", "事件"]);
        assert!(menu(Role::Worker).is_empty());
    }
}
