//! The account a request comes from.
//!
//! A session is a random token in a cookie, kept as a hash. Its forms carry a second token that is
//! derived from the first, so that a page of another site, which can send the cookie but not read
//! it, cannot send a form.

use super::refusal::Refusal;
use super::request::PageRequest;
use crate::kit::console::Console;
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::{Hash, from_text, to_text};
use gridbook_domain::id::AreaId;
use gridbook_domain::role::{Action, Resource, Role};
use gridbook_store::{Account, Result, Session, Tx};

/// The cookie's name, and the one it has over TLS: browsers take a cookie of that prefix only over
/// TLS, for this host alone and all of its paths, so that no neighbour of the host can set one.
const COOKIE: &str = "gridbook";
const TLS_COOKIE: &str = "__Host-gridbook";
/// A session ends after a working day, whatever happens in it.
pub(crate) const LASTS_MS: i64 = 12 * 3_600_000;
/// It ends earlier when nobody has used it for so long.
const IDLE_MS: i64 = 4 * 3_600_000;
/// How exactly its last use is written down.
const USED_EVERY_MS: i64 = 60_000;

/// A session's token, as the cookie holds it.
#[derive(Clone)]
pub(crate) struct Ticket {
    community: AreaId,
    secret: Vec<u8>,
}

impl Ticket {
    /// A new one.
    pub fn new(community: AreaId, secret: [u8; 32]) -> Self {
        Self { community, secret: secret.to_vec() }
    }

    /// The one a request brings.
    pub fn of(ask: &PageRequest) -> Option<Self> {
        let pairs = ask.cookie.as_deref()?.split(';');
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == cookie_name(ask))?;
        let (community, secret) = value.split_once('.')?;
        let secret = from_text(secret).filter(|secret| secret.len() == 32)?;
        Some(Self { community: AreaId::parse(community).ok()?, secret })
    }

    /// Returns the hash by which the store knows it.
    pub fn hash(&self) -> Hash {
        body_hash(&self.secret)
    }

    /// The cookie that carries it.
    pub fn cookie(&self, ask: &PageRequest) -> String {
        let value = format!("{}.{}", self.community, to_text(&self.secret));
        cookie(ask, &value, LASTS_MS / 1_000)
    }

    fn csrf(&self) -> String {
        let mut bytes = b"gridbook csrf 1\n".to_vec();
        bytes.extend_from_slice(&self.secret);
        body_hash(&bytes).to_string()
    }

    /// Whose it is; `None` when the session has ended.
    pub fn holder(&self, tx: &mut dyn Tx, now: i64) -> Result<Option<SignedIn>> {
        let session = tx.session(self.community, self.hash())?;
        let Some(session) = session.filter(|session| alive(session, now)) else { return Ok(None) };
        // Who has become a worker since has no desk any more.
        let account = tx.account(session.account)?.filter(|account| has_a_desk(&account.role));
        Ok(account.map(|account| SignedIn { account, csrf: self.csrf(), session }))
    }
}

/// Somebody signed in.
pub(crate) struct SignedIn {
    /// Their account.
    pub account: Account,
    /// The token that their forms carry.
    pub csrf: String,
    /// Their session.
    session: Session,
}

fn alive(session: &Session, now: i64) -> bool {
    now < session.ends && now < session.used.saturating_add(IDLE_MS)
}

/// Whether somebody of this role signs in to the console at all.
pub(crate) fn has_a_desk(role: &Role) -> bool {
    role.may(Action::SignIn, Resource::Console)
}

/// Returns whether a form was sent from a page of this console: its origin, if the browser names
/// it, is the requested host. Browsers leave the scheme's own port out; some proxies do not.
pub(crate) fn same_site(ask: &PageRequest) -> bool {
    match (&ask.origin, &ask.host) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(scheme, from)| {
            let port = if scheme == "https" { ":443" } else { ":80" };
            from.eq_ignore_ascii_case(host.strip_suffix(port).unwrap_or(host))
        }),
        (Some(_), None) => false,
    }
}

impl Console {
    /// Returns the account behind a request, looked up once a request; the last use of the session
    /// is written down once a minute.
    pub(crate) fn enter(&self, ask: &PageRequest) -> Result<SignedIn, Refusal> {
        let (now, ticket) = (self.hub.now(), Ticket::of(ask).ok_or(Refusal::SignIn)?);
        let who = self.hub.store().read(|tx| ticket.holder(tx, now))?.ok_or(Refusal::SignIn)?;
        if now - who.session.used >= USED_EVERY_MS {
            let Session { community, token, .. } = who.session;
            self.hub.store().write(|tx| {
                // It may have been ended meanwhile, and must stay so.
                match tx.session(community, token)? {
                    Some(session) => tx.put_session(&Session { used: now, ..session }),
                    None => Ok(()),
                }
            })?;
        }
        Ok(who)
    }

    /// Ends a session; gives the cookie that takes the browser's away.
    pub(crate) fn sign_out(&self, ask: &PageRequest, who: &SignedIn) -> Result<String, Refusal> {
        let Session { community, token, .. } = who.session;
        self.hub.store().write(|tx| tx.end_session(community, token))?;
        Ok(cookie(ask, "", 0))
    }
}

fn cookie_name(ask: &PageRequest) -> &'static str {
    if ask.secure { TLS_COOKIE } else { COOKIE }
}

fn cookie(ask: &PageRequest, value: &str, seconds: i64) -> String {
    let (name, secure) = (cookie_name(ask), if ask.secure { "; Secure" } else { "" });
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_hub::Method;

    fn ask(cookie: &str, secure: bool) -> PageRequest {
        PageRequest {
            method: Method::Post,
            path: "/sign-in".to_owned(),
            query: String::new(),
            cookie: Some(cookie.to_owned()),
            host: None,
            origin: None,
            secure,
            address: None,
            body: None,
        }
    }

    #[test]
    fn a_form_from_another_origin_is_told_apart() {
        let from = |origin: Option<&str>| {
            let (host, origin) = (Some("hub:8080".to_owned()), origin.map(str::to_owned));
            same_site(&PageRequest { host, origin, ..ask("", false) })
        };
        assert!(from(None) && from(Some("http://hub:8080")));
        for origin in ["http://evil", "http://hub", "null", "https://hub:8080.evil"] {
            assert!(!from(Some(origin)), "{origin}");
        }
    }

    #[test]
    fn a_proxy_may_write_the_port_that_browsers_leave_out() {
        let same = |origin: &str, host: &str| {
            let (host, origin) = (Some(host.to_owned()), Some(origin.to_owned()));
            same_site(&PageRequest { host, origin, ..ask("", true) })
        };
        assert!(same("https://hub", "hub:443") && same("http://hub", "hub:80"));
        assert!(same("https://hub:8443", "hub:8443") && same("https://[::1]", "[::1]:443"));
        for (origin, host) in [
            ("https://hub", "hub:80"),
            ("http://hub", "hub:443"),
            ("https://hub:8443", "hub"),
            ("https://hub", "hub:8443"),
            ("https://hub", "127.0.0.1:8080"),
        ] {
            assert!(!same(origin, host), "{origin} {host}");
        }
    }

    #[test]
    fn cookies_of_others_are_no_session() {
        for text in
            ["", "gridbook", "gridbook=", "gridbook=a.b", "x=1; gridbook=..", "gridbook=é.é"]
        {
            assert!(Ticket::of(&ask(text, false)).is_none(), "{text}");
        }
        let community = AreaId::from_bytes([1; 16]);
        let text = format!("a=b; gridbook={community}.{}", to_text(&[5; 32]));
        let ticket = Ticket::of(&ask(&text, false)).unwrap();
        assert_eq!(ticket.community, community);
        assert_ne!(ticket.csrf(), ticket.hash().to_string());
    }

    #[test]
    fn behind_tls_only_the_cookie_no_neighbour_can_set_is_a_session() {
        let ticket = Ticket::new(AreaId::from_bytes([1; 16]), [5; 32]);
        for secure in [true, false] {
            let given = ticket.cookie(&ask("", secure));
            let pair = given.split(';').next().unwrap();
            assert!(Ticket::of(&ask(pair, secure)).is_some(), "{given}");
            assert!(Ticket::of(&ask(pair, !secure)).is_none(), "{given}");
            assert_eq!(given.contains("; Secure"), secure);
            assert_eq!(given.starts_with("__Host-"), secure);
        }
    }
}
