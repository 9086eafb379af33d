//! Sets of roles.

use super::Role;

/// The roles that have a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every role, including one this build does not know.
    Anyone,
    /// These roles.
    Only(&'static [Role]),
}

/// The roles that work at a desk and use the console.
pub(super) const DESK: Who =
    Who::Only(&[Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Handler, Role::Admin]);
/// The roles that oversee the workers.
pub(super) const OVERSIGHT: Who =
    Who::Only(&[Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Admin]);

impl Who {
    /// Returns whether a role is one of them.
    pub(super) fn includes(self, role: &Role) -> bool {
        match self {
            Self::Anyone => true,
            Self::Only(roles) => roles.contains(role),
        }
    }
}
