//! Grants: giving an account an area, and taking it away.

use crate::access::update_feeds;
use crate::withdrawals::Withdrawal;
use crate::{Hub, HubError};
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::role::FeedKind;
use gridbook_store::{Account, GrantRow, Result, StoreError, Tx};

impl Hub {
    /// Grants an account an area with everything below it, and returns the new version of its
    /// grants. `kind` is `grid`, or `restricted` for accounts whose duty requires it. An existing
    /// grant changes nothing.
    ///
    /// # Errors
    /// [`HubError::NotFound`], [`HubError::Invalid`] for another kind.
    pub fn grant(&self, account: AccountId, area: AreaId, kind: FeedKind) -> Result<u64, HubError> {
        if !matches!(kind, FeedKind::Grid | FeedKind::Restricted) {
            return Err(HubError::invalid("a grant is for grid or restricted records"));
        }
        self.store.write(|tx| {
            let account = holder(tx, account)?;
            tx.area(area)?.ok_or(StoreError::NotFound { what: "area" })?;
            if present(tx, &account, area, &kind)?.is_some() {
                return Ok(account.grant_ver);
            }
            let from_ver = account.grant_ver + 1;
            tx.put_grant(&GrantRow {
                community: account.community,
                account: account.account,
                area,
                kind: kind.clone(),
                from_ver,
                until_ver: None,
            })?;
            Ok(update_feeds(tx, &account)?)
        })
    }

    /// Withdraws a grant, and returns the new version of the account's grants. Ops made under an
    /// earlier version still count as granted.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn withdraw(
        &self,
        account: AccountId,
        area: AreaId,
        kind: FeedKind,
    ) -> Result<u64, HubError> {
        self.store.write(|tx| {
            let account = holder(tx, account)?;
            let grant = present(tx, &account, area, &kind)?;
            let grant = grant.ok_or(StoreError::NotFound { what: "grant" })?;
            let ended = GrantRow { until_ver: Some(account.grant_ver + 1), ..grant };
            tx.put_grant(&ended)?;
            let version = update_feeds(tx, &account)?;
            self.withdrawals.append(Withdrawal::of_grant(&ended).as_slice())?;
            Ok(version)
        })
    }
}

fn holder(tx: &mut dyn Tx, account: AccountId) -> Result<Account> {
    tx.account(account)?.ok_or(StoreError::NotFound { what: "account" })
}

fn present(
    tx: &mut dyn Tx,
    account: &Account,
    area: AreaId,
    kind: &FeedKind,
) -> Result<Option<GrantRow>> {
    let grants = tx.grants(account.community, account.account)?;
    let same = |g: &GrantRow| g.area == area && g.kind == *kind && g.until_ver.is_none();
    Ok(grants.into_iter().find(same))
}
