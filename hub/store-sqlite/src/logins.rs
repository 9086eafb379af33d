//! Statements over logins, sessions and failures.

use super::SqliteTx;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{Failures, Login, Logins, Result, Session};
use rusqlite::{Row, named_params};

fn login(row: &Row<'_>) -> rusqlite::Result<Login> {
    Ok(Login {
        login: row.get("login")?,
        account: row.read("account")?,
        password: row.get("password")?,
        changed: row.get("changed")?,
    })
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        community: row.read("community")?,
        token: row.read("token")?,
        account: row.read("account")?,
        opened: row.get("opened")?,
        used: row.get("used")?,
        ends: row.get("ends")?,
    })
}

fn failures(row: &Row<'_>) -> rusqlite::Result<Failures> {
    Ok(Failures { count: row.get("count")?, since: row.get("since")? })
}

impl Logins for SqliteTx<'_> {
    fn put_login(&mut self, login: &Login) -> Result<()> {
        self.run(
            include_str!("logins/put_login.sql"),
            named_params! {
                ":account": login.account.as_bytes(),
                ":login": login.login.to_lowercase(),
                ":password": login.password,
                ":changed": login.changed,
            },
        )?;
        Ok(())
    }

    fn login(&mut self, name: &str) -> Result<Option<Login>> {
        self.first(
            "SELECT account, login, password, changed FROM login WHERE login = :login",
            named_params! { ":login": name.to_lowercase() },
            login,
        )
    }

    fn login_of(&mut self, account: AccountId) -> Result<Option<Login>> {
        self.first(
            "SELECT account, login, password, changed FROM login WHERE account = :account",
            named_params! { ":account": account.as_bytes() },
            login,
        )
    }

    fn remove_login(&mut self, account: AccountId) -> Result<()> {
        self.run(
            "DELETE FROM login WHERE account = :account",
            named_params! { ":account": account.as_bytes() },
        )?;
        Ok(())
    }

    fn put_session(&mut self, session: &Session) -> Result<()> {
        self.run(
            include_str!("logins/put_session.sql"),
            named_params! {
                ":community": session.community.as_bytes(),
                ":token": session.token.0,
                ":account": session.account.as_bytes(),
                ":opened": session.opened,
                ":used": session.used,
                ":ends": session.ends,
            },
        )?;
        Ok(())
    }

    fn session(&mut self, community: AreaId, token: Hash) -> Result<Option<Session>> {
        self.first(
            "SELECT community, token, account, opened, used, ends FROM session
                WHERE community = :community AND token = :token",
            named_params! { ":community": community.as_bytes(), ":token": token.0 },
            session,
        )
    }

    fn end_session(&mut self, community: AreaId, token: Hash) -> Result<()> {
        self.run(
            "DELETE FROM session WHERE community = :community AND token = :token",
            named_params! { ":community": community.as_bytes(), ":token": token.0 },
        )?;
        Ok(())
    }

    fn end_sessions_of(&mut self, community: AreaId, account: AccountId) -> Result<()> {
        self.run(
            "DELETE FROM session WHERE community = :community AND account = :account",
            named_params! { ":community": community.as_bytes(), ":account": account.as_bytes() },
        )?;
        Ok(())
    }

    fn end_all_sessions(&mut self) -> Result<()> {
        self.run("DELETE FROM session", []).map(|_| ())
    }

    fn forget_logins(&mut self, before: i64, limit: u64) -> Result<u64> {
        let sessions = self.run(
            "DELETE FROM session WHERE (community, token) IN
                (SELECT community, token FROM session WHERE ends < :before LIMIT :limit)",
            named_params! { ":before": before, ":limit": limit },
        )? as u64;
        let failures = self.run(
            "DELETE FROM login_failure WHERE key IN
                (SELECT key FROM login_failure WHERE since < :before LIMIT :limit)",
            named_params! { ":before": before, ":limit": limit.saturating_sub(sessions) },
        )? as u64;
        Ok(sessions + failures)
    }

    fn failures(&mut self, key: Hash) -> Result<Option<Failures>> {
        self.first(
            "SELECT count, since FROM login_failure WHERE key = :key",
            named_params! { ":key": key.0 },
            failures,
        )
    }

    fn put_failures(&mut self, key: Hash, failures: Option<Failures>) -> Result<()> {
        let Some(failures) = failures else {
            let forget = "DELETE FROM login_failure WHERE key = :key";
            return self.run(forget, named_params! { ":key": key.0 }).map(|_| ());
        };
        self.run(
            "INSERT INTO login_failure (key, count, since) VALUES (:key, :count, :since)
                ON CONFLICT (key) DO UPDATE SET count = excluded.count, since = excluded.since",
            named_params! {
                ":key": key.0,
                ":count": failures.count,
                ":since": failures.since,
            },
        )?;
        Ok(())
    }
}
