//! The supervisors' console: pages made on the hub, in the users' Chinese.
//!
//! [`Hub::console`] answers one request of a browser; it is synchronous like [`Hub::handle`] and
//! keeps nothing in memory, so that a test asks it directly and any hub process answers. A page
//! reads through the same store as the phones' sync, only within the grants of who is signed in,
//! and what is decided on it is saved as an op like a phone's ([`Hub::decide`]).

mod ask;
mod assets;
mod coverage;
mod escape;
mod frame;
mod handhelds;
mod listing;
mod live;
mod matter;
mod matters;
mod password;
mod photos;
mod refusal;
mod session;
mod sign_in;
mod today;
mod viewer;
mod visit;
mod visits;
mod words;

pub use ask::{Ask, HEADERS, MAX_FORM, Reply};
pub use live::{Live, Pulse};
pub(crate) use password::Gate;

use crate::{Hub, Method};
use ask::{Values, read_ids};
use askama::Template;
use gridbook_store::Tx;
use refusal::Refusal;
use session::{SignedIn, same_site};
use sign_in::{NotIn, SignInError};

/// What a page answers with.
type Answer = Result<Reply, Refusal>;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    login: String,
    wrong: String,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    title: &'static str,
    words: &'static str,
    sign_in: bool,
}

impl Hub {
    /// Answers one request of a browser. Never panics on what it is sent.
    pub fn console(&self, ask: &Ask) -> Reply {
        let answer = self.page(ask);
        answer.unwrap_or_else(|refusal| refused(&refusal, ask))
    }

    fn page(&self, ask: &Ask) -> Answer {
        if ask.method == Method::Other {
            return Err(Refusal::Method);
        }
        let query = Values::of_query(&ask.query)?;
        let path: Vec<&str> = ask.path.split('/').skip(1).collect();
        if ask.method == Method::Get {
            return match *path {
                ["assets", name] => assets::asset(name),
                [""] => Ok(Reply::to("/today")),
                ["sign-in"] => sign_in_page(200, "", String::new()),
                _ => self.get(&self.enter(ask)?, &path, &query),
            };
        }
        if !same_site(ask) {
            return Err(Refusal::Elsewhere);
        }
        let form = Values::of_form(ask.body.as_deref())?;
        if *path == ["sign-in"] {
            return self.sign_in_posted(ask, &form);
        }
        let who = self.enter(ask)?;
        if form.get("csrf") != Some(who.csrf.as_str()) {
            return Err(Refusal::Forged);
        }
        if *path == ["sign-out"] {
            let cookie = self.sign_out(ask, &who)?;
            let left = Reply::to("/sign-in").with("set-cookie", cookie);
            // Nor what browsers keep for the button that goes back.
            return Ok(left.with("clear-site-data", "\"cache\"".to_owned()));
        }
        self.post(&who, &path, &query, &form)
    }

    /// Reads in one transaction, which sees one moment.
    fn seen<T>(&self, work: impl FnMut(&mut dyn Tx) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.store.read(work)
    }

    fn get(&self, who: &SignedIn, path: &[&str], query: &Values) -> Answer {
        match path {
            ["today"] => self.today(who, query),
            ["visits"] => self.visits(who, query),
            ["visits", community, visit] => {
                let ids = read_ids(community, visit).ok_or(Refusal::NotFound)?;
                self.visit(who, ids, query, visit::Typed::default())
            }
            ["matters"] => self.matters(who, query),
            ["matters", community, matter] => {
                let ids = read_ids(community, matter).ok_or(Refusal::NotFound)?;
                self.matter(who, ids, query, matter::Typed::default())
            }
            ["coverage"] => self.coverage(who, query),
            ["coverage", grid] => self.households(who, grid, query),
            ["handhelds"] => self.handhelds(who, query),
            ["photos", community, photo] => {
                let ids = read_ids(community, photo).ok_or(Refusal::NotFound)?;
                self.photo_bytes(who, ids, query)
            }
            _ => Err(Refusal::NotFound),
        }
    }

    fn post(&self, who: &SignedIn, path: &[&str], query: &Values, form: &Values) -> Answer {
        match path {
            ["visits", community, visit, verdict @ ("approve" | "return")] => {
                let ids = read_ids(community, visit).ok_or(Refusal::NotFound)?;
                self.judge(who, ids, verdict, query, form)
            }
            ["matters", community, matter, "step"] => {
                let ids = read_ids(community, matter).ok_or(Refusal::NotFound)?;
                self.step_matter(who, ids, query, form)
            }
            _ => Err(Refusal::NotFound),
        }
    }

    fn sign_in_posted(&self, ask: &Ask, form: &Values) -> Answer {
        let login = form.get("login").unwrap_or_default();
        match self.sign_in(ask, form) {
            Ok(cookie) => Ok(Reply::to("/today").with("set-cookie", cookie)),
            Err(SignInError::NotIn(why)) => {
                let (status, words) = not_in(&why);
                sign_in_page(status, login, words)
            }
            Err(SignInError::Refusal(refusal)) => Err(refusal),
        }
    }
}

fn not_in(why: &NotIn) -> (u16, String) {
    match why {
        NotIn::Wrong => (422, "登录名或密码不对，请检查后再试。".to_owned()),
        NotIn::Blocked { minutes } => (429, format!("尝试次数太多，请 {minutes} 分钟后再试。")),
        NotIn::NoDesk => (403, "网格员请在手持终端上使用，这里没有您的页面。".to_owned()),
        NotIn::Busy => (503, "登录的人太多，请稍等几秒再试。".to_owned()),
    }
}

fn sign_in_page(status: u16, login: &str, wrong: String) -> Answer {
    // A name longer than any that exists is not given back.
    let login = login.chars().take(60).collect();
    html(status, &SignInPage { login, wrong })
}

/// A rendered page.
fn html(status: u16, page: &impl Template) -> Answer {
    let failed = |error: askama::Error| {
        let reason = format!("a page did not render: {error}");
        Refusal::Hub(crate::HubError::Internal { reason })
    };
    Ok(Reply::page(status, page.render().map_err(failed)?))
}

/// The answer to a refusal. Who is not signed in is sent there; a failure inside is logged and not
/// told.
fn refused(refusal: &Refusal, ask: &Ask) -> Reply {
    match refusal {
        Refusal::SignIn if ask.method == Method::Get => return Reply::to("/sign-in"),
        Refusal::Store(error) => tracing::error!(%error, "a page failed"),
        Refusal::Hub(error) => tracing::error!(%error, "a page failed"),
        _ => {}
    }
    let told = refusal.told();
    let sign_in = matches!(refusal, Refusal::SignIn);
    let page = RefusedPage { title: told.title, words: told.words, sign_in };
    Reply::page(told.status, page.render().unwrap_or_default())
}
