//! Accounts and their invitations.

use super::{AccountInfo, GrantInfo};
use crate::access::{new_code, update_feeds};
use crate::deployment::{DEPLOYMENT, deployment};
use crate::withdrawals::Withdrawal;
use crate::{Hub, HubError};
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::invitation::Invitation;
use gridbook_domain::role::Role;
use gridbook_store::{Account, GrantRow, Install, InvitationRow, StoreError, Tx};

impl Hub {
    /// Adds an account. `community` is its home for life: the ops of its installs are stored there.
    ///
    /// # Errors
    /// [`HubError::NotFound`] for an unknown community, [`HubError::Invalid`] for an empty name.
    pub fn add_account(
        &self,
        name: &str,
        role: Role,
        community: AreaId,
    ) -> Result<AccountId, HubError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(HubError::invalid("an account's name has 1 to 60 characters"));
        }
        let account = AccountId::from_random(self.id()?);
        let created = self.clock.now();
        self.store.write(|tx| {
            let home = tx.area(community)?.filter(|area| area.level == Level::Community);
            home.ok_or(StoreError::NotFound { what: "community" })?;
            let (name, role) = (name.to_owned(), role.clone());
            tx.add_account(&Account { account, community, name, role, grant_ver: 0, created })
        })?;
        Ok(account)
    }

    /// Closes an account: ends its grants, revokes its installs, voids its open invitations and
    /// removes its login. Its records stay. New grants, invitations and a password open it again.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn close_account(&self, account: AccountId) -> Result<(), HubError> {
        let now = self.clock.now();
        self.store.write(|tx| {
            let known = tx.account(account)?.filter(|known| known.community != DEPLOYMENT);
            let known = known.ok_or(StoreError::NotFound { what: "account" })?;
            let mut withdrawn = end_all_grants(tx, &known)?;
            for install in tx.installs()?.into_iter().filter(|one| one.account == account) {
                let revoked = install.revoked.or(Some(now));
                let install = Install { revoked, ..install };
                tx.put_install(&install)?;
                withdrawn.extend(Withdrawal::of_install(&install));
            }
            for open in tx.open_invitations(known.community, account)? {
                let void = InvitationRow { expires: 0, ..open };
                tx.put_invitation(&void)?;
                withdrawn.push(Withdrawal::of_invitation(&void));
            }
            if let Some(login) = tx.login_of(account)? {
                tx.remove_login(account)?;
                tx.end_sessions_of(known.community, account)?;
                let changed = now.max(login.changed.saturating_add(1));
                let (login, password) = (login.login, None);
                withdrawn.push(Withdrawal::Login { account, login, password, changed });
            }
            Ok(self.withdrawals.append(&withdrawn)?)
        })
    }

    /// Returns all accounts with their present grants, except the hub's own.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn accounts(&self) -> Result<Vec<AccountInfo>, HubError> {
        self.store.read(|tx| {
            let mut infos = Vec::new();
            for account in tx.accounts()? {
                if account.community == DEPLOYMENT {
                    continue;
                }
                let grants = tx.grants(account.community, account.account)?;
                let present = grants.into_iter().filter(|grant| grant.until_ver.is_none());
                infos.push(AccountInfo {
                    account: account.account,
                    community: account.community,
                    name: account.name,
                    role: account.role,
                    grants: present.map(|g| GrantInfo { area: g.area, kind: g.kind }).collect(),
                });
            }
            Ok(infos)
        })
    }

    /// Invites an account to enrol one device. `url` is the hub's address for the device. The code
    /// is valid once within `valid_ms` milliseconds and is stored only as a hash.
    ///
    /// # Errors
    /// [`HubError::NotFound`] for an unknown account.
    pub fn invite(
        &self,
        account: AccountId,
        url: &str,
        valid_ms: i64,
    ) -> Result<Invitation, HubError> {
        let known = self.store.read(|tx| tx.account(account))?;
        let known = known.filter(|known| known.community != DEPLOYMENT);
        let community = known.ok_or(HubError::NotFound { what: "account" })?.community;
        let (text, code) = new_code(self.random.as_ref(), community)?;
        let expires = self.clock.now().saturating_add(valid_ms);
        let deployment = self.store.write(|tx| {
            let (key, install) = (None, None);
            tx.add_invitation(&InvitationRow { community, code, account, expires, key, install })?;
            deployment(tx)
        })?;
        Ok(Invitation {
            url: url.to_owned(),
            code: text,
            hub_key: deployment.hub_key,
            recovery_key: deployment.recovery_key,
            expires,
        })
    }
}

fn end_all_grants(tx: &mut dyn Tx, account: &Account) -> gridbook_store::Result<Vec<Withdrawal>> {
    let grants = tx.grants(account.community, account.account)?;
    let mut ended = Vec::new();
    for grant in grants.into_iter().filter(|grant| grant.until_ver.is_none()) {
        let grant = GrantRow { until_ver: Some(account.grant_ver + 1), ..grant };
        tx.put_grant(&grant)?;
        ended.extend(Withdrawal::of_grant(&grant));
    }
    if !ended.is_empty() {
        update_feeds(tx, account)?;
    }
    Ok(ended)
}
