//! People at desks: accounts of the console, and a neighbouring community they must not see.

use crate::World;
use gridbook_domain::area::Level;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{AccountId, AreaId};

/// An account that signs in to the console.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The account.
    pub account: AccountId,
    /// The login name.
    pub login: String,
    /// The password.
    pub password: String,
}

/// A community beside that of the world, with one grid.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour {
    /// The community.
    pub community: AreaId,
    /// Its grid.
    pub grid: AreaId,
}

impl World {
    /// Creates an account of the world's community with grants for these areas, which signs in as
    /// `login`.
    pub fn desk(&self, login: &str, name: &str, role: Role, areas: &[AreaId]) -> Desk {
        self.desk_in(self.community, login, name, role, areas)
    }

    /// Creates such an account with another home.
    pub fn desk_in(
        &self,
        home: AreaId,
        login: &str,
        name: &str,
        role: Role,
        areas: &[AreaId],
    ) -> Desk {
        let hub = self.hub();
        let account = hub.add_account(name, role, home).unwrap();
        for area in areas {
            hub.grant(account, *area, FeedKind::Grid).unwrap();
        }
        let password = format!("{login}-{:012x}", self.dice.below(1 << 48));
        gridbook_console::set_login(&hub, account, login, &password).unwrap();
        Desk { account, login: login.to_owned(), password }
    }

    /// Creates a community beside this one, in the same street.
    pub fn neighbour(&self) -> Neighbour {
        let hub = self.hub();
        let areas = hub.areas().unwrap();
        let street = areas.iter().find(|area| area.level == Level::Street).unwrap().area;
        let community = hub.add_area("秋水社区", Level::Community, Some(street)).unwrap();
        let grid = hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
        Neighbour { community, grid }
    }
}
