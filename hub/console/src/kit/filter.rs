//! The filter of a list: read from an address, offered as choices, written in words.

use super::params::Values;
use super::refusal::Refusal;
use super::viewer::Viewer;
use gridbook_domain::id::AccountId;
use gridbook_domain::role::Role;
use gridbook_store::{Account, Tx};

/// Reads a filter and remembers the values that make no sense.
pub(crate) struct FilterReader<'a> {
    query: &'a Values,
    /// The labels of the conditions that were left out.
    pub unread: Vec<&'static str>,
}

impl<'a> FilterReader<'a> {
    /// A reader of a query.
    pub fn new(query: &'a Values) -> Self {
        Self { query, unread: Vec::new() }
    }

    /// Reads one condition; `None` when it is missing or makes no sense.
    pub fn read<T>(
        &mut self,
        name: &str,
        label: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.query.get(name)?);
        if value.is_none() {
            self.unread.push(label);
        }
        value
    }
}

/// A choice of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picked {
    /// The value in the address.
    pub code: String,
    /// The text on the screen.
    pub label: String,
    /// Whether it is chosen.
    pub here: bool,
}

/// Returns the label of the chosen choice; empty when nothing is chosen.
pub(crate) fn chosen(all: &[Picked]) -> String {
    all.iter().find(|pick| pick.here).map(|pick| pick.label.clone()).unwrap_or_default()
}

/// Returns the code behind a word of an address, if this build knows it.
pub(crate) fn known<T: Clone + ToString>(all: &[T], text: &str) -> Option<T> {
    all.iter().find(|code| code.to_string() == text).cloned()
}

/// Returns the choices of an open table.
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

/// Writes a filter in words, for paper: 审阅 待审；网格员 王芳. Empty conditions are left out.
pub(crate) fn filter_words(parts: &[(&str, String)]) -> String {
    let asked = parts.iter().filter(|(_, value)| !value.is_empty());
    let words: Vec<_> = asked.map(|(name, value)| format!("{name} {value}")).collect();
    if words.is_empty() { "无".to_owned() } else { words.join("；") }
}

/// Returns the workers whose records the viewer may look for. Another worker, which only a typed
/// address can name, is listed without a name.
pub(crate) fn workers(
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
