//! Which page answers a request.

use crate::kit::assets;
use crate::kit::console::{Answer, Console, html};
use crate::kit::login::{NotIn, SignInError};
use crate::kit::page::{PageContext, PageEntry};
use crate::kit::params::Values;
use crate::kit::refusal::Refusal;
use crate::kit::request::{PageRequest, PageResponse};
use crate::kit::session::{SignedIn, same_site};
use crate::pages::PAGES;
use askama::Template;
use gridbook_domain::role::{Action, Resource};
use gridbook_hub::Method;

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
    message: &'static str,
    sign_in: bool,
}

impl Console {
    /// Answers one request of a browser. Never panics on what it is sent.
    pub fn answer(&self, ask: &PageRequest) -> PageResponse {
        let answer = self.page(ask);
        answer.unwrap_or_else(|refusal| refused(&refusal, ask))
    }

    fn page(&self, ask: &PageRequest) -> Answer {
        if ask.method == Method::Other {
            return Err(Refusal::Method);
        }
        let query = Values::of_query(&ask.query)?;
        let path: Vec<&str> = ask.path.split('/').skip(1).collect();
        if ask.method == Method::Get {
            return match *path {
                ["assets", name] => assets::asset(name),
                [""] => Ok(PageResponse::to("/today")),
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
            let left = PageResponse::to("/sign-in").with("set-cookie", cookie);
            // Nor what browsers keep for the button that goes back.
            return Ok(left.with("clear-site-data", "\"cache\"".to_owned()));
        }
        self.post(&who, &path, &query, &form)
    }

    fn get(&self, who: &SignedIn, path: &[&str], query: &Values) -> Answer {
        let (entry, segments) = entry_at(path).ok_or(Refusal::NotFound)?;
        if !who.account.role.may(Action::Open, Resource::Page(entry.page)) {
            return Err(Refusal::NoPage);
        }
        let (page, form) = (entry.page, &Values::default());
        let console = self;
        (entry.show)(&PageContext { console, pages: PAGES, page, who, segments, query, form })
    }

    fn post(&self, who: &SignedIn, path: &[&str], query: &Values, form: &Values) -> Answer {
        let (name, path) = path.split_last().ok_or(Refusal::NotFound)?;
        let (entry, segments) = entry_at(path).ok_or(Refusal::NotFound)?;
        let mut forms = entry.forms.iter();
        let (_, save) = forms.find(|(known, _)| known == name).ok_or(Refusal::NotFound)?;
        let (console, page) = (self, entry.page);
        save(&PageContext { console, pages: PAGES, page, who, segments, query, form })
    }

    fn sign_in_posted(&self, ask: &PageRequest, form: &Values) -> Answer {
        let login = form.get("login").unwrap_or_default();
        match self.sign_in(ask, form) {
            Ok(cookie) => Ok(PageResponse::to("/today").with("set-cookie", cookie)),
            Err(SignInError::NotIn(why)) => {
                let (status, words) = not_in(&why);
                sign_in_page(status, login, words)
            }
            Err(SignInError::Refusal(refusal)) => Err(refusal),
        }
    }
}

/// Returns the page at an address, and the segments that its path leaves open.
fn entry_at<'a>(path: &[&'a str]) -> Option<(&'static PageEntry, Vec<&'a str>)> {
    PAGES.iter().find_map(|entry| Some((entry, entry.matches(path)?)))
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

/// Answers a refusal. A browser that is not signed in is sent to the form; an internal failure is
/// logged and not shown.
fn refused(refusal: &Refusal, ask: &PageRequest) -> PageResponse {
    match refusal {
        Refusal::SignIn if ask.method == Method::Get => return PageResponse::to("/sign-in"),
        Refusal::Hub(error) => tracing::error!(%error, "a page failed"),
        _ => {}
    }
    let text = refusal.text();
    let sign_in = matches!(refusal, Refusal::SignIn);
    let page = RefusedPage { title: text.title, message: text.message, sign_in };
    PageResponse::page(text.status, page.render().unwrap_or_default())
}
