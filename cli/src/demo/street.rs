//! The street before the day begins: hub, roster, accounts, devices.

use super::device::{Device, Setup};
use super::simulated::{SharedSeed, TrueTime};
use super::words;
use crate::failure::{Failure, While as _};
use crate::seed::Seed;
use gridbook_domain::area::Level;
use gridbook_domain::clock::Reading;
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_hub::host::{Clock, Random, SystemRandom};
use gridbook_hub::{AreaInfo, Hub};
use std::path::Path;
use std::sync::Arc;

/// How many devices there are.
pub const HANDHELDS: usize = 12;
const INVITATION_MS: i64 = 72 * 3_600_000;

impl Clock for TrueTime {
    fn reading(&self) -> Reading {
        Reading::of_wall(self.now())
    }
}

/// The parts that devices are made with.
pub struct Terms<'a> {
    /// The hub.
    pub hub: &'a Hub,
    /// Where it answers.
    pub url: &'a str,
    /// The folder of all devices.
    pub folder: &'a Path,
    /// The acts of the workers.
    pub seed: &'a Seed,
    /// Whether ids and keys come from the seed too.
    pub reproducible: bool,
    /// The time.
    pub time: &'a Arc<TrueTime>,
}

/// The devices, enrolled. Those that were there before are opened again.
pub fn devices(terms: &Terms<'_>) -> Result<Vec<Device>, Failure> {
    let areas = terms.hub.areas().during("reading the areas")?;
    let grids: Vec<&AreaInfo> = areas.iter().filter(|area| area.level == Level::Grid).collect();
    if grids.is_empty() {
        return Err(Failure::new("the roster names no grid, so no worker has anywhere to go"));
    }
    let places = (0..HANDHELDS).zip(words::WORKERS).zip(grids.iter().cycle());
    places.map(|((number, name), grid)| device(terms, number, name, grid, &grids)).collect()
}

fn device(
    terms: &Terms<'_>,
    number: usize,
    name: &str,
    grid: &AreaInfo,
    grids: &[&AreaInfo],
) -> Result<Device, Failure> {
    let community = grid.community.ok_or_else(|| Failure::new("a grid without a community"))?;
    let account = account(terms.hub, name, Role::Worker, community)?;
    grant(terms.hub, account, grid.area)?;
    // Every second worker helps out in the next grid too: there two people correct the same ledger.
    let next = grids.iter().skip_while(|other| other.area != grid.area).nth(1);
    if let Some(next) =
        next.filter(|next| number.is_multiple_of(2) && next.community == grid.community)
    {
        grant(terms.hub, account, next.area)?;
    }
    let part = terms.seed.part(1000 + number as u64);
    let random: Arc<dyn Random> = if terms.reproducible {
        Arc::new(SharedSeed::new(part.part(1)))
    } else {
        Arc::new(SystemRandom)
    };
    let setup = Setup {
        name: name.to_owned(),
        grid: grid.area,
        community,
        folder: terms.folder.join(format!("{:02}", number + 1)),
        url: terms.url.to_owned(),
        seed: part,
        random,
    };
    let device = Device::open(setup, terms.time)?;
    if !device.is_enrolled()? {
        let invitation = terms.hub.invite(account, terms.url, INVITATION_MS).during(name)?;
        device.enrol(&invitation.to_line().during("writing the invitation")?)?;
    }
    Ok(device)
}

/// The account of that name and role in a community; made if it is not there.
pub fn account(hub: &Hub, name: &str, role: Role, community: AreaId) -> Result<AccountId, Failure> {
    let accounts = hub.accounts().during("reading the accounts")?;
    let known = accounts.iter().find(|account| {
        account.name == name && account.role == role && account.community == community
    });
    match known {
        Some(known) => Ok(known.account),
        None => hub.add_account(name, role, community).during(name),
    }
}

/// Gives a grant, unless the account has it.
pub fn grant(hub: &Hub, account: AccountId, area: AreaId) -> Result<(), Failure> {
    let accounts = hub.accounts().during("reading the accounts")?;
    let has = accounts.iter().filter(|known| known.account == account);
    if !has.flat_map(|known| &known.grants).any(|grant| grant.area == area) {
        hub.grant(account, area, FeedKind::Grid).during("granting an area")?;
    }
    Ok(())
}
