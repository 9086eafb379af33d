//! The protocol of photo bytes: uploaded apart from ops, in steps from the hub's offset.

use super::uploads::{Refused, Uploads, installs_with_uploads};
use crate::request::{Method, Refusal, Request};
use crate::{Hub, HubError};
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AreaId, InstallId};
use gridbook_domain::photo::{MAX_BYTES, STEP};
use gridbook_domain::wire::{FailureCode, PhotoProgress};
use gridbook_store::{PhotoRow, StoreError, Tx};

/// How long an incomplete upload that no record announces is kept after its last bytes: 7 days in
/// ms.
const ABANDONED: i64 = 7 * 24 * 60 * 60 * 1000;

/// One upload of an install.
struct Upload {
    uploads: Uploads,
    community: AreaId,
    install: InstallId,
    hash: Hash,
}

/// When a photo became complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// Before this request.
    Before,
    /// By this request.
    Now,
}

/// One step of an upload.
struct Step {
    offset: u64,
    size: u64,
}

impl Hub {
    /// Answers a request about a photo, and takes the bytes it carries.
    pub(crate) fn photo(
        &self,
        method: Method,
        hash: &str,
        request: Request,
    ) -> Result<PhotoProgress, Refusal> {
        let install = self.signed_in(request.bearer.as_deref())?;
        let hash = Hash::parse(hash).map_err(|_| FailureCode::NotFound)?;
        let known = self.photo_row(install.community, hash)?;
        if let Some(PhotoRow { size, durable: Some(_), .. }) = known {
            return Ok(PhotoProgress { offset: size, durable: true });
        }
        let (community, install) = (install.community, install.install);
        let uploads = Uploads::new(&self.photos, community, install);
        let upload = Upload { uploads, community, install, hash };
        let announced = known.is_some();
        if upload.uploads.is_whole(hash)? {
            return self.keep(&upload, announced, Since::Before);
        }
        if method == Method::Get {
            return self.progress(&upload, announced);
        }
        let step = read_step(&request.query).ok_or(FailureCode::Malformed)?;
        if step.size > MAX_BYTES || request.body.len() > STEP {
            return Err(FailureCode::TooLarge.into());
        }
        if request.zstd {
            return Err(FailureCode::Malformed.into());
        }
        if !announced && !upload.uploads.has_room(request.body.len())? {
            return Err(FailureCode::Busy.into());
        }
        let (place, now) = ((step.size, step.offset), self.clock.now());
        let taken = upload.uploads.take(hash, place, &request.body, now)?;
        if taken < step.size {
            return Ok(PhotoProgress { offset: taken, durable: false });
        }
        upload.uploads.seal(hash, step.size)?;
        self.keep(&upload, announced, Since::Now)
    }

    /// Returns the progress of an incomplete photo. All its bytes may have arrived already, if the
    /// hub was stopped before it checked them.
    fn progress(&self, upload: &Upload, announced: bool) -> Result<PhotoProgress, Refusal> {
        let none = PhotoProgress { offset: 0, durable: false };
        let Some((size, held)) = upload.uploads.on_its_way(upload.hash)? else { return Ok(none) };
        if held < size || held == 0 {
            return Ok(PhotoProgress { offset: held, durable: false });
        }
        match upload.uploads.seal(upload.hash, size) {
            Ok(()) => self.keep(upload, announced, Since::Now),
            Err(Refused::Bytes) => Ok(none),
            Err(why) => Err(why.into()),
        }
    }

    /// Answers for a complete photo. Once a record has announced it, it is moved to the community's
    /// blobs and recorded as durable; until then it is kept with its install's uploads, just as
    /// safe.
    fn keep(
        &self,
        upload: &Upload,
        announced: bool,
        since: Since,
    ) -> Result<PhotoProgress, Refusal> {
        let size = upload.uploads.size(upload.hash)?;
        if announced {
            self.settle_photo(upload, size, since)?;
        } else if since == Since::Now {
            self.store.write(|tx| subtract_pending(tx, upload))?;
        }
        Ok(PhotoProgress { offset: size, durable: true })
    }

    /// Moves a complete photo to the community's blobs, and records that it is durable.
    fn settle_photo(&self, upload: &Upload, size: u64, since: Since) -> Result<(), StoreError> {
        upload.uploads.place(upload.hash)?;
        let (community, sha256) = (upload.community, upload.hash);
        let (durable, install) = (Some(self.clock.now()), Some(upload.install));
        let row = PhotoRow { community, sha256, size, durable, install };
        self.store.write(|tx| {
            if since == Since::Now {
                subtract_pending(tx, upload)?;
            }
            tx.put_photo(&row)
        })
    }
}

/// Subtracts an arrived photo from the pending count of its device, which counted before it sent
/// the bytes.
fn subtract_pending(tx: &mut dyn Tx, upload: &Upload) -> Result<(), StoreError> {
    let install = tx.lock_install(upload.community, upload.install)?;
    let Some(mut install) = install.filter(|install| install.waiting.photos > 0) else {
        return Ok(());
    };
    install.waiting.photos -= 1;
    tx.put_install(&install)
}

/// Parses `offset=N&size=S` in any order; other parameters are ignored.
fn read_step(query: &str) -> Option<Step> {
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(found, _)| *found == name).and_then(|(_, value)| value.parse().ok())
    };
    Some(Step { offset: value("offset")?, size: value("size")? })
}

impl Hub {
    /// Sweeps the pending uploads. Photos that a record has announced since are moved to the
    /// community's blobs. Incomplete uploads that no record announced and that received nothing for
    /// 7 days by the hub's clock are deleted, and would start again from zero. A complete or
    /// announced photo is never deleted. Any process may call this at any time.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn tidy_photos(&self) -> Result<(), HubError> {
        for (community, install) in installs_with_uploads(&self.photos).map_err(StoreError::from)? {
            if let Err(why) = self.tidy_uploads(community, install) {
                tracing::warn!(%install, ?why, "uploads cannot be tidied");
            }
        }
        Ok(())
    }

    fn tidy_uploads(&self, community: AreaId, install: InstallId) -> Result<(), Refusal> {
        let uploads = Uploads::new(&self.photos, community, install);
        for pending in uploads.all()? {
            let hash = pending.hash;
            let known = self.store.read(|tx| tx.photo(community, hash))?;
            let there = uploads.blobs().is_whole(hash)?;
            match (pending.size, known) {
                (None, Some(_)) => {
                    let uploads = Uploads::new(&self.photos, community, install);
                    let size = uploads.size(hash)?;
                    let upload = Upload { uploads, community, install, hash };
                    self.settle_photo(&upload, size, Since::Before)?;
                }
                // Another install has brought it since.
                (Some(_), Some(_)) if there => uploads.forget(pending)?,
                (Some(_), None) => {
                    let touched = uploads.touched(pending)?.unwrap_or(i64::MAX);
                    if touched < self.clock.now().saturating_sub(ABANDONED) {
                        uploads.forget(pending)?;
                    }
                }
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        Ok(())
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Refused> for Refusal {
    fn from(why: Refused) -> Self {
        match why {
            Refused::Busy => Self::Reported(FailureCode::Busy),
            Refused::Bytes => Self::Reported(FailureCode::PhotoBytes),
            Refused::Disk(error) => Self::Store(error.into()),
        }
    }
}
