//! The table of permissions: role × action × resource, including the pages of the console.

use super::who::{DESK, Who};
use super::{Page, Role};

/// Something that an account does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Signing in to the console.
    SignIn,
    /// Opening a page of the console.
    Open,
    /// Seeing a feed's records on a page.
    Show,
    /// Receiving a feed on a device.
    Pull,
    /// Writing to a feed from a device.
    Push,
    /// Reviewing a visit.
    Review,
    /// Taking a step of a matter; [`crate::matter::STEPS`] lists the roles of each.
    Step,
}

/// The object of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// The console as a whole.
    Console,
    /// One of its pages.
    Page(Page),
    /// A visit.
    Visit,
    /// A matter.
    Matter,
    /// Records that everyone with a grant for the grid may see.
    GridFeed,
    /// Records that only those see whose duty it is.
    RestrictedFeed,
    /// Outcomes and notices of an install.
    InstallFeed,
    /// Code tables, areas and settings.
    DeploymentFeed,
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The install's own data.
    Own,
    /// The areas that the account's grants cover.
    Granted,
    /// Everything of this kind.
    All,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// The action.
    pub action: Action,
    /// The object of the action.
    pub resource: Resource,
    /// The roles that have the permission.
    pub who: Who,
    /// How far it reaches.
    pub reach: Reach,
}

/// The roles that review visits.
const REVIEWERS: Who = Who::Only(&[Role::Leader, Role::Supervisor]);
/// The roles that take steps of a matter.
const STEPPERS: Who =
    Who::Only(&[Role::Worker, Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Handler]);

const fn may(who: Who, action: Action, resource: Resource, reach: Reach) -> Permission {
    Permission { action, resource, who, reach }
}

/// The table of permissions. An action on a resource without a row is forbidden. The roles that may
/// open a page are in [`PAGES`](super::PAGES).
pub const PERMISSIONS: &[Permission] = &[
    may(DESK, Action::SignIn, Resource::Console, Reach::All),
    may(REVIEWERS, Action::Review, Resource::Visit, Reach::Granted),
    may(STEPPERS, Action::Step, Resource::Matter, Reach::Granted),
    may(DESK, Action::Show, Resource::GridFeed, Reach::Granted),
    may(Who::Anyone, Action::Pull, Resource::InstallFeed, Reach::Own),
    may(Who::Anyone, Action::Pull, Resource::DeploymentFeed, Reach::All),
    may(Who::Anyone, Action::Pull, Resource::GridFeed, Reach::Granted),
    may(Who::Anyone, Action::Pull, Resource::RestrictedFeed, Reach::Granted),
    may(Who::Anyone, Action::Push, Resource::GridFeed, Reach::Granted),
    may(Who::Anyone, Action::Push, Resource::RestrictedFeed, Reach::Granted),
];

impl Role {
    /// Returns whether this role may take an action on a resource, within its [`Role::reach`].
    pub fn may(&self, action: Action, resource: Resource) -> bool {
        self.reach(action, resource).is_some()
    }

    /// Returns how far this role may take an action on a resource; `None` if it may not.
    pub fn reach(&self, action: Action, resource: Resource) -> Option<Reach> {
        if let (Action::Open, Resource::Page(page)) = (action, resource) {
            return page.who()?.includes(self).then_some(Reach::Granted);
        }
        let mut rows = PERMISSIONS.iter();
        let row = rows.find(|row| row.action == action && row.resource == resource)?;
        row.who.includes(self).then_some(row.reach)
    }

    /// Returns whether the role reviews visits.
    pub fn reviews(&self) -> bool {
        self.may(Action::Review, Resource::Visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::{STEPS, State, Step};
    use crate::role::PAGES;

    /// Every cell that is allowed, role by role.
    fn allowed(role: &Role) -> (Vec<Page>, Vec<(Action, Resource)>) {
        let desk = [Page::Today, Page::Matters, Page::Matter, Page::Photo];
        let all = PAGES.iter().map(|spec| spec.page).collect();
        let (judge, step) = ((Action::Review, Resource::Visit), (Action::Step, Resource::Matter));
        match role {
            Role::Worker => (vec![], vec![step]),
            Role::Leader | Role::Supervisor => (all, vec![judge, step]),
            Role::Dispatcher => (all, vec![step]),
            Role::Handler => (desk.to_vec(), vec![step]),
            Role::Admin => (all, vec![]),
            Role::Other(_) => (vec![], vec![]),
        }
    }

    fn roles() -> Vec<Role> {
        let unknown = Role::Other("drone".to_owned());
        Role::KNOWN.iter().cloned().chain([unknown]).collect()
    }

    const ACTIONS: &[Action] = &[
        Action::SignIn,
        Action::Open,
        Action::Show,
        Action::Pull,
        Action::Push,
        Action::Review,
        Action::Step,
    ];

    fn resources() -> Vec<Resource> {
        let others = [
            Resource::Console,
            Resource::Visit,
            Resource::Matter,
            Resource::GridFeed,
            Resource::RestrictedFeed,
            Resource::InstallFeed,
            Resource::DeploymentFeed,
        ];
        others.into_iter().chain(PAGES.iter().map(|spec| Resource::Page(spec.page))).collect()
    }

    /// What everybody may do with the feeds by a device.
    fn by_device(action: Action, resource: Resource) -> Option<Reach> {
        match (action, resource) {
            (Action::Pull, Resource::InstallFeed) => Some(Reach::Own),
            (Action::Pull, Resource::DeploymentFeed) => Some(Reach::All),
            (Action::Pull | Action::Push, Resource::GridFeed | Resource::RestrictedFeed) => {
                Some(Reach::Granted)
            }
            _ => None,
        }
    }

    #[test]
    fn every_cell_of_the_table_says_what_is_written_down_here() {
        for role in roles() {
            let (pages, deeds) = allowed(&role);
            for action in ACTIONS {
                for resource in resources() {
                    let expected = match (action, resource) {
                        (Action::SignIn, Resource::Console) => {
                            (!pages.is_empty()).then_some(Reach::All)
                        }
                        (Action::Show, Resource::GridFeed) => {
                            (!pages.is_empty()).then_some(Reach::Granted)
                        }
                        (Action::Open, Resource::Page(page)) => {
                            pages.contains(&page).then_some(Reach::Granted)
                        }
                        (Action::Review | Action::Step, _) => {
                            deeds.contains(&(*action, resource)).then_some(Reach::Granted)
                        }
                        _ => by_device(*action, resource),
                    };
                    let found = role.reach(*action, resource);
                    assert_eq!(found, expected, "{role} {action:?} {resource:?}");
                }
            }
        }
    }

    #[test]
    fn no_cell_stands_in_two_rows() {
        for (at, row) in PERMISSIONS.iter().enumerate() {
            let same =
                |other: &&Permission| (other.action, other.resource) == (row.action, row.resource);
            assert_eq!(PERMISSIONS.iter().position(|other| same(&other)), Some(at), "{row:?}");
        }
    }

    #[test]
    fn m3_a_role_that_may_step_has_a_step_to_take() {
        for role in roles() {
            let steps = STEPS.iter().any(|step| step.by.contains(&role));
            assert_eq!(role.may(Action::Step, Resource::Matter), steps, "{role}");
            assert!(steps || Step::open(&State::Reported, &role).next().is_none());
        }
    }
}
