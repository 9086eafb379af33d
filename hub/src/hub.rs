//! The hub as one handle.

use crate::HubError;
use crate::host::{Clock, Random, draw};
use crate::keys::{Keys, folder_error, no_randomness};
use crate::store::sqlite::SqliteStore;
use crate::store::{Account, Deployment, Effort, Feed, Store, Tx};
use crate::traffic::{Meter, Traffic};
use crate::view;
use gridbook_domain::chain::feed_start;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Signature;
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::receipt_message;
use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The community that stands for the whole deployment: its feed of areas, code tables and settings
/// lies there. No area has this id.
pub(crate) const DEPLOYMENT: AreaId = AreaId::from_bytes([0; 16]);

/// What a hub is opened with.
pub struct HubOptions {
    /// The data folder: database, keys and photos. It is made if it is missing, and locked.
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
    /// Held until the hub is dropped: the folder is ours. Absent beside another process.
    _lock: Option<File>,
}

impl Hub {
    /// Opens the data folder, or makes a new one.
    ///
    /// # Errors
    /// [`HubError::InUse`], [`HubError::Folder`], [`HubError::Newer`], [`HubError::Keys`].
    pub fn open(options: HubOptions) -> Result<Self, HubError> {
        make_private(&options.folder).map_err(folder_error)?;
        let lock = lock(&options.folder)?;
        Self::open_held(options, Some(lock))
    }

    /// Opens a hub that another process may be serving from, for a command that must not wait until
    /// it stops: an invitation, a lost handheld. Every call is a transaction of the store, and the
    /// serving process keeps nothing in memory that it would have to be told.
    ///
    /// # Errors
    /// [`HubError::NotFound`] where there is no hub yet; [`HubError::InUse`] while the other
    /// process builds the console's rows anew, which takes seconds after an update; else as
    /// [`Hub::open`].
    pub fn open_beside(options: HubOptions) -> Result<Self, HubError> {
        if !options.folder.join("hub.db").exists() {
            return Err(HubError::NotFound { what: "hub in this folder" });
        }
        Self::open_held(options, None)
    }

    fn open_held(options: HubOptions, lock: Option<File>) -> Result<Self, HubError> {
        let store: Box<dyn Store> = Box::new(SqliteStore::open(&options.folder.join("hub.db"))?);
        let known = store.reading(|tx| tx.deployment())?;
        let random = options.random.as_ref();
        let keys = Keys::open(&options.folder.join("keys"), random, known.is_none())?;
        match known {
            None => found(store.as_ref(), &keys, random, options.clock.now())?,
            Some(known) if known.hub_key != keys.signing.public() => return Err(HubError::Keys),
            Some(_) => {}
        }
        // Beside a hub that serves, that one sees to it; where none does, it is done here.
        if !view::is_up(store.as_ref())? {
            let _ours = lock.is_none().then(|| self::lock(&options.folder)).transpose()?;
            view::bring_up(store.as_ref())?;
        }
        Ok(Self {
            store,
            keys,
            clock: options.clock,
            random: options.random,
            photos: options.folder.join("photos"),
            traffic: Meter::default(),
            passwords: crate::console::Gate::default(),
            _lock: lock,
        })
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
    pub(crate) fn sign_mark(&self, install: &crate::store::Install) -> Signature {
        let mark = install.mark;
        let message = receipt_message(install.install, mark.mseq, mark.chain, install.received);
        self.keys.signing.sign(&message)
    }

    /// 16 random bytes for an id.
    pub(crate) fn id(&self) -> Result<[u8; 16], HubError> {
        draw(self.random.as_ref()).map_err(no_randomness)
    }
}

/// Makes the data folder if it is missing, for nobody but its owner: residents' data lies there.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Locks the folder for this process.
fn lock(folder: &Path) -> Result<File, HubError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))
        .map_err(folder_error)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HubError::InUse),
        Err(TryLockError::Error(error)) => Err(folder_error(error)),
    }
}

/// Writes what there is one of into a fresh store.
fn found(store: &dyn Store, keys: &Keys, random: &dyn Random, now: i64) -> Result<(), HubError> {
    let feed = FeedId::from_random(draw(random).map_err(no_randomness)?);
    let account = AccountId::from_random(draw(random).map_err(no_randomness)?);
    let epoch = EpochId::from_random(draw(random).map_err(no_randomness)?);
    let (hub_key, recovery_key) = (keys.signing.public(), keys.recovery.public());
    store.writing(|tx| {
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
        tx.add_deployment(&Deployment { feed, account, hub_key, recovery_key })
    })?;
    Ok(())
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
pub(crate) fn deployment(tx: &mut dyn Tx) -> crate::store::Result<Deployment> {
    tx.deployment()?.ok_or(crate::store::StoreError::NotFound { what: "deployment" })
}
