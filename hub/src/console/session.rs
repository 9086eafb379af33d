//! Signing in and out, and who a request comes from.
//!
//! A session is a random token in a cookie, kept as a hash. Its forms carry a second token that is
//! derived from the first, so that a page of another site, which can send the cookie but not read
//! it, cannot send a form.

use super::ask::{Ask, Values};
use super::password::{self, MOST_OF_ADDRESS, MOST_OF_LOGIN};
use super::refusal::Refusal;
use crate::host::draw;
use crate::hub::DEPLOYMENT;
use crate::keys::no_randomness;
use crate::store::{Account, Login, Session, StoreError, Tx};
use crate::{Hub, HubError};
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::{Hash, from_text, to_text};
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::role::Role;

/// The cookie's name.
const COOKIE: &str = "gridbook";
/// A session ends after a working day, whatever happens in it.
const LASTS_MS: i64 = 12 * 3_600_000;
/// It ends earlier when nobody has used it for so long.
const IDLE_MS: i64 = 4 * 3_600_000;
/// How exactly its last use is written down.
const USED_EVERY_MS: i64 = 60_000;

/// A session's token, as the cookie holds it.
struct Ticket {
    community: AreaId,
    secret: Vec<u8>,
}

impl Ticket {
    fn read(cookies: &str) -> Option<Self> {
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.into_iter().find(|(name, _)| *name == COOKIE)?;
        let (community, secret) = value.split_once('.')?;
        let secret = from_text(secret).filter(|secret| secret.len() == 32)?;
        Some(Self { community: AreaId::parse(community).ok()?, secret })
    }

    fn hash(&self) -> Hash {
        body_hash(&self.secret)
    }

    fn csrf(&self) -> String {
        let mut bytes = b"gridbook csrf 1\n".to_vec();
        bytes.extend_from_slice(&self.secret);
        body_hash(&bytes).to_string()
    }
}

/// Somebody signed in.
pub(super) struct SignedIn {
    /// Their account.
    pub account: Account,
    /// What their forms carry.
    pub csrf: String,
}

/// Who asks; `None` when nobody is signed in, or not any more.
pub(super) fn who(tx: &mut dyn Tx, cookies: Option<&str>, now: i64) -> Stored<Option<SignedIn>> {
    let Some(ticket) = cookies.and_then(Ticket::read) else { return Ok(None) };
    let Some(session) = tx.session(ticket.community, ticket.hash())? else { return Ok(None) };
    if !alive(&session, now) {
        return Ok(None);
    }
    // Who has become a worker since has no desk any more.
    let account = tx.account(session.account)?.filter(|account| has_a_desk(&account.role));
    Ok(account.map(|account| SignedIn { account, csrf: ticket.csrf() }))
}

type Stored<T> = crate::store::Result<T>;

fn alive(session: &Session, now: i64) -> bool {
    now < session.ends && now < session.used.saturating_add(IDLE_MS)
}

/// Whether somebody of this role signs in to the console at all.
fn has_a_desk(role: &Role) -> bool {
    match role {
        Role::Leader | Role::Supervisor | Role::Dispatcher | Role::Handler | Role::Admin => true,
        Role::Worker | Role::Other(_) => false,
    }
}

/// Whether a form was sent from a page of this console: its origin, if the browser tells it, is the
/// host that was asked.
pub(super) fn same_site(ask: &Ask) -> bool {
    match (&ask.origin, &ask.host) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
}

/// Why signing in did not succeed, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotIn {
    /// The name or the password is wrong; which of them is not told.
    Wrong,
    /// Too many failures; after so many minutes one may try again.
    Blocked {
        /// The minutes, rounded up.
        minutes: i64,
    },
    /// Workers have handhelds and no desk.
    NoDesk,
    /// Too many people sign in at this moment.
    Busy,
}

impl Hub {
    /// Sets how an account signs in to the console, and ends its sessions.
    ///
    /// # Errors
    /// [`HubError::NotFound`]; [`HubError::Invalid`] for a login name that is taken or is not 2 to
    /// 40 letters, digits, `.`, `-` or `_`, or for a password of other than 10 to 128 characters.
    pub fn set_login(
        &self,
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
        let hash = password::hash(self.random.as_ref(), password).map_err(no_randomness)?;
        let changed = self.clock.now();
        let taken = self.store.writing(|tx| {
            let found = tx.account(account)?.filter(|found| found.community != DEPLOYMENT);
            let found = found.ok_or(StoreError::NotFound { what: "account" })?;
            if tx.login(&login)?.is_some_and(|known| known.account != account) {
                return Ok(true);
            }
            let (login, password) = (login.clone(), hash.clone());
            tx.put_login(&Login { login, account, password, changed })?;
            tx.end_sessions_of(found.community, account)?;
            Ok(false)
        })?;
        if taken { Err(HubError::invalid("this login name is taken")) } else { Ok(()) }
    }

    /// Opens a session; gives the cookie that carries it.
    pub(super) fn sign_in(
        &self,
        ask: &Ask,
        form: &Values,
    ) -> Result<Result<String, NotIn>, Refusal> {
        let name = form.get("login").unwrap_or_default().to_lowercase();
        let now = self.clock.now();
        let keys = [
            (body_hash(format!("login\n{name}").as_bytes()), MOST_OF_LOGIN),
            (body_hash(format!("address\n{}", near(ask)).as_bytes()), MOST_OF_ADDRESS),
        ];
        let (blocked, login) = self.store.reading(|tx| {
            let mut blocked = None;
            for (key, most) in keys {
                let until = password::blocked_until(tx.failures(key)?, most, now);
                blocked = blocked.max(until);
            }
            Ok((blocked, tx.login(&name)?))
        })?;
        if let Some(until) = blocked {
            return Ok(Err(NotIn::Blocked { minutes: (until - now + 59_999) / 60_000 }));
        }
        let hash = login.as_ref().map(|login| login.password.as_str());
        let typed = form.typed("password");
        match self.passwords.check(typed, hash) {
            None => Ok(Err(NotIn::Busy)),
            Some(true) => self.open_session(ask, login, keys.map(|k| k.0), now),
            Some(false) => {
                self.store.writing(|tx| {
                    for (key, _) in keys {
                        let failures = password::failed(tx.failures(key)?, now);
                        tx.put_failures(key, Some(failures))?;
                    }
                    Ok(())
                })?;
                Ok(Err(NotIn::Wrong))
            }
        }
    }

    fn open_session(
        &self,
        ask: &Ask,
        login: Option<Login>,
        keys: [Hash; 2],
        now: i64,
    ) -> Result<Result<String, NotIn>, Refusal> {
        let secret: [u8; 32] = draw(self.random.as_ref()).map_err(no_randomness)?;
        let admitted = self.store.writing(|tx| {
            let Some(checked) = &login else { return Ok(Err(NotIn::Wrong)) };
            // While it was checked the password may have been replaced: what was right is no more.
            if tx.login_of(checked.account)?.as_ref() != Some(checked) {
                return Ok(Err(NotIn::Wrong));
            }
            let found = tx.account(checked.account)?.filter(|found| has_a_desk(&found.role));
            let Some(account) = found else { return Ok(Err(NotIn::NoDesk)) };
            // A right password forgets the failures of the name, not those of the address.
            tx.put_failures(keys[0], None)?;
            let (token, ends) = (body_hash(&secret), now.saturating_add(LASTS_MS));
            let community = account.community;
            let (opened, used, account) = (now, now, account.account);
            tx.put_session(&Session { community, token, account, opened, used, ends })?;
            Ok(Ok(community))
        })?;
        let value = |community| format!("{community}.{}", to_text(&secret));
        Ok(admitted.map(|community| cookie(ask, &value(community), LASTS_MS / 1_000)))
    }

    /// Ends the session of a request; gives the cookie that takes the browser's away.
    pub(super) fn sign_out(&self, ask: &Ask) -> Result<String, Refusal> {
        if let Some(ticket) = ask.cookie.as_deref().and_then(Ticket::read) {
            self.store.writing(|tx| tx.end_session(ticket.community, ticket.hash()))?;
        }
        Ok(cookie(ask, "", 0))
    }

    /// Writes down, now and then, that a session is in use.
    pub(super) fn keep_alive(&self, ask: &Ask) -> Result<(), Refusal> {
        let Some(ticket) = ask.cookie.as_deref().and_then(Ticket::read) else { return Ok(()) };
        let (now, key) = (self.clock.now(), ticket.hash());
        let found = self.store.reading(|tx| tx.session(ticket.community, key))?;
        let worth = |found: &Session| alive(found, now) && now - found.used >= USED_EVERY_MS;
        let Some(session) = found.filter(worth) else {
            return Ok(());
        };
        Ok(self.store.writing(|tx| {
            // It may have been ended meanwhile, and must stay so.
            match tx.session(ticket.community, key)? {
                Some(_) => tx.put_session(&Session { used: now, ..session.clone() }),
                None => Ok(()),
            }
        })?)
    }
}

fn cookie(ask: &Ask, value: &str, seconds: i64) -> String {
    let secure = if ask.secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// A login name in the form it is kept in.
fn login_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    let fits = (2..=40).contains(&name.chars().count());
    (fits && name.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c))).then_some(name)
}

/// Where a request comes from, as far as limits tell senders apart: an IPv4 address, or the 64 bits
/// of an IPv6 one that a line is given.
fn near(ask: &Ask) -> String {
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
    use crate::Method;

    fn ask(host: Option<&str>, origin: Option<&str>) -> Ask {
        Ask {
            method: Method::Post,
            path: "/sign-in".to_owned(),
            query: String::new(),
            cookie: None,
            host: host.map(str::to_owned),
            origin: origin.map(str::to_owned),
            secure: false,
            address: Some("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            body: None,
        }
    }

    #[test]
    fn a_form_from_another_origin_is_told_apart() {
        assert!(same_site(&ask(Some("hub:8080"), None)));
        assert!(same_site(&ask(Some("hub:8080"), Some("http://hub:8080"))));
        for origin in ["http://evil", "http://hub", "null", "https://hub:8080.evil"] {
            assert!(!same_site(&ask(Some("hub:8080"), Some(origin))), "{origin}");
        }
    }

    #[test]
    fn cookies_of_others_are_no_session() {
        for text in
            ["", "gridbook", "gridbook=", "gridbook=a.b", "x=1; gridbook=..", "gridbook=é.é"]
        {
            assert!(Ticket::read(text).is_none(), "{text}");
        }
        let community = AreaId::from_bytes([1; 16]);
        let text = format!("a=b; gridbook={community}.{}", to_text(&[5; 32]));
        let ticket = Ticket::read(&text).unwrap();
        assert_eq!(ticket.community, community);
        assert_ne!(ticket.csrf(), ticket.hash().to_string());
    }

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
        assert_eq!(near(&ask(None, None)), "2001:db8:1:2");
    }
}
