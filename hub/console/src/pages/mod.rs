//! The pages of the console: one file or folder for each list with its page, and the table of them.
//!
//! A new page is a variant of [`Page`] with its row in the domain's table of pages, a file here
//! with its template, and a row in [`PAGES`].

mod coverage;
mod handhelds;
mod matters;
mod photo;
mod publicity;
mod today;
mod visits;

use crate::kit::page::PageEntry;
use gridbook_domain::role::Page;

/// The page table: address, handler, forms and live list of every page.
pub(crate) const PAGES: &[PageEntry] = &[
    PageEntry::new(Page::Today, "/today", today::show),
    PageEntry::new(Page::Visits, "/visits", visits::list).live(visits::LIVE),
    PageEntry::new(Page::Visit, "/visits/*/*", visits::show).forms(visits::FORMS),
    PageEntry::new(Page::Matters, "/matters", matters::list).live(matters::LIVE),
    PageEntry::new(Page::Matter, "/matters/*/*", matters::show).forms(matters::FORMS),
    PageEntry::new(Page::Publicity, "/publicity", publicity::list),
    PageEntry::new(Page::PublicityEvent, "/publicity/*/*", publicity::show),
    PageEntry::new(Page::Coverage, "/coverage", coverage::show),
    PageEntry::new(Page::Households, "/coverage/*", coverage::households),
    PageEntry::new(Page::Handhelds, "/handhelds", handhelds::show),
    PageEntry::new(Page::Photo, "/photos/*/*", photo::show),
];

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_domain::role;

    #[test]
    fn every_page_that_somebody_may_open_has_one_row_and_begins_with_its_code() {
        for page in role::PAGES.iter().map(|spec| spec.page) {
            let rows: Vec<_> = PAGES.iter().filter(|entry| entry.page == page).collect();
            assert_eq!(rows.len(), 1, "{page:?}");
            assert_eq!(rows[0].path.split('/').nth(1), Some(page.code()));
        }
    }
}
