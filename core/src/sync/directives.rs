//! Instructions of the hub to this install.

use super::pull;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::{SyncState, store};
use crate::replica::{identity, waiting};
use gridbook_domain::FeedId;
use gridbook_domain::role::Scope;
use gridbook_domain::wire::{Directive, DirectiveKind};

/// Applies the directives that change the state. One that this build must know and does not stops
/// the pull it names.
pub(super) fn apply(
    w: &WriteTx<'_>,
    state: &mut SyncState,
    directives: &[Directive],
) -> Result<()> {
    state.revoked = directives.iter().any(|one| one.kind == DirectiveKind::Revoked);
    let unknown = |one: &&Directive| matches!(one.kind, DirectiveKind::Other(_));
    for directive in directives.iter().filter(unknown).filter(|one| one.must) {
        match directive.feed {
            Some(feed) => stop(w, feed, directive.kind.as_str())?,
            None => state.stopped = Some(directive.kind.as_str().to_owned()),
        }
    }
    Ok(())
}

/// Wipes all readable data from the hub, once every op is durable, because the device was reported
/// lost.
pub(super) fn wipe(w: &WriteTx<'_>, directives: &[Directive]) -> Result<()> {
    if !directives.iter().any(|one| one.kind == DirectiveKind::Wipe) {
        return Ok(());
    }
    let who = identity::store::identity(w)?.ok_or(Error::NotEnrolled)?.enrolment;
    if waiting::ops(w)? > 0 {
        return Ok(());
    }
    pull::scope(w, &Scope { grant_ver: who.grant_ver, role: who.role, feeds: Vec::new() })
}

fn stop(w: &WriteTx<'_>, feed: FeedId, why: &str) -> Result<()> {
    if let Some(mut feed) = store::feed(w, feed)? {
        feed.stopped = Some(why.to_owned());
        store::set_feed(w, &feed)?;
    }
    Ok(())
}
