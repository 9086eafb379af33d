//! A town: the world with its people, and what may happen in it next.

use crate::people::{self, Staff};
use gridbook_core::BookError;
use gridbook_core::sync::PhotoMode;
use gridbook_domain::role::FeedKind;
use gridbook_domain::{AccountId, AreaId, RecordId, Version};
use gridbook_testkit::{
    Dice, Fate, Home, Phone, RestoreTarget, Weather, World, every_word_is_kept,
};
use std::path::PathBuf;
use std::sync::Arc;

/// A town under way.
pub struct Town {
    pub world: World,
    pub dice: Arc<Dice>,
    pub phones: Vec<Phone>,
    pub homes: Vec<Home>,
    pub staff: Staff,
    /// Versions people at the hub have seen: they too write upon what they saw yesterday.
    pub seen: Vec<(RecordId, Version)>,
    pub matters: Vec<RecordId>,
    pub visits: Vec<RecordId>,
    /// Earlier states of the hub, in worlds in which it is set back. In these no grant changes: one
    /// that is lost has to be given anew by somebody, and until then its records wait.
    copies: Option<Vec<Copy>>,
}

/// An earlier state of the hub.
enum Copy {
    /// Its folder, copied as it was.
    Folder(PathBuf),
    /// A backup by the hub itself.
    Backup(PathBuf),
}

impl Town {
    /// The town of a seed.
    pub fn new(seed: u64) -> Self {
        let world = World::new(seed);
        let mut homes = world.homes(world.grid, 3);
        homes.push(world.home(world.other_grid, "201", "冯"));
        let dice = world.dice.clone();
        let names = ["王芳", "李敏", "张伟", "刘洋", "陈静"];
        let count = usize::try_from(3 + dice.below(3)).unwrap();
        let mut phones: Vec<Phone> =
            names[..count].iter().map(|name| world.phone(name, world.grid)).collect();
        if dice.below(2) == 0 {
            phones.push(world.phone_of(phones[0].account, "王芳的第二台"));
        }
        for phone in &mut phones {
            // Some begin their day with the ledger, some with a network that fails.
            if dice.below(4) > 0 {
                phone.settle();
            }
        }
        let staff = Staff::of(&world);
        let (seen, matters, visits) = (Vec::new(), Vec::new(), Vec::new());
        let copies = (dice.below(2) == 0).then(Vec::new);
        Self { world, dice, phones, homes, staff, seen, matters, visits, copies }
    }

    /// How many things happen.
    pub fn length(&self) -> u64 {
        110 + self.dice.below(60)
    }

    /// One thing happens.
    pub fn step(&mut self) {
        self.world.time.pass(i64::try_from(self.dice.below(30 * 60_000)).unwrap());
        match self.dice.below(100) {
            0..52 => people::record(self),
            52..76 => self.sync(),
            76..80 => self.any_phone().kill(),
            80..82 => self.any_phone().reopen(),
            82..84 => self.world.centre.restart(),
            84..86 => self.world.centre.crash(),
            86..89 => self.jump(),
            89..97 => people::at_the_hub(self),
            _ if self.copies.is_some() => self.keep_or_set_back(),
            _ => self.grants(),
        }
    }

    /// The hub is copied, or set back to a copy.
    fn keep_or_set_back(&mut self) {
        let (chosen, kind) = (self.dice.roll(), self.dice.below(4));
        let Some(copies) = &mut self.copies else { return };
        let name = format!("copy-{}", copies.len());
        if copies.is_empty() || kind == 0 {
            let backup = self.dice.below(2) == 0;
            copies.push(match backup {
                true => {
                    let to = self.world.folder().join(name);
                    self.world.hub().backup(&to).unwrap();
                    Copy::Backup(to)
                }
                false => Copy::Folder(self.world.centre.copy(&name)),
            });
            return;
        }
        let at = usize::try_from(chosen % u64::try_from(copies.len()).unwrap()).unwrap();
        match (&copies[at], kind) {
            (Copy::Folder(copy), _) => self.world.centre.set_back(copy),
            (Copy::Backup(backup), 1) => {
                self.world.centre.restore(backup, RestoreTarget::OwnFolder);
            }
            (Copy::Backup(backup), _) => {
                self.world.centre.restore(backup, RestoreTarget::EmptyFolder);
            }
        }
    }

    /// A number below `end`.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.dice.below(u64::try_from(end).unwrap())).unwrap()
    }

    /// Whichever phone the dice choose.
    pub fn any_phone(&mut self) -> &mut Phone {
        let chosen = self.below(self.phones.len());
        &mut self.phones[chosen]
    }

    fn sync(&mut self) {
        let weather = match self.dice.below(10) {
            0..3 => Weather::Good,
            3..6 => Weather::Rough { percent: 35 },
            6..9 => Weather::Dies { after: self.dice.below(6) },
            _ => Weather::Always(Fate::WRONG[self.below(Fate::WRONG.len())]),
        };
        let photos = if self.dice.below(3) > 0 { PhotoMode::All } else { PhotoMode::Thumbnails };
        let phone = self.any_phone();
        phone.link.weather(weather);
        match phone.sync_as(photos) {
            Ok(_) => {}
            Err(error) => assert!(error.can_retry(), "{} under {weather:?}: {error:?}", phone.name),
        }
    }

    fn jump(&mut self) {
        let months = i64::try_from(self.dice.below(240)).unwrap() - 120;
        let phone = self.any_phone();
        phone.clock.set_off(months * 30 * 86_400_000);
        if months % 3 == 0 {
            phone.clock.reboot();
            phone.kill();
        }
    }

    /// The second grid comes or goes.
    fn grants(&mut self) {
        let (grid, account) = (self.world.other_grid, self.any_phone().account);
        let hub = self.world.hub();
        if self.has(account, grid) {
            hub.withdraw(account, grid, FeedKind::Grid).unwrap();
        } else {
            hub.grant(account, grid, FeedKind::Grid).unwrap();
        }
    }

    fn has(&self, account: AccountId, grid: AreaId) -> bool {
        let accounts = self.world.hub().accounts().unwrap();
        let mut own = accounts.iter().filter(|known| known.account == account);
        own.any(|known| known.grants.iter().any(|grant| grant.area == grid))
    }

    /// The faults stop; all drains and is checked. Gives how many ops were recorded.
    pub fn rest(&mut self) -> usize {
        let mut phones: Vec<&mut Phone> = self.phones.iter_mut().collect();
        self.world.converge(&mut phones);
        let seed = format!("seed {}", self.world.seed);
        every_word_is_kept(&self.world.centre.db(), &seed);
        let hub = self.world.hub();
        for phone in &self.phones {
            let status = phone.status().unwrap();
            assert_eq!((status.photos_waiting, status.photos_lost), (0, 0), "{}", phone.name);
            let ever: Vec<_> = phone.ever().iter().copied().collect();
            assert!(hub.missing(self.world.community, &ever).unwrap().is_empty(), "lost");
        }
        let totals = hub.totals().unwrap();
        assert_eq!(totals.photos, totals.photos_durable, "every photo is whole");
        for totals in hub.install_totals().unwrap() {
            assert_eq!(totals.forks, 0, "nobody contradicts the journal");
        }
        self.phones.iter().map(|phone| phone.ever().len()).sum()
    }
}

/// What a save may answer: it is saved, or there is a reason a worker understands.
pub fn fine<T>(answer: Result<T, BookError>) -> Option<T> {
    match answer {
        Ok(saved) => Some(saved),
        Err(BookError::NotFound | BookError::TooLate | BookError::Invalid { .. }) => None,
        Err(error) => panic!("a save ended with {error:?}"),
    }
}
