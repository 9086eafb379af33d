//! The primitives of signing in: login names, sessions, and how often somebody failed.

use super::Result;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AccountId, AreaId};

/// How an account signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// What is typed, in lower case; unique in the deployment.
    pub login: String,
    /// The account.
    pub account: AccountId,
    /// The password's hash with its parameters, as argon2's own text.
    pub password: String,
    /// When the password was set.
    pub changed: i64,
}

/// Somebody who is signed in; the token is kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account's home.
    pub community: AreaId,
    /// The SHA-256 of the token.
    pub token: Hash,
    /// The account.
    pub account: AccountId,
    /// When it was opened.
    pub opened: i64,
    /// When it was used last, to the minute.
    pub used: i64,
    /// When it ends at the latest.
    pub ends: i64,
}

/// How often something was tried without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How often since `since`.
    pub count: u64,
    /// When the first of them was.
    pub since: i64,
}

/// Signing in.
pub trait Logins {
    /// Writes how an account signs in, in place of what was there.
    ///
    /// # Errors
    /// When the database fails, or another account has this login name.
    fn put_login(&mut self, login: &Login) -> Result<()>;
    /// Who signs in under a name.
    fn login(&mut self, login: &str) -> Result<Option<Login>>;
    /// How an account signs in.
    fn login_of(&mut self, account: AccountId) -> Result<Option<Login>>;
    /// Writes a session, in place of what was there.
    fn put_session(&mut self, session: &Session) -> Result<()>;
    /// A session.
    fn session(&mut self, community: AreaId, token: Hash) -> Result<Option<Session>>;
    /// Ends a session.
    fn end_session(&mut self, community: AreaId, token: Hash) -> Result<()>;
    /// Ends all sessions of an account.
    fn end_sessions_of(&mut self, community: AreaId, account: AccountId) -> Result<()>;
    /// Forgets the sessions that ended before a moment and the failures that began before it, of
    /// all communities, some at a time. Gives how many.
    fn forget_logins(&mut self, before: i64, limit: u64) -> Result<u64>;
    /// How often signing in failed for a key: the hash of a login name or of an address.
    fn failures(&mut self, key: Hash) -> Result<Option<Failures>>;
    /// Writes it, in place of what was there; `None` forgets it.
    fn put_failures(&mut self, key: Hash, failures: Option<Failures>) -> Result<()>;
}
