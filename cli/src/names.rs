//! Areas and accounts as people name them on a command line: by id, or by name where it is unique.

use crate::failure::{Failure, While as _};
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_hub::{AccountInfo, AreaInfo, Hub};

/// The area of an id, a name, or a path of names such as `幸福社区/第一网格`.
pub fn area(hub: &Hub, words: &str) -> Result<AreaInfo, Failure> {
    let areas = hub.areas().during("reading the areas")?;
    let fits = |area: &AreaInfo| {
        AreaId::parse(words).is_ok_and(|id| id == area.area) || path_ends(&areas, area, words)
    };
    only("area", words, areas.iter().filter(|area| fits(area)).cloned().collect())
}

/// The account of an id or a name.
pub fn account(hub: &Hub, words: &str) -> Result<AccountInfo, Failure> {
    let accounts = hub.accounts().during("reading the accounts")?;
    let fits = |account: &AccountInfo| {
        account.name == words || AccountId::parse(words).is_ok_and(|id| id == account.account)
    };
    only("account", words, accounts.into_iter().filter(fits).collect())
}

/// Whether the names from an area upwards are those of the path, read from its end.
fn path_ends(areas: &[AreaInfo], area: &AreaInfo, path: &str) -> bool {
    let mut at = Some(area);
    for name in path.rsplit('/') {
        match at {
            Some(here) if here.name == name => {
                at = here.parent.and_then(|parent| areas.iter().find(|area| area.area == parent));
            }
            _ => return false,
        }
    }
    true
}

fn only<T>(what: &str, words: &str, mut found: Vec<T>) -> Result<T, Failure> {
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (Some(_), more) => {
            Err(Failure::new(format!("{} {what}s are called {words}: give the id", more + 1)))
        }
        (None, _) => Err(Failure::new(format!("there is no {what} {words}"))),
    }
}

/// Returns the home community of an account for these areas: the one that contains all of them, or,
/// for areas above communities, the first one below them.
pub fn home(hub: &Hub, of: &[AreaInfo]) -> Result<AreaId, Failure> {
    if let Some(community) = of.iter().find_map(|area| area.community) {
        return Ok(community);
    }
    let areas = hub.areas().during("reading the areas")?;
    let first = areas.iter().find(|area| area.level == Level::Community);
    first
        .map(|area| area.area)
        .ok_or_else(|| Failure::new("there is no community yet: add one first"))
}
