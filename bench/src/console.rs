//! The console's pages at street size, as a browser asks for them: the whole answer, from the
//! cookie to the last byte, for a supervisor of all twelve communities.

use crate::BenchError;
use crate::pages::{Took, time};
use crate::street::Street;
use gridbook_console::{Console, PageRequest, PageResponse, set_login};
use gridbook_domain::area::Level;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_hub::{Hub, Method};
use std::sync::Arc;

const PASSWORD: &str = "a bench's password";

/// A browser that is signed in.
struct Browser {
    console: Console,
    cookie: Option<String>,
}

impl Browser {
    /// Signs a supervisor of the whole street in.
    fn of_a_supervisor(hub: &Arc<Hub>) -> Result<Self, BenchError> {
        let areas = hub.areas()?;
        let of = |level| areas.iter().find(|area| area.level == level).map(|area| area.area);
        let missing = || BenchError::Setup("a street without communities");
        let home = of(Level::Community).ok_or_else(missing)?;
        let account = hub.add_account("督导员", Role::Supervisor, home)?;
        hub.grant(account, of(Level::Street).ok_or_else(missing)?, FeedKind::Grid)?;
        set_login(hub, account, "bench", PASSWORD)?;
        let mut browser = Self { console: Console::new(Arc::clone(hub)), cookie: None };
        let form = format!("login=bench&password={}", PASSWORD.replace(' ', "+"));
        let reply = browser.console.answer(&browser.ask(Method::Post, "/sign-in", Some(form)));
        let given = reply.headers.iter().find(|(name, _)| *name == "set-cookie");
        let cookie = given.and_then(|(_, value)| value.split(';').next());
        browser.cookie = cookie.map(str::to_owned);
        Ok(browser)
    }

    fn ask(&self, method: Method, address: &str, form: Option<String>) -> PageRequest {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        PageRequest {
            method,
            path: path.to_owned(),
            query: query.replace("&amp;", "&").replace("&#38;", "&"),
            cookie: self.cookie.clone(),
            host: None,
            origin: None,
            secure: false,
            address: None,
            body: form.map(String::into_bytes),
        }
    }

    fn get(&self, address: &str) -> Result<PageResponse, BenchError> {
        let reply = self.console.answer(&self.ask(Method::Get, address, None));
        if reply.status == 200 { Ok(reply) } else { Err(BenchError::Setup("a page failed")) }
    }

    /// The first address in a page that begins like this, behind a mark.
    fn find(&self, page: &str, mark: &str, begins: &str) -> Result<String, BenchError> {
        let html = String::from_utf8_lossy(&self.get(page)?.body).into_owned();
        let after = html.split_once(mark).map_or("", |(_, after)| after);
        let mut hrefs = after.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let found = hrefs.find(|href| href.starts_with(begins)).map(str::to_owned);
        found.ok_or(BenchError::Setup("a page without its link"))
    }
}

/// What each page takes.
pub fn pages(street: &Street) -> Result<Vec<(&'static str, Took)>, BenchError> {
    let browser = Browser::of_a_supervisor(&street.hub)?;
    let next = browser.find("/visits", "class=\"pager\"", "/visits?")?;
    let visit = browser.find(&next, "<tbody>", "/visits/")?;
    let matter = browser.find("/matters", "<tbody>", "/matters/")?;
    let grid = browser.find("/coverage", "<tbody>", "/coverage/")?;
    let addresses = [
        ("page 今天", "/today".to_owned()),
        ("page 走访", "/visits".to_owned()),
        ("page 走访, the next page", next),
        ("page 走访, waiting", "/visits?standing=waiting".to_owned()),
        ("page 走访, refused and mediation", "/visits?met=refused&purpose=mediation".to_owned()),
        ("page 走访, one log", visit),
        ("page 事件", "/matters".to_owned()),
        ("page 事件, closed", "/matters?state=closed".to_owned()),
        ("page 事件, one matter", matter),
        ("page 覆盖", "/coverage?month=2026-06".to_owned()),
        ("page 覆盖, one grid", grid),
        ("page 终端", "/handhelds".to_owned()),
    ];
    let mut rows = Vec::new();
    for (name, address) in addresses {
        let took = time(|| street.hub.query_stats(), || browser.get(&address).map(drop))?;
        rows.push((name, took));
    }
    Ok(rows)
}
