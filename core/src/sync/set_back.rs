//! A hub that was set back to an older copy: it is offered again the ops it lost, and the worker
//! learns from a local notice which decisions of others it lost.
//!
//! A local notice has no version, because no feed contains it; a pull does not remove it.

use crate::db::{LocalRow, LostDecision, WriteTx};
use crate::error::Result;
use crate::replica::feeds::{Feed, store};
use crate::replica::{ops, overlay, photos, rows};
use gridbook_domain::chain::body_hash;
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::role::FeedKind;
use gridbook_domain::{Class, Fields, RecordId};
use serde_json::{Value, json};

/// The beginning of each message.
const SET_BACK: &str = "平台恢复到了较早的备份：";

/// Offers the ops after `durable` again, with their photos, because the hub no longer has them.
/// Their outcomes are void, so the feed that brought them is read again.
pub(super) fn offer_again(w: &WriteTx<'_>, durable: u64) -> Result<()> {
    photos::store::offer_after(w, durable)?;
    for (class, record) in ops::store::unanswer(w, durable)? {
        overlay::rebuild(w, &class, record)?;
    }
    for op in ops::store::ids_after(w, durable)? {
        rows::remove(w, &Class::Outcome, RecordId::of_op(op))?;
    }
    if let Some(mut feed) = install_feed(w)? {
        feed.restart = true;
        store::set_feed(w, &feed)?;
    }
    Ok(())
}

/// Reads every feed again from its beginning. In another history a record can have the same version
/// and other content, such as the place of an outcome or the loser of a conflict, so that cursors
/// and digests do not distinguish them.
pub(super) fn read_again(w: &WriteTx<'_>) -> Result<()> {
    for feed in store::feeds(w)? {
        store::clear_staged_rows(w, feed.feed)?;
        store::set_feed(w, &Feed { staged: None, restart: true, ..feed })?;
    }
    Ok(())
}

fn install_feed(w: &WriteTx<'_>) -> Result<Option<Feed>> {
    let own = |feed: &Feed| feed.kind == FeedKind::Install.as_str();
    Ok(store::feeds(w)?.into_iter().find(own))
}

/// Writes a notice about the delivered ops that the hub lost, if any. `durable` is the number of
/// the last op that it kept.
pub(super) fn report_lost_ops(w: &WriteTx<'_>, durable: u64) -> Result<()> {
    let had = store::last_receipt(w)?.map_or(0, |receipt| receipt.mseq);
    let lost = had.saturating_sub(durable);
    if lost == 0 {
        return Ok(());
    }
    let message = format!("平台丢失了本机已送达的 {lost} 条。记录和照片都在本机，会自动重新发送。");
    put_notice(w, notice_id(store::epoch(w)?.as_bytes()), None, &message)
}

/// The decisions of others in a feed that is about to be replaced.
pub(super) struct SeenDecisions(Vec<LocalRow>);

impl SeenDecisions {
    /// Reads the decisions among the records of a feed.
    pub fn of(w: &WriteTx<'_>, held: &[(Class, RecordId)]) -> Result<Self> {
        let mut seen = Vec::new();
        for (class, record) in held {
            let tables = w.tables();
            let decided = tables.of(class).is_some_and(|(_, rules)| rules.is_decision());
            if decided {
                seen.extend(rows::get(w, class, *record)?.filter(|row| row.version.is_some()));
            }
        }
        Ok(Self(seen))
    }

    /// Writes a notice about each decision that the replaced feed no longer contains.
    pub fn report_lost(self, w: &WriteTx<'_>) -> Result<()> {
        for before in self.0 {
            let now = rows::get(w, &before.class, before.record)?;
            let Some((_, rules)) = w.tables().of(&before.class) else { continue };
            if let Some(LostDecision { about, message }) = rules.lost(w, &before, now.as_ref())? {
                put_notice(w, notice_id(about.as_bytes()), Some(about), &message)?;
            }
        }
        Ok(())
    }
}

/// Returns the id of the local notice about a subject; a later notice replaces an earlier one.
fn notice_id(subject: &[u8; 16]) -> RecordId {
    let hash = body_hash(&[b"gridbook set back 1\n", subject.as_slice()].concat());
    let mut id = [0; 16];
    id.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
    RecordId::from_bytes(id)
}

fn put_notice(
    w: &WriteTx<'_>,
    record: RecordId,
    about: Option<RecordId>,
    message: &str,
) -> Result<()> {
    let Some(feed) = install_feed(w)?.map(|feed| feed.feed) else { return Ok(()) };
    let mark = store::state(w)?.mark;
    let time = mark.map_or_else(|| w.host().clock.reading().wall, |mark| mark.hub);
    let words = format!("{SET_BACK}{message}");
    let fields = json!({"kind": NoticeKind::HubSetBack, "words": words, "time": time});
    let mut fields: Fields = fields.as_object().cloned().unwrap_or_default();
    if let Some(about) = about {
        fields.insert("about".to_owned(), Value::from(about.to_string()));
    }
    let (class, version, by, at) = (Class::Notice, None, None, Some(time));
    rows::put(w, &LocalRow { class, record, feed, version, by, at, unsettled: false, fields })
}
