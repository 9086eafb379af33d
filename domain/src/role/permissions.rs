//! The table of permissions: role × action × resource, including the pages of the console.

use super::Role;

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

/// A page of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The tasks of the account that is signed in.
    Today,
    /// The list of visits.
    Visits,
    /// One visit.
    Visit,
    /// The list of matters.
    Matters,
    /// One matter.
    Matter,
    /// The coverage of each grid by visits.
    Coverage,
    /// The households of a grid.
    Households,
    /// The devices of the workers.
    Handhelds,
    /// One photo.
    Photo,
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

/// The roles that have a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every role, including one this build does not know.
    Anyone,
    /// These roles.
    Only(&'static [Role]),
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

/// The roles that work at a desk and use the console.
const DESK: Who =
    Who::Only(&[Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Handler, Role::Admin]);
/// The roles that oversee the workers.
const OVERSIGHT: Who = Who::Only(&[Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Admin]);
/// The roles that review visits.
const REVIEWERS: Who = Who::Only(&[Role::Leader, Role::Supervisor]);
/// The roles that take steps of a matter.
const STEPPERS: Who =
    Who::Only(&[Role::Worker, Role::Leader, Role::Supervisor, Role::Dispatcher, Role::Handler]);

const fn may(who: Who, action: Action, resource: Resource, reach: Reach) -> Permission {
    Permission { action, resource, who, reach }
}

const fn opens(who: Who, page: Page) -> Permission {
    may(who, Action::Open, Resource::Page(page), Reach::Granted)
}

/// The table of permissions. An action on a resource without a row is forbidden.
pub const PERMISSIONS: &[Permission] = &[
    may(DESK, Action::SignIn, Resource::Console, Reach::All),
    opens(DESK, Page::Today),
    opens(OVERSIGHT, Page::Visits),
    opens(OVERSIGHT, Page::Visit),
    opens(DESK, Page::Matters),
    opens(DESK, Page::Matter),
    opens(OVERSIGHT, Page::Coverage),
    opens(OVERSIGHT, Page::Households),
    opens(OVERSIGHT, Page::Handhelds),
    opens(DESK, Page::Photo),
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
        let mut rows = PERMISSIONS.iter();
        let row = rows.find(|row| row.action == action && row.resource == resource)?;
        row.who.includes(self).then_some(row.reach)
    }

    /// Returns the pages of the console's menu that this role may open, in order.
    pub fn menu(&self) -> impl Iterator<Item = Page> {
        let pages = Page::MENU.iter().copied();
        pages.filter(|page| self.may(Action::Open, Resource::Page(*page)))
    }

    /// Returns whether the role reviews visits.
    pub fn reviews(&self) -> bool {
        self.may(Action::Review, Resource::Visit)
    }
}

impl Who {
    fn includes(self, role: &Role) -> bool {
        match self {
            Self::Anyone => true,
            Self::Only(roles) => roles.contains(role),
        }
    }
}

impl Page {
    /// The pages of the menu, in order.
    pub const MENU: &'static [Self] =
        &[Self::Today, Self::Visits, Self::Matters, Self::Coverage, Self::Handhelds];

    /// Returns the first segment of the page's address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Visits | Self::Visit => "visits",
            Self::Matters | Self::Matter => "matters",
            Self::Coverage | Self::Households => "coverage",
            Self::Handhelds => "handhelds",
            Self::Photo => "photos",
        }
    }

    /// Returns the page's label in the menu; a page that is not in it has the label of its parent.
    pub fn label(self) -> &'static str {
        match self {
            Self::Today => "今天",
            Self::Visits | Self::Visit => "走访",
            Self::Matters | Self::Matter => "事件",
            Self::Coverage | Self::Households => "覆盖",
            Self::Handhelds => "终端",
            Self::Photo => "照片",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::{STEPS, State, Step};

    /// Every cell that is allowed, role by role.
    fn allowed(role: &Role) -> (Vec<Page>, Vec<(Action, Resource)>) {
        use Page::{Coverage, Handhelds, Households, Matter, Matters, Photo, Today, Visit, Visits};
        let all =
            vec![Today, Visits, Visit, Matters, Matter, Coverage, Households, Handhelds, Photo];
        let (judge, step) = ((Action::Review, Resource::Visit), (Action::Step, Resource::Matter));
        match role {
            Role::Worker => (vec![], vec![step]),
            Role::Leader | Role::Supervisor => (all, vec![judge, step]),
            Role::Dispatcher => (all, vec![step]),
            Role::Handler => (vec![Today, Matters, Matter, Photo], vec![step]),
            Role::Admin => (all, vec![]),
            Role::Other(_) => (vec![], vec![]),
        }
    }

    fn roles() -> Vec<Role> {
        let unknown = Role::Other("drone".to_owned());
        Role::KNOWN.iter().cloned().chain([unknown]).collect()
    }

    const PAGES: &[Page] = &[
        Page::Today,
        Page::Visits,
        Page::Visit,
        Page::Matters,
        Page::Matter,
        Page::Coverage,
        Page::Households,
        Page::Handhelds,
        Page::Photo,
    ];
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
        others.into_iter().chain(PAGES.iter().map(|page| Resource::Page(*page))).collect()
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
    fn the_menu_of_a_handler_is_short_and_of_who_has_no_desk_empty() {
        let menu = |role: Role| role.menu().map(Page::label).collect::<Vec<_>>();
        assert_eq!(menu(Role::Admin), ["今天", "走访", "事件", "覆盖", "终端"]);
        assert_eq!(menu(Role::Handler), ["今天", "事件"]);
        assert!(menu(Role::Worker).is_empty());
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
