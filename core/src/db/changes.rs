//! The changes of a transaction, for observers.

use gridbook_domain::Class;

/// The changes of one transaction, or of several that are reported together.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeSet {
    pub classes: Vec<Class>,
    pub drafts: bool,
}

impl ChangeSet {
    /// Adds a class whose records changed.
    pub fn add_class(&mut self, class: &Class) {
        if !self.classes.contains(class) {
            self.classes.push(class.clone());
        }
    }

    /// Adds the changes of another transaction.
    pub fn merge(&mut self, more: &Self) {
        more.classes.iter().for_each(|class| self.add_class(class));
        self.drafts |= more.drafts;
    }
}
