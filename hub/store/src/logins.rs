//! The primitives of signing in: login names, sessions and failed attempts.

use super::Result;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AccountId, AreaId};

/// The login of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The login name, in lower case; unique in the deployment.
    pub login: String,
    /// The account.
    pub account: AccountId,
    /// The password's hash with its parameters, as argon2's own text.
    pub password: String,
    /// When the password was set.
    pub changed: i64,
}

/// A session of a signed-in account; its token is stored as a hash.
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

/// Failed attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Their number since `since`.
    pub count: u64,
    /// When the first of them happened.
    pub since: i64,
}

/// Signing in.
pub trait Logins {
    /// Writes the login of an account, replacing an earlier one.
    ///
    /// # Errors
    ///
    /// When the database fails, or another account has this login name.
    fn put_login(&mut self, login: &Login) -> Result<()>;
    /// Reads the login with a name.
    fn login(&mut self, login: &str) -> Result<Option<Login>>;
    /// Reads the login of an account.
    fn login_of(&mut self, account: AccountId) -> Result<Option<Login>>;
    /// Removes the login of an account.
    fn remove_login(&mut self, account: AccountId) -> Result<()>;
    /// Writes a session, replacing an earlier one.
    fn put_session(&mut self, session: &Session) -> Result<()>;
    /// Reads a session.
    fn session(&mut self, community: AreaId, token: Hash) -> Result<Option<Session>>;
    /// Ends a session.
    fn end_session(&mut self, community: AreaId, token: Hash) -> Result<()>;
    /// Ends all sessions of an account.
    fn end_sessions_of(&mut self, community: AreaId, account: AccountId) -> Result<()>;
    /// Ends all sessions of all accounts.
    fn end_all_sessions(&mut self) -> Result<()>;
    /// Deletes sessions that ended before a moment and failures that began before it, of all
    /// communities, at most `limit`. Returns how many.
    fn forget_logins(&mut self, before: i64, limit: u64) -> Result<u64>;
    /// Reads the failed attempts of a key: the hash of a login name or of an address.
    fn failures(&mut self, key: Hash) -> Result<Option<Failures>>;
    /// Writes the failed attempts of a key; `None` deletes them.
    fn put_failures(&mut self, key: Hash, failures: Option<Failures>) -> Result<()>;
}
