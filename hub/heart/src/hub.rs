//! The hub as one handle.

use crate::HubError;
use crate::host::{Clock, Random, draw};
use crate::keys::{Keys, no_randomness};
use crate::traffic::{Meter, Traffic};
use crate::view;
use gridbook_domain::chain::feed_start;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Signature;
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::receipt_message;
use gridbook_store::{Account, Deployment, Effort, Feed, Store, Tx};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The community that stands for the whole deployment: its feed of areas, code tables and settings
/// lies there. No area has this id.
pub(crate) const DEPLOYMENT: AreaId = AreaId::from_bytes([0; 16]);

/// What a hub is opened with.
pub struct HubOptions {
    /// Where everything is kept. Opening it says whether this process has it for itself.
    pub store: Box<dyn Store>,
    /// The folder of keys and photos. It is made if it is missing.
    pub folder: PathBuf,
    /// The hub's clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for keys, tokens and ids.
    pub random: Arc<dyn Random>,
}

/// An open hub. Beside a meter of its traffic and a
/// gate for passwords it keeps nothing in memory, so that any number of
/// processes could answer for the same store.
pub struct Hub {
    pub(crate) store: Box<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) photos: PathBuf,
    pub(crate) traffic: Meter,
    pub(crate) passwords: crate::console::Gate,
}

impl Hub {
    /// Opens a hub over a store. An empty store is initialised and gets its keys; the console's
    /// rows of an earlier version are rebuilt, which takes seconds after an update.
    ///
    /// # Errors
    /// [`HubError::Folder`], [`HubError::Keys`]; [`HubError::InUse`] while another process that has
    /// the store open rebuilds the rows.
    pub fn open(options: HubOptions) -> Result<Self, HubError> {
        let HubOptions { store, folder, clock, random } = options;
        let known = store.read(|tx| tx.deployment())?;
        let keys = Keys::open(&folder.join("keys"), random.as_ref(), known.is_none())?;
        match known {
            None => initialise(store.as_ref(), &keys, random.as_ref(), clock.now())?,
            Some(known) if known.hub_key != keys.signing.public() => return Err(HubError::Keys),
            Some(_) => {}
        }
        if !view::is_up(store.as_ref())? {
            let _claim = store.claim()?;
            view::bring_up(store.as_ref())?;
        }
        let photos = folder.join("photos");
        let (traffic, passwords) = (Meter::default(), crate::console::Gate::default());
        Ok(Self { store, keys, clock, random, photos, traffic, passwords })
    }

    /// Bytes up and down since this process opened the hub, by install; under `None` what came
    /// without a token, such as enrolling.
    pub fn traffic(&self) -> HashMap<Option<InstallId>, Traffic> {
        self.traffic.read()
    }

    /// What the store has done since this process opened it, for measuring.
    pub fn effort(&self) -> Effort {
        self.store.effort()
    }

    /// The hub's signature under where an install stands.
    pub(crate) fn sign_mark(&self, install: &gridbook_store::Install) -> Signature {
        let mark = install.mark;
        let message = receipt_message(install.install, mark.mseq, mark.chain, install.received);
        self.keys.signing.sign(&message)
    }

    /// 16 random bytes for an id.
    pub(crate) fn id(&self) -> Result<[u8; 16], HubError> {
        draw(self.random.as_ref()).map_err(no_randomness)
    }
}

/// Initialises an empty store: its epoch, the hub's own account, the deployment and its feed.
fn initialise(
    store: &dyn Store,
    keys: &Keys,
    random: &dyn Random,
    now: i64,
) -> Result<(), HubError> {
    let feed = FeedId::from_random(draw(random).map_err(no_randomness)?);
    let account = AccountId::from_random(draw(random).map_err(no_randomness)?);
    let epoch = EpochId::from_random(draw(random).map_err(no_randomness)?);
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

/// A feed before its first change.
pub(crate) fn empty_feed(
    community: AreaId,
    feed: FeedId,
    kind: FeedKind,
    area: Option<AreaId>,
) -> Feed {
    let (chain, digest) = (feed_start(feed), Digest::default());
    Feed { community, feed, kind, area, seq: 0, chain, digest, closed: None }
}

/// The deployment's row, which every open hub has.
pub(crate) fn deployment(tx: &mut dyn Tx) -> gridbook_store::Result<Deployment> {
    tx.deployment()?.ok_or(gridbook_store::StoreError::NotFound { what: "deployment" })
}
