//! Applies the list to a database that may be older than it.

use super::Withdrawal;
use crate::access::update_feeds;
use gridbook_store::{Account, GrantRow, Install, InvitationRow, Login, Result, Tx};

/// The rows that a withdrawal changes in a database that lacks it.
enum Lacking {
    Install(Box<Install>),
    /// The account, its grant if it is still present, and the version that ended it.
    Grant(Account, Option<GrantRow>, u64),
    Invitation(InvitationRow),
    /// The account, and its login if it keeps one.
    Login(Account, Option<Login>),
}

/// Returns whether a database lacks any of these withdrawals, which means that it was set back to
/// an older copy.
pub(crate) fn lacks_any(tx: &mut dyn Tx, all: &[Withdrawal]) -> Result<bool> {
    for withdrawal in all {
        if lacking(tx, withdrawal)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Applies withdrawals in their order. Returns whether the database lacked any of them.
pub(crate) fn apply(tx: &mut dyn Tx, all: &[Withdrawal]) -> Result<bool> {
    let mut lacked = false;
    for withdrawal in all {
        if let Some(rows) = lacking(tx, withdrawal)? {
            write(tx, rows)?;
            lacked = true;
        }
    }
    Ok(lacked)
}

fn lacking(tx: &mut dyn Tx, withdrawal: &Withdrawal) -> Result<Option<Lacking>> {
    match withdrawal {
        Withdrawal::Install { community, install, revoked, lost } => {
            let known = tx.install(*community, *install)?;
            let known = known.filter(|known| known.revoked.is_none() || (*lost && !known.lost));
            Ok(known.map(|known| {
                let (revoked, lost) = (known.revoked.or(Some(*revoked)), known.lost || *lost);
                Lacking::Install(Box::new(Install { revoked, lost, ..known }))
            }))
        }
        Withdrawal::Grant { community, account, area, records, from_ver, until_ver } => {
            let known = tx.account(*account)?.filter(|known| known.community == *community);
            let Some(known) = known else { return Ok(None) };
            let same = |grant: &GrantRow| {
                let what = (grant.area, &grant.kind, grant.from_ver);
                what == (*area, records, *from_ver) && grant.until_ver.is_none()
            };
            let grant = tx.grants(*community, *account)?.into_iter().find(same);
            let lacks = grant.is_some() || known.grant_ver < *until_ver;
            Ok(lacks.then_some(Lacking::Grant(known, grant, *until_ver)))
        }
        Withdrawal::Invitation { community, code, key, install } => {
            let known = tx.lock_invitation(*community, *code)?;
            let known = known.filter(|known| known.key.is_none() && known.expires > 0);
            Ok(known.map(|known| {
                let (key, install, expires) = (*key, *install, 0);
                Lacking::Invitation(InvitationRow { key, install, expires, ..known })
            }))
        }
        Withdrawal::Login { account, login, password, changed } => {
            let Some(known) = tx.account(*account)? else { return Ok(None) };
            let before = tx.login_of(*account)?;
            if before.as_ref().is_some_and(|before| before.changed >= *changed) {
                return Ok(None);
            }
            let Some(password) = password else {
                return Ok(before.map(|_| Lacking::Login(known, None)));
            };
            // Another account may have this name in the older database. Then the password counts
            // under the old name.
            let taken = tx.login(login)?.is_some_and(|other| other.account != *account);
            let kept = before.map(|before| before.login);
            let name = if taken { kept } else { Some(login.clone()) };
            let (account, changed) = (*account, *changed);
            Ok(name.map(|login| {
                let password = password.clone();
                Lacking::Login(known, Some(Login { login, account, password, changed }))
            }))
        }
        Withdrawal::Unknown => Ok(None),
    }
}

fn write(tx: &mut dyn Tx, rows: Lacking) -> Result<()> {
    match rows {
        Lacking::Install(install) => tx.put_install(&install),
        Lacking::Grant(account, grant, until_ver) => {
            if let Some(grant) = grant {
                tx.put_grant(&GrantRow { until_ver: Some(until_ver), ..grant })?;
            }
            // The versions of the lost history are not used again, so that none means two things.
            for _ in account.grant_ver + 1..until_ver {
                tx.next_grant_ver(account.account)?;
            }
            update_feeds(tx, &account).map(|_| ())
        }
        Lacking::Invitation(invitation) => tx.put_invitation(&invitation),
        Lacking::Login(account, login) => {
            match login {
                Some(login) => tx.put_login(&login)?,
                None => tx.remove_login(account.account)?,
            }
            tx.end_sessions_of(account.community, account.account)
        }
    }
}

/// Gathers the withdrawals of a database, for a hub whose list begins now.
pub(crate) fn gather(tx: &mut dyn Tx) -> Result<Vec<Withdrawal>> {
    let mut all: Vec<Withdrawal> =
        tx.installs()?.iter().filter_map(Withdrawal::of_install).collect();
    all.extend(tx.used_invitations()?.iter().map(Withdrawal::of_invitation));
    for account in tx.accounts()? {
        let grants = tx.grants(account.community, account.account)?;
        all.extend(grants.iter().filter_map(Withdrawal::of_grant));
        all.extend(tx.login_of(account.account)?.iter().map(Withdrawal::of_login));
    }
    Ok(all)
}
