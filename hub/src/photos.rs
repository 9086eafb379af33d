//! Photos: bytes in a lane of their own, in steps from the hub's offset.

use crate::Hub;
use crate::objects::{Objects, Refused};
use crate::router::{Method, Refusal, Request};
use crate::store::{Install, PhotoRow};
use gridbook_domain::encoding::Hash;
use gridbook_domain::photo::{MAX_BYTES, STEP};
use gridbook_domain::wire::{FailureCode, PhotoProgress};

/// One step of an upload.
struct Step {
    offset: u64,
    size: u64,
}

impl Hub {
    /// Answers what the hub has of a photo, and takes a step of its bytes.
    pub(crate) fn photo(
        &self,
        method: Method,
        hash: &str,
        request: Request,
    ) -> Result<PhotoProgress, Refusal> {
        let install = self.signed_in(request.bearer.as_deref())?;
        let hash = Hash::parse(hash).map_err(|_| FailureCode::NotFound)?;
        let known = self.store.reading(|tx| tx.photo(install.community, hash))?;
        if let Some(PhotoRow { size, durable: Some(_), .. }) = known {
            return Ok(PhotoProgress { offset: size, durable: true });
        }
        let objects = Objects::new(&self.photos, install.community);
        if method == Method::Get {
            return self.progress(&objects, &install, hash, known.map(|known| known.size));
        }
        let step = read_step(&request.query).ok_or(FailureCode::Malformed)?;
        if step.size > MAX_BYTES || request.body.len() > STEP {
            return Err(FailureCode::TooLarge.into());
        }
        if known.is_none_or(|known| known.size != step.size) {
            // No record has announced it (its op may be held), or somebody else gave another size:
            // the one that is sent is needed to finish it should the hub be stopped after the last
            // step.
            let (community, size) = (install.community, step.size);
            let row = PhotoRow { community, sha256: hash, size, durable: None };
            self.store.writing(|tx| tx.put_photo(&row))?;
        }
        self.take_step(&objects, &install, hash, &step, &request)
    }

    /// What the hub has of a photo that is not known to be durable. All its bytes may be here all
    /// the same, when the hub was stopped between the last of them and writing that down.
    fn progress(
        &self,
        objects: &Objects,
        install: &Install,
        hash: Hash,
        announced: Option<u64>,
    ) -> Result<PhotoProgress, Refusal> {
        let offset = objects.offset(hash)?;
        if objects.is_whole(hash)? {
            return self.finish(objects, install, hash, offset);
        }
        if announced == Some(offset) && offset > 0 {
            return match self.finish(objects, install, hash, offset) {
                Err(Refusal::Told(FailureCode::PhotoBytes)) => {
                    Ok(PhotoProgress { offset: 0, durable: false })
                }
                done => done,
            };
        }
        Ok(PhotoProgress { offset, durable: false })
    }

    fn take_step(
        &self,
        objects: &Objects,
        install: &Install,
        hash: Hash,
        step: &Step,
        request: &Request,
    ) -> Result<PhotoProgress, Refusal> {
        if request.zstd {
            return Err(FailureCode::Malformed.into());
        }
        let taken = objects.take(hash, step.size, step.offset, &request.body)?;
        if taken < step.size {
            return Ok(PhotoProgress { offset: taken, durable: false });
        }
        self.finish(objects, install, hash, step.size)
    }

    /// Gives a photo that has all its bytes its place, and writes down that it is durable.
    fn finish(
        &self,
        objects: &Objects,
        install: &Install,
        hash: Hash,
        size: u64,
    ) -> Result<PhotoProgress, Refusal> {
        objects.seal(hash, size)?;
        let (community, now) = (install.community, self.clock.now());
        let row = PhotoRow { community, sha256: hash, size, durable: Some(now) };
        self.store.writing(|tx| tx.put_photo(&row))?;
        Ok(PhotoProgress { offset: size, durable: true })
    }
}

/// `offset=N&size=S` in any order; what else stands there is ignored.
fn read_step(query: &str) -> Option<Step> {
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(found, _)| *found == name).and_then(|(_, value)| value.parse().ok())
    };
    Some(Step { offset: value("offset")?, size: value("size")? })
}

impl From<Refused> for Refusal {
    fn from(why: Refused) -> Self {
        match why {
            Refused::Busy => Self::Told(FailureCode::Busy),
            Refused::Bytes => Self::Told(FailureCode::PhotoBytes),
            Refused::Disk(error) => Self::Store(error.into()),
        }
    }
}
