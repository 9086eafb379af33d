//! The hub's handle.

use crate::HubError;
use crate::access::Keys;
use crate::deployment::{DEPLOYMENT, begin_epoch};
use crate::feeds::empty_feed;
use crate::host::{Clock, Random, draw};
use crate::projections;
use crate::traffic::{Meter, Traffic};
use crate::withdrawals::{self, WithdrawalList};
use gridbook_domain::id::{AccountId, EpochId, FeedId, InstallId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_store::{Account, Deployment, QueryStats, Store};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Options for opening a hub.
pub struct HubOptions {
    /// The store. How it was opened decides whether this process has it for itself.
    pub store: Box<dyn Store>,
    /// The folder of keys and photos; created if missing.
    pub folder: PathBuf,
    /// The hub's clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for keys, tokens and ids.
    pub random: Arc<dyn Random>,
}

/// An open hub. Apart from a meter of its traffic it keeps nothing in memory, so any number of
/// processes could serve the same store.
pub struct Hub {
    pub(crate) store: Box<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) folder: PathBuf,
    pub(crate) photos: PathBuf,
    pub(crate) traffic: Meter,
    pub(crate) withdrawals: WithdrawalList,
}

impl Hub {
    /// Opens a hub over a store. An empty store is initialised and gets its keys; the console's
    /// rows of an earlier version are rebuilt, which takes seconds after an update.
    ///
    /// # Errors
    /// [`HubError::Folder`], [`HubError::Keys`], [`HubError::NoDatabase`]; [`HubError::InUse`]
    /// while another process that has the store open rebuilds the rows.
    pub fn open(options: HubOptions) -> Result<Self, HubError> {
        let HubOptions { store, folder, clock, random } = options;
        let known = store.read(|tx| tx.deployment())?;
        let key_folder = folder.join("keys");
        let keys = Keys::open(&key_folder, random.as_ref(), known.is_none())?;
        match known {
            None => initialise(store.as_ref(), &keys, random.as_ref(), clock.now())?,
            Some(known) if known.hub_key != keys.signing.public() => return Err(HubError::Keys),
            Some(_) => {}
        }
        Keys::settle(&key_folder)?;
        if !projections::is_current(store.as_ref())? {
            let _claim = store.claim()?;
            projections::rebuild(store.as_ref())?;
        }
        let withdrawals = WithdrawalList::new(&folder);
        let photos = folder.join("photos");
        let traffic = Meter::default();
        let hub = Self { store, keys, clock, random, folder, photos, traffic, withdrawals };
        hub.apply_withdrawals()?;
        Ok(hub)
    }

    /// Applies the withdrawals that the database lacks. It was set back to an older copy then, so a
    /// new epoch begins.
    fn apply_withdrawals(&self) -> Result<(), HubError> {
        let Some(all) = self.withdrawals.read()? else {
            return self.store.write(|tx| {
                let all = withdrawals::gather(tx)?;
                Ok(self.withdrawals.append(&all)?)
            });
        };
        if !self.store.read(|tx| withdrawals::lacks_any(tx, &all))? {
            return Ok(());
        }
        let epoch = EpochId::from_random(self.id()?);
        self.store.write(|tx| {
            // Another process may have applied it in the meantime.
            if !withdrawals::apply(tx, &all)? {
                return Ok(());
            }
            tracing::warn!("the database is older than the list of withdrawals, which is applied");
            Ok(begin_epoch(tx, epoch, self.clock.now())?)
        })
    }

    /// Returns the traffic since this process opened the hub, by install. Requests without a token,
    /// such as enrolling, are counted under `None`.
    pub fn traffic(&self) -> HashMap<Option<InstallId>, Traffic> {
        self.traffic.read()
    }

    /// Returns the store, for data beside the records: lists, sessions and logins. Records change
    /// by ops alone ([`Hub::save`], [`Hub::decide`]).
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Returns the time by the hub's clock, in milliseconds since 1970-01-01T00:00Z.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Returns the hub's randomness, for keys and tokens.
    pub fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }

    /// Returns the store's query statistics since this process opened it, for measuring.
    pub fn query_stats(&self) -> QueryStats {
        self.store.query_stats()
    }

    /// Draws 16 random bytes for an id.
    pub(crate) fn id(&self) -> Result<[u8; 16], HubError> {
        draw(self.random.as_ref()).map_err(HubError::from)
    }
}

/// Initialises an empty store: its epoch, the hub's own account, the deployment and its feed.
fn initialise(
    store: &dyn Store,
    keys: &Keys,
    random: &dyn Random,
    now: i64,
) -> Result<(), HubError> {
    let feed = FeedId::from_random(draw(random)?);
    let account = AccountId::from_random(draw(random)?);
    let epoch = EpochId::from_random(draw(random)?);
    let (hub_key, recovery_key) = (keys.signing.public(), keys.recovery.public());
    store.write(|tx| {
        tx.add_epoch(epoch, now)?;
        tx.add_account(&Account {
            account,
            community: DEPLOYMENT,
            name: "平台".to_owned(),
            role: Role::Admin,
            grant_ver: 0,
            created: now,
        })?;
        tx.add_feed(&empty_feed(DEPLOYMENT, feed, FeedKind::Deployment, None))?;
        Ok(tx.add_deployment(&Deployment { feed, account, hub_key, recovery_key })?)
    })
}
