//! What a transaction changed, for those who observe the book.

use gridbook_domain::Class;

/// What one transaction changed, or several that are reported together.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeSet {
    pub classes: Vec<Class>,
    pub drafts: bool,
}

impl ChangeSet {
    /// Adds that records of this class changed.
    pub fn add_class(&mut self, class: &Class) {
        if !self.classes.contains(class) {
            self.classes.push(class.clone());
        }
    }

    /// Adds what another transaction changed.
    pub fn merge(&mut self, more: &Self) {
        more.classes.iter().for_each(|class| self.add_class(class));
        self.drafts |= more.drafts;
    }
}
