//! Which page answers a request.

use crate::console::{Answer, Console, html};
use crate::refusal::Refusal;
use crate::request::{PageRequest, PageResponse, Values, read_ids};
use crate::session::{SignedIn, same_site};
use crate::sign_in::{NotIn, SignInError};
use crate::{assets, matter, visit};
use askama::Template;
use gridbook_domain::role::{Action, Page, Resource};
use gridbook_domain::{AreaId, RecordId};
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
        let page = page_at(path).ok_or(Refusal::NotFound)?;
        if !who.account.role.may(Action::Open, Resource::Page(page)) {
            return Err(Refusal::NoPage);
        }
        match (page, path) {
            (Page::Today, _) => self.today(who, query),
            (Page::Visits, _) => self.visits(who, query),
            (Page::Visit, _) => self.visit(who, ids(path)?, query, visit::FormInput::default()),
            (Page::Matters, _) => self.matters(who, query),
            (Page::Matter, _) => self.matter(who, ids(path)?, query, matter::FormInput::default()),
            (Page::Coverage, _) => self.coverage(who, query),
            (Page::Households, [.., grid]) => self.households(who, grid, query),
            (Page::Handhelds, _) => self.handhelds(who, query),
            (Page::Photo, _) => self.photo(who, ids(path)?, query),
            (Page::Households, []) => Err(Refusal::NotFound),
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

/// Returns the page at an address.
fn page_at(path: &[&str]) -> Option<Page> {
    Some(match path {
        ["today"] => Page::Today,
        ["visits"] => Page::Visits,
        ["visits", _, _] => Page::Visit,
        ["matters"] => Page::Matters,
        ["matters", _, _] => Page::Matter,
        ["coverage"] => Page::Coverage,
        ["coverage", _] => Page::Households,
        ["handhelds"] => Page::Handhelds,
        ["photos", _, _] => Page::Photo,
        _ => return None,
    })
}

/// Reads the community and the record that an address of a page names.
fn ids(path: &[&str]) -> Result<(AreaId, RecordId), Refusal> {
    match path {
        [_, community, record] => read_ids(community, record).ok_or(Refusal::NotFound),
        _ => Err(Refusal::NotFound),
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

/// The answer to a refusal. Who is not signed in is sent there; a failure inside is logged and not
/// told.
fn refused(refusal: &Refusal, ask: &PageRequest) -> PageResponse {
    match refusal {
        Refusal::SignIn if ask.method == Method::Get => return PageResponse::to("/sign-in"),
        Refusal::Store(error) => tracing::error!(%error, "a page failed"),
        Refusal::Hub(error) => tracing::error!(%error, "a page failed"),
        _ => {}
    }
    let told = refusal.told();
    let sign_in = matches!(refusal, Refusal::SignIn);
    let page = RefusedPage { title: told.title, message: told.message, sign_in };
    PageResponse::page(told.status, page.render().unwrap_or_default())
}
