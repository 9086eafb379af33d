//! Append-only classes: visits, reviews, photos. A correction is a new record (V5).

use super::{Apply, PartContext, PartResult};
use crate::feeds::{Origin, Write};
use gridbook_domain::encoding::Hash;
use gridbook_domain::fields::{TypedRecord as _, apply};
use gridbook_domain::id::{InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Notice, NoticeKind, Why};
use gridbook_domain::photo::Photo;
use gridbook_domain::review::{Review, Verdict};
use gridbook_domain::{Class, Fields};
use gridbook_store::{PhotoRow, Record, Result};

/// Notices are numbered behind the parts of their op, from here on.
const NOTICE_PART: usize = 1 << 19;

impl Apply<'_> {
    /// Applies a part of an append-only class.
    pub(super) fn write_once(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<PartResult> {
        let part = context.part;
        if current.is_some() || part.base.is_some() || part.after.is_some() {
            return Ok(PartResult::refused(Why::AppendOnly));
        }
        let mut fields = Fields::new();
        apply(&mut fields, &part.patch);
        if let Err(wrong) = part.class.check(&fields) {
            return Ok(PartResult::field(wrong.why, &part.class, wrong.field));
        }
        match part.class {
            Class::Review => self.review(context, fields),
            Class::Photo => self.photo(context, fields),
            Class::Visit => self.visit(context, fields),
            _ => self.add(context, fields),
        }
    }

    /// Applies a visit. It may amend another visit only if that one exists, is by the same author
    /// and has not been amended yet: a visit is its author's evidence, and of a chain of amendments
    /// only the last counts.
    fn visit(&mut self, context: &PartContext<'_>, fields: Fields) -> Result<PartResult> {
        let part = context.part;
        let Some(amended) = part.class.about(&part.patch) else { return self.add(context, fields) };
        if amended == part.record {
            return Ok(PartResult::field(Why::BadField, &part.class, "amends"));
        }
        match self.tx.record(self.community, amended)? {
            None => Ok(PartResult::held_for(amended)),
            Some(log) if log.class != Class::Visit => {
                Ok(PartResult::field(Why::BadField, &part.class, "amends"))
            }
            Some(log) if log.by != Some(context.origin.author) => {
                Ok(PartResult::refused(Why::NotYours))
            }
            Some(_) if !self.tx.amending(self.community, amended)?.is_empty() => {
                Ok(PartResult::refused(Why::AlreadyAmended))
            }
            Some(_) => self.add(context, fields),
        }
    }

    /// Applies a photo: its bytes are expected from now on.
    fn photo(&mut self, context: &PartContext<'_>, fields: Fields) -> Result<PartResult> {
        let Ok(photo) = Photo::from_fields(fields.clone()) else {
            return Ok(PartResult::refused(Why::BadField));
        };
        let install = context.origin.install;
        self.expect(install, photo.sha256, photo.size)?;
        if let Some((sha256, size)) = photo.thumb_sha256.zip(photo.thumb_size) {
            self.expect(install, sha256, size)?;
        }
        self.add(context, fields)
    }

    /// Expects the bytes of a photo from an install, unless they are expected or stored already.
    fn expect(&mut self, install: InstallId, sha256: Hash, size: u64) -> Result<()> {
        let community = self.community;
        match self.tx.photo(community, sha256)? {
            Some(known) if known.durable.is_some() || known.install.is_some() => Ok(()),
            _ => {
                let install = Some(install);
                self.tx.put_photo(&PhotoRow { community, sha256, size, durable: None, install })
            }
        }
    }

    /// Applies a review of a visit; if the visit is returned, its author is notified.
    fn review(&mut self, context: &PartContext<'_>, fields: Fields) -> Result<PartResult> {
        if !context.author.role.reviews() {
            return Ok(PartResult::refused(Why::NotYours));
        }
        let Ok(review) = Review::from_fields(fields.clone()) else {
            return Ok(PartResult::refused(Why::BadField));
        };
        match self.tx.record(self.community, review.visit)? {
            None => return Ok(PartResult::held_for(review.visit)),
            Some(visit) if visit.class != Class::Visit => {
                return Ok(PartResult::refused(Why::BadField));
            }
            Some(_) => {}
        }
        let result = self.add(context, fields)?;
        if review.verdict == Verdict::Returned {
            self.notify(&review, context.origin)?;
        }
        Ok(result)
    }

    /// Writes a notice into the feed of the install that sent the visit.
    fn notify(&mut self, review: &Review, origin: Origin) -> Result<()> {
        let Some(first) = self.tx.change(self.community, review.visit, 1)? else { return Ok(()) };
        let install = self.tx.install(self.community, first.install)?;
        let Some(feed) = install.and_then(|install| install.feed) else { return Ok(()) };
        let reason = review.reason.trim();
        let words =
            if reason.is_empty() { "走访记录被退回，请查看并更正" } else { reason };
        let notice = Notice {
            kind: NoticeKind::VisitReturned,
            about: review.visit,
            message: words.to_owned(),
            by: self.tx.account(origin.author)?.map(|account| account.name),
            time: origin.received,
            rest: Fields::new(),
        };
        self.feeds.write(
            self.tx,
            Write {
                current: None,
                class: &Class::Notice,
                record: notice_id(origin.op, origin.part),
                feed,
                fields: notice.to_fields()?,
                before: Fields::new(),
                origin: Origin { part: NOTICE_PART + origin.part, ..origin },
                history: false,
            },
        )?;
        Ok(())
    }
}

/// Returns the id of the notice that a part causes, which is the same wherever it is computed.
fn notice_id(op: OpId, part: usize) -> RecordId {
    let text = format!("gridbook notice 1\n{op}\n{part}");
    crate::derive::derived_id(text.as_bytes())
}
