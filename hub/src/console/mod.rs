//! The supervisors' console: pages made on the hub, in the users' Chinese.
//!
//! [`Hub::console`] answers one request of a browser; it is synchronous like [`Hub::handle`] and
//! keeps nothing in memory, so that a test asks it directly and any hub process answers. A page
//! reads through the same store as the phones' sync, only within the grants of who is signed in,
//! and what is decided on it is saved as an op like a phone's ([`Hub::save`]).

mod ask;
mod assets;
mod coverage;
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
mod today;
mod viewer;
mod visit;
mod visits;
mod words;

pub use ask::{Ask, HEADERS, MAX_FORM, Reply};
pub use live::{Live, Pulse};
pub(crate) use password::Gate;

use crate::store::Tx;
use crate::{Hub, Method};
use ask::{Values, read_ids};
use askama::Template;
use refusal::Refusal;
use session::{NotIn, same_site};

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
            if path.first() != Some(&"assets") {
                self.keep_alive(ask)?;
            }
            return self.get(ask, &path, &query);
        }
        if !same_site(ask) {
            return Err(Refusal::Forged);
        }
        self.post(ask, &path, &query, &Values::of_form(ask.body.as_deref())?)
    }

    /// Reads in one transaction, which sees one moment.
    fn seen<T>(
        &self,
        mut work: impl FnMut(&mut dyn Tx) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.store.reading(|tx| match work(tx) {
            Err(Refusal::Store(error)) => Err(error),
            answer => Ok(answer),
        })?
    }

    fn get(&self, ask: &Ask, path: &[&str], query: &Values) -> Answer {
        match path {
            ["assets", name] => assets::asset(name),
            [""] => Ok(Reply::to("/today")),
            ["sign-in"] => sign_in_page(200, "", String::new()),
            ["today"] => self.today(ask, query),
            ["visits"] => self.visits(ask, query),
            ["visits", community, visit] => {
                let ids = read_ids(community, visit).ok_or(Refusal::NotFound)?;
                self.visit(ask, ids, query, visit::Typed::default())
            }
            ["matters"] => self.matters(ask, query),
            ["matters", community, matter] => {
                let ids = read_ids(community, matter).ok_or(Refusal::NotFound)?;
                self.matter(ask, ids, query, matter::Typed::default())
            }
            ["coverage"] => self.coverage(ask, query),
            ["coverage", grid] => self.households(ask, grid, query),
            ["handhelds"] => self.handhelds(ask, query),
            ["photos", community, photo] => {
                let ids = read_ids(community, photo).ok_or(Refusal::NotFound)?;
                self.photo_bytes(ask, ids, query)
            }
            _ => Err(Refusal::NotFound),
        }
    }

    fn post(&self, ask: &Ask, path: &[&str], query: &Values, form: &Values) -> Answer {
        if let ["sign-in"] = path {
            return self.sign_in_posted(ask, form);
        }
        let csrf = self.store.reading(|tx| {
            Ok(session::who(tx, ask.cookie.as_deref(), self.clock.now())?.map(|who| who.csrf))
        })?;
        let csrf = csrf.ok_or(Refusal::SignIn)?;
        if form.get("csrf") != Some(csrf.as_str()) {
            return Err(Refusal::Forged);
        }
        self.keep_alive(ask)?;
        match path {
            ["sign-out"] => Ok(Reply::to("/sign-in").with("set-cookie", self.sign_out(ask)?)),
            ["visits", community, visit, verdict @ ("approve" | "return")] => {
                let ids = read_ids(community, visit).ok_or(Refusal::NotFound)?;
                self.judge(ask, ids, verdict, query, form)
            }
            ["matters", community, matter, "step"] => {
                let ids = read_ids(community, matter).ok_or(Refusal::NotFound)?;
                self.step_matter(ask, ids, query, form)
            }
            _ => Err(Refusal::NotFound),
        }
    }

    fn sign_in_posted(&self, ask: &Ask, form: &Values) -> Answer {
        let login = form.get("login").unwrap_or_default();
        match self.sign_in(ask, form)? {
            Ok(cookie) => Ok(Reply::to("/today").with("set-cookie", cookie)),
            Err(why) => {
                let (status, words) = not_in(&why);
                sign_in_page(status, login, words)
            }
        }
    }
}

fn not_in(why: &NotIn) -> (u16, String) {
    match why {
        NotIn::Wrong => (422, "登录名或密码不对，请检查后再试。".to_owned()),
        NotIn::Blocked { minutes } => {
            (429, format!("尝试次数太多，请 {minutes} 分钟后再试，或请管理员重设密码。"))
        }
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
