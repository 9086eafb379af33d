//! A page as data: its address, the functions that answer it, and the list it counts live.

use super::console::{Answer, Console, html};
use super::params::{Values, read_ids};
use super::refusal::{Refusal, undecided};
use super::request::PageResponse;
use super::session::SignedIn;
use super::viewer::Viewer;
use askama::Template;
use gridbook_domain::role::Page;
use gridbook_domain::{AreaId, RecordId};
use gridbook_hub::{Decision, DecisionError};
use gridbook_store::{Tally, Tx};

/// Answers a request to a page.
pub(crate) type Handler = fn(&PageContext<'_>) -> Answer;

/// One row of the page table. The roles that may open the page, its label and its place in the menu
/// are in the domain's table of pages, under the same [`Page`].
pub(crate) struct PageEntry {
    /// The page.
    pub page: Page,
    /// Its address; `*` matches any one segment.
    pub path: &'static str,
    /// Answers a GET.
    pub show: Handler,
    /// The forms of the page, by the segment that a POST adds to the address.
    pub forms: &'static [(&'static str, Handler)],
    /// The list that open pages follow live.
    pub live: Option<LiveList>,
}

/// A list whose changes open pages follow live, under the code of its page.
pub(crate) struct LiveList {
    /// Reads how many of its records wait for somebody: the number in the menu.
    pub waiting: fn(&Tally) -> u64,
    /// Reads how often the list has changed; a greater number later means news.
    pub changes: fn(&Tally) -> u64,
    /// The unit of that number in the line of news: 条新日志.
    pub news: &'static str,
}

impl PageEntry {
    /// A page that is only read.
    pub const fn new(page: Page, path: &'static str, show: Handler) -> Self {
        Self { page, path, show, forms: &[], live: None }
    }

    /// Adds forms.
    pub const fn forms(self, forms: &'static [(&'static str, Handler)]) -> Self {
        Self { forms, ..self }
    }

    /// Lets open pages follow the list.
    pub const fn live(self, live: LiveList) -> Self {
        Self { live: Some(live), ..self }
    }

    /// Returns the segments of an address that match the path's `*`; `None` when the address is
    /// another page's.
    pub fn matches<'a>(&self, address: &[&'a str]) -> Option<Vec<&'a str>> {
        let path = self.path.split('/').skip(1);
        if path.clone().count() != address.len() {
            return None;
        }
        let mut values = Vec::new();
        for (expected, found) in path.zip(address) {
            match expected {
                "*" => values.push(*found),
                _ if expected == *found => {}
                _ => return None,
            }
        }
        Some(values)
    }
}

/// A request to a page by an account that is signed in.
pub(crate) struct PageContext<'a> {
    /// The console.
    pub console: &'a Console,
    /// The page table, for the menu.
    pub pages: &'static [PageEntry],
    /// The page.
    pub page: Page,
    /// The account.
    pub who: &'a SignedIn,
    /// The segments of the address that match the path's `*`.
    pub segments: Vec<&'a str>,
    /// The query.
    pub query: &'a Values,
    /// The form; empty for a GET.
    pub form: &'a Values,
}

/// A form as it was sent, and the reason why it was not saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormInput {
    values: Values,
    /// The message; empty when nothing is wrong.
    pub wrong: String,
}

impl FormInput {
    /// Returns the value of a field; empty when it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).unwrap_or_default()
    }
}

impl PageContext<'_> {
    /// Returns the community and the record that the address names.
    pub fn ids(&self) -> Result<(AreaId, RecordId), Refusal> {
        match *self.segments {
            [community, record] => read_ids(community, record).ok_or(Refusal::NotFound),
            _ => Err(Refusal::NotFound),
        }
    }

    /// Reads in one transaction with what the account may see.
    pub fn read<T>(
        &self,
        mut work: impl FnMut(&mut dyn Tx, &Viewer) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.console.read(|tx| {
            let viewer = self.console.viewer(tx, self.who)?;
            work(tx, &viewer)
        })
    }

    /// Answers with a page that is made in one transaction.
    pub fn render<T: Template>(
        &self,
        work: impl FnMut(&mut dyn Tx, &Viewer) -> Result<T, Refusal>,
    ) -> Answer {
        html(200, &self.read(work)?)
    }

    /// Answers with a page around a form: 422 when the form was sent and is wrong.
    pub fn render_form<T: Template>(
        &self,
        typed: &FormInput,
        work: impl FnMut(&mut dyn Tx, &Viewer) -> Result<T, Refusal>,
    ) -> Answer {
        let status = if typed.wrong.is_empty() { 200 } else { 422 };
        html(status, &self.read(work)?)
    }

    /// Saves a decision about the record of the address and goes on to `next`. One that the hub
    /// does not take shows the page again, with the form and the message.
    pub fn decide(
        &self,
        decision: Result<Decision, DecisionError>,
        next: String,
        page: impl FnOnce(FormInput) -> Answer,
    ) -> Answer {
        let (ids, account) = (self.ids()?, self.who.account.account);
        let decided = decision.and_then(|decision| {
            self.console.hub.decide(account, ids, &decision)?;
            Ok(())
        });
        match decided {
            Ok(()) => Ok(PageResponse::to(next)),
            Err(why) => page(FormInput { values: self.form.clone(), wrong: undecided(why)? }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched<'a>(path: &'static str, address: &'a str) -> Option<Vec<&'a str>> {
        let entry = PageEntry::new(Page::Visit, path, |_| Err(Refusal::NotFound));
        entry.matches(&address.split('/').skip(1).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_belongs_to_the_page_with_all_of_its_segments() {
        assert_eq!(matched("/visits", "/visits"), Some(vec![]));
        assert_eq!(matched("/visits/*/*", "/visits/a/b"), Some(vec!["a", "b"]));
        assert_eq!(matched("/coverage/*", "/coverage/"), Some(vec![""]));
        for (path, address) in [("/visits", "/visits/"), ("/visits/*", "/visits"), ("/a/*", "/b/c")]
        {
            assert_eq!(matched(path, address), None, "{path} {address}");
        }
    }
}
