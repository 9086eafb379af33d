//! A frozen hub: how it is opened, and what it says.

use crate::phone::LATER;
use gridbook_console::{Console, PageRequest};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{Class, RecordId};
use gridbook_hub::Hub;
use gridbook_testkit::{Centre, Dice, FakeClock, Link, Trace};
use std::path::Path;
use std::sync::Arc;

const CLASSES: &[Class] = &[
    Class::Area,
    Class::Person,
    Class::Household,
    Class::Dwelling,
    Class::Visit,
    Class::Review,
    Class::Publicity,
    Class::Matter,
    Class::Photo,
    Class::Conflict,
    Class::Notice,
    Class::Outcome,
    Class::Table,
    Class::Setting,
];

pub fn open(folder: &Path) -> Arc<Centre> {
    let (time, dice) = (Arc::new(FakeClock::new(LATER)), Arc::new(Dice::new(8)));
    Arc::new(Centre::new(folder.to_owned(), time, dice))
}

/// A phone's way to the hub.
pub fn link(centre: &Arc<Centre>, folder: &Path) -> Link {
    let (time, dice) = (Arc::new(FakeClock::new(LATER)), Arc::new(Dice::new(7)));
    Link::new(centre.clone(), time, dice, Arc::new(Trace::default()), folder.to_owned())
}

/// A field of a record.
pub fn field(hub: &Hub, record: RecordId, name: &str) -> serde_json::Value {
    let communities = hub.areas().unwrap().into_iter().filter_map(|area| area.community);
    let found = communities.filter_map(|community| hub.record(community, record).unwrap()).next();
    found.unwrap().fields.get(name).cloned().unwrap_or_default()
}

/// Every value of the hub: accounts, areas, installs, records, and what the console shows of them.
pub fn says(hub: &Arc<Hub>) -> String {
    let mut lines = Vec::new();
    let areas = hub.areas().unwrap();
    lines.extend(areas.iter().map(|area| format!("area {} {}", area.name, area.level.as_str())));
    for account in hub.accounts().unwrap() {
        lines.push(format!("account {} {}", account.name, account.role.as_str()));
    }
    for install in hub.installs().unwrap() {
        lines.push(format!("install {} {}", install.name, install.durable));
    }
    let mut homes: Vec<_> = areas.iter().filter_map(|area| area.community).collect();
    homes.sort_unstable();
    homes.dedup();
    for community in &homes {
        let unknown = Class::Other("drone".to_owned());
        for class in CLASSES.iter().chain([&unknown]) {
            for record in hub.records_of(*community, class).unwrap() {
                let (version, fields) = (record.version, serde_json::to_string(&record.fields));
                let (class, fields) = (class.as_str(), fields.unwrap());
                lines.push(format!("{class} {} {version} {fields}", record.record));
            }
        }
    }
    let community = areas.iter().find(|area| area.level.as_str() == "community").unwrap().area;
    let admin = hub.add_account("检查", Role::Supervisor, community).unwrap();
    hub.grant(admin, community, FeedKind::Grid).unwrap();
    gridbook_console::set_login(hub, admin, "checker", "frozen-and-thawed").unwrap();
    for address in ["/visits", "/matters?state=dispatched", "/publicity", "/coverage", "/handhelds"]
    {
        lines.extend(shown(&page(hub, address)).map(|cell| format!("{address} {cell}")));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The texts of a page's list.
fn shown(page: &str) -> impl Iterator<Item = String> {
    let body = page.split_once("<tbody").map_or("", |(_, rest)| rest);
    let body = body.split_once("</tbody>").map_or("", |(list, _)| list);
    let texts: Vec<String> = body
        .split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    texts.into_iter()
}

fn page(hub: &Arc<Hub>, address: &str) -> String {
    let console = Console::new(hub.clone());
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let ask = |method, path: &str, query: &str| PageRequest {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        cookie: None,
        host: Some("hub".to_owned()),
        origin: None,
        secure: false,
        address: None,
        body: None,
    };
    let body = Some(b"login=checker&password=frozen-and-thawed".to_vec());
    let entered =
        console.answer(&PageRequest { body, ..ask(gridbook_hub::Method::Post, "/sign-in", "") });
    let cookie = entered.headers.into_iter().find(|(name, _)| *name == "set-cookie").unwrap().1;
    let cookie = Some(cookie.split(';').next().unwrap().to_owned());
    let reply =
        console.answer(&PageRequest { cookie, ..ask(gridbook_hub::Method::Get, path, query) });
    String::from_utf8(reply.body).unwrap()
}
