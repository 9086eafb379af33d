//! Signing in: login names, passwords, and how often one may guess.

use super::params::Values;
use super::password::{self, MOST_OF_ADDRESS, MOST_OF_LOGIN, MOST_OF_LOGIN_HERE};
use super::refusal::Refusal;
use super::request::PageRequest;
use super::session::{LASTS_MS, Ticket, has_a_desk};
use crate::kit::console::Console;
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AccountId;
use gridbook_hub::DEPLOYMENT;
use gridbook_hub::host::draw;
use gridbook_hub::{Hub, HubError};
use gridbook_store::{Login, Session, StoreError};

/// Why signing in did not succeed, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotIn {
    /// The name or the password is wrong; the answer does not say which.
    Wrong,
    /// Too many failures; after this number of minutes another try is allowed.
    Blocked {
        /// The minutes, rounded up.
        minutes: i64,
    },
    /// Workers have devices and no desk.
    NoDesk,
    /// Too many people sign in at this moment.
    Busy,
}

/// Why no session was opened.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// The person is shown why beside the form.
    NotIn(NotIn),
    /// The request itself cannot be answered.
    Refusal(Refusal),
}

impl From<NotIn> for SignInError {
    fn from(why: NotIn) -> Self {
        Self::NotIn(why)
    }
}

impl<E> From<E> for SignInError
where
    HubError: From<E>,
{
    fn from(error: E) -> Self {
        Self::Refusal(error.into())
    }
}

/// Sets how an account signs in to the console, and ends its sessions.
///
/// # Errors
/// [`HubError::NotFound`]; [`HubError::Invalid`] for a login name that is taken or is not 2 to
/// 40 letters, digits, `.`, `-` or `_`, or for a password of other than 10 to 128 characters.
pub fn set_login(
    hub: &Hub,
    account: AccountId,
    login: &str,
    password: &str,
) -> Result<(), HubError> {
    let login = login_name(login).ok_or_else(|| {
        HubError::invalid("a login name has 2 to 40 letters, digits, dots or dashes")
    })?;
    if !password::LENGTH.contains(&password.chars().count()) {
        return Err(HubError::invalid("a password has 10 to 128 characters"));
    }
    let hash = password::hash(hub.random(), password)?;
    let changed = hub.now();
    hub.store().write(|tx| {
        let found = tx.account(account)?.filter(|found| found.community != DEPLOYMENT);
        let found = found.ok_or(StoreError::NotFound { what: "account" })?;
        if tx.login(&login)?.is_some_and(|known| known.account != account) {
            return Err(HubError::invalid("this login name is taken"));
        }
        let (login, password) = (login.clone(), hash.clone());
        tx.end_sessions_of(found.community, account)?;
        Ok(hub.put_login(tx, Login { login, account, password, changed })?)
    })
}

impl Console {
    /// Opens a session; gives the cookie that carries it.
    pub(crate) fn sign_in(&self, ask: &PageRequest, form: &Values) -> Result<String, SignInError> {
        let name = form.get("login").unwrap_or_default().to_lowercase();
        let now = self.hub.now();
        let keys = limited(&name, &near(ask));
        let (blocked, login) = self.hub.store().read(|tx| -> Result<_, SignInError> {
            let mut blocked = None;
            for (key, most) in keys {
                let until = password::blocked_until(tx.failures(key)?, most, now);
                blocked = blocked.max(until);
            }
            Ok((blocked, tx.login(&name)?))
        })?;
        if let Some(until) = blocked {
            return Err(NotIn::Blocked { minutes: (until - now + 59_999) / 60_000 }.into());
        }
        let hash = login.as_ref().map(|login| login.password.as_str());
        let typed = form.typed("password");
        match self.throttle.check(typed, hash) {
            None => Err(NotIn::Busy.into()),
            Some(true) => self.open_session(ask, login, keys, now),
            Some(false) => {
                self.hub.store().write(|tx| -> Result<_, SignInError> {
                    for (key, _) in keys {
                        let failures = password::failed(tx.failures(key)?, now);
                        tx.put_failures(key, Some(failures))?;
                    }
                    Ok(())
                })?;
                Err(NotIn::Wrong.into())
            }
        }
    }

    fn open_session(
        &self,
        ask: &PageRequest,
        login: Option<Login>,
        keys: [(Hash, u64); 3],
        now: i64,
    ) -> Result<String, SignInError> {
        let secret: [u8; 32] = draw(self.hub.random())?;
        self.hub.store().write(|tx| {
            let Some(checked) = &login else { return Err(NotIn::Wrong.into()) };
            // While it was checked the password may have been replaced: what was right is no more.
            if tx.login_of(checked.account)?.as_ref() != Some(checked) {
                return Err(NotIn::Wrong.into());
            }
            let found = tx.account(checked.account)?.filter(|found| has_a_desk(&found.role));
            let Some(account) = found else { return Err(NotIn::NoDesk.into()) };
            // A right password forgets what its owner mistyped here. What others tried elsewhere
            // stays counted, and so does what was tried from here under other names.
            let [(here, _), ..] = keys;
            tx.put_failures(here, None)?;
            let ticket = Ticket::new(account.community, secret);
            let (opened, used, ends) = (now, now, now.saturating_add(LASTS_MS));
            let (community, token, account) = (account.community, ticket.hash(), account.account);
            tx.put_session(&Session { community, token, account, opened, used, ends })?;
            Ok(ticket.cookie(ask))
        })
    }
}

/// Returns the keys that failures are counted by, each with its limit: the name from this place, so
/// that nobody is shut out by the typing of strangers; the place, whatever the name; and the name
/// from anywhere, so that a crowd of places guesses no faster.
fn limited(name: &str, near: &str) -> [(Hash, u64); 3] {
    let key = |text: String| body_hash(text.as_bytes());
    [
        (key(format!("login here\n{near}\n{name}")), MOST_OF_LOGIN_HERE),
        (key(format!("address\n{near}")), MOST_OF_ADDRESS),
        (key(format!("login\n{name}")), MOST_OF_LOGIN),
    ]
}

/// A login name in the form it is kept in.
fn login_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    let fits = (2..=40).contains(&name.chars().count());
    (fits && name.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c))).then_some(name)
}

/// Returns the place a request comes from, as far as limits distinguish senders: an IPv4 address,
/// or the 64 bits of an IPv6 address that one line is given.
fn near(ask: &PageRequest) -> String {
    match ask.address.map(|address| address.to_canonical()) {
        Some(std::net::IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_hub::Method;

    #[test]
    fn login_names_are_kept_in_lower_case() {
        assert_eq!(login_name(" Du-Dao.1 "), Some("du-dao.1".to_owned()));
        assert_eq!(login_name("督导员"), Some("督导员".to_owned()));
        for wrong in ["", "a", "a b", "<script>", &"x".repeat(41)] {
            assert_eq!(login_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_line_of_ipv6_counts_as_one_sender() {
        let ask = PageRequest {
            method: Method::Post,
            path: "/sign-in".to_owned(),
            query: String::new(),
            cookie: None,
            host: None,
            origin: None,
            secure: false,
            address: Some("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            body: None,
        };
        assert_eq!(near(&ask), "2001:db8:1:2");
    }
}
