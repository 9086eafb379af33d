//! A street's lists: one list over many communities, and no dearer than that of one.

use crate::pages::{Desk, log_sent};
use gridbook_domain::area::Level;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{AreaId, Class};
use gridbook_testkit::hub::*;

/// How many communities the street has.
const MANY: usize = 8;

/// A community of the street, and its grid.
struct Part {
    community: AreaId,
    grid: AreaId,
}

fn street(world: &HubWorld) -> (AreaId, Vec<Part>) {
    let street = world.hub.add_area("清河街道", Level::Street, None).unwrap();
    let part = |n| {
        let name = format!("第{n}社区");
        let community = world.hub.add_area(&name, Level::Community, Some(street)).unwrap();
        let grid = world.hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
        Part { community, grid }
    };
    (street, (0..MANY).map(part).collect())
}

fn blob(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{hex}'")
}

/// So many logs of a community as its rows, the n-th at `at`, everybody met but in every `rare`-th.
fn logs(world: &HubWorld, of: usize, part: &Part, count: u32, at: &str, rare: u32) {
    let (community, grid) = (blob(part.community.as_bytes()), blob(part.grid.as_bytes()));
    let worker = blob(&[u8::try_from(of).unwrap(); 16]);
    world.sql(&format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})
         INSERT INTO visit_row (community, at, visit, grid, worker, household, purpose, met,
            standing, photos, summary)
         SELECT {community}, {at}, unhex(printf('%032x', {of} * 1000000 + n)), {grid}, {worker},
            unhex(printf('%032x', n)), 'routine', iif(n % {rare} = 0, 'refused', 'met'),
            'approved', 0, '' FROM n"
    ));
}

/// The rows a page shows.
fn shown(page: &str) -> Vec<String> {
    let rows = page.split("<tr data-key=\"").skip(1);
    rows.map(|row| row.split('"').next().unwrap().to_owned()).collect()
}

/// Where a page's link of that kind leads.
fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("<a rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}

/// The rows of all pages from an address on, following the links of that kind, and how many pages.
fn walked(desk: &Desk<'_>, address: &str, rel: &str) -> (Vec<String>, String, usize) {
    let (mut all, mut address, mut pages) = (Vec::new(), address.to_owned(), 0);
    loop {
        let page = desk.page(&address);
        pages += 1;
        match rel {
            "next" => all.extend(shown(&page)),
            _ => all.splice(0..0, shown(&page)).for_each(drop),
        }
        let Some(on) = link(&page, rel) else { return (all, address, pages) };
        address = on;
    }
}

/// What a list is to show.
fn expected(world: &HubWorld, matching: &str) -> Vec<String> {
    let sql = format!("SELECT visit FROM visit_row WHERE {matching} ORDER BY at DESC, visit DESC");
    let db = rusqlite::Connection::open(world.folder.path().join("hub.db")).unwrap();
    let mut statement = db.prepare(&sql).unwrap();
    let ids = statement.query_map([], |row| row.get("visit")).unwrap();
    ids.map(|id| gridbook_domain::RecordId::from_bytes(id.unwrap()).to_string()).collect()
}

#[test]
fn a_list_over_many_communities_shows_each_log_once_and_in_order_there_and_back() {
    let world = HubWorld::new();
    let (street, parts) = street(&world);
    for (of, part) in parts.iter().enumerate() {
        // The first has by far the most and all the newest, two have some at the same moments.
        let count = if of == 0 { 400 } else { 20 + 7 * u32::try_from(of).unwrap() };
        let at =
            if of == 0 { "9000000 + n * 10".to_owned() } else { format!("n * {}", of / 2 + 7) };
        logs(&world, of, part, count, &at, 5);
    }
    let desk = Desk::new(&world, Role::Supervisor, &[street]);
    for (address, matching) in [("/visits", "TRUE"), ("/visits?met=refused", "met = 'refused'")] {
        let expected = expected(&world, matching);
        let (there, last, pages) = walked(&desk, address, "next");
        assert_eq!(there, expected, "{address}");
        assert_eq!(
            pages,
            expected.len().div_ceil(50),
            "{address}: every page but the last is full"
        );
        let (back, ..) = walked(&desk, &last, "prev");
        assert_eq!(back, expected, "{address} back");
    }
}

#[test]
fn what_hardly_any_log_matches_is_found_by_going_on() {
    let world = HubWorld::new();
    let (street, parts) = street(&world);
    for (of, part) in parts.iter().enumerate() {
        let rare = if of % 3 == 0 { 1_100 } else { 99_999 };
        logs(&world, of, part, 2_500, &format!("n * 8 + {of}"), rare);
    }
    let desk = Desk::new(&world, Role::Supervisor, &[street]);
    let expected = expected(&world, "met = 'refused'");
    assert_eq!(expected.len(), 6);
    let first = desk.page("/visits?met=refused");
    assert!(first.contains("共 3 条以上"), "as far as was looked");
    let (there, last, pages) = walked(&desk, "/visits?met=refused", "next");
    assert_eq!(there, expected);
    assert!(pages <= 9, "20,000 logs in {pages} steps of some thousands");
    assert_eq!(walked(&desk, &last, "prev").0, expected);
    // Of one worker hardly any log is in the street either, but an index leads to them.
    let worker = gridbook_domain::AccountId::from_bytes([5; 16]);
    let page = desk.page(&format!("/visits?worker={worker}"));
    assert_eq!(page.matches("<tr data-key").count(), 50);
    assert!(page.contains("共 1,000 条以上"));
    let few = desk.page(&format!("/visits?worker={worker}&from=1969-12-31&until=1969-12-31"));
    assert!(few.contains("共 0 条") && !few.contains("以上"), "all of none");
}

#[test]
fn who_turns_round_twice_over_a_page_without_rows_is_back_where_they_were() {
    let world = HubWorld::new();
    let (street, parts) = street(&world);
    logs(&world, 0, &parts[0], 40_000, "n * 10", 15_001);
    logs(&world, 1, &parts[1], 39_000, "n * 10 + 5", 38_999);
    let desk = Desk::new(&world, Role::Supervisor, &[street]);
    let first = "/visits?met=refused".to_owned();
    let last = walked(&desk, &first, "next").1;
    let mut over = 0;
    for (way, round, start) in [("next", "prev", first), ("prev", "next", last)] {
        let mut address = Some(start);
        while let Some(here) = address {
            let page = desk.page(&here);
            let there = link(&page, round).map(|there| desk.page(&there));
            if let Some(there) = there.filter(|there| shown(there).is_empty()) {
                over += shown(&page).len();
                let back = desk.page(&link(&there, way).unwrap());
                assert_eq!(shown(&back), shown(&page), "{here}, {round}, {way}");
            }
            address = link(&page, way);
        }
    }
    assert!(over > 3, "{over} rows beside pages without any");
}

#[test]
fn a_page_reads_no_more_rows_than_it_shows_however_many_communities_it_is_over() {
    let world = HubWorld::new();
    let (street, parts) = street(&world);
    for (of, part) in parts.iter().enumerate() {
        logs(&world, of, part, 6_000, &format!("n * 8 + {of}"), 99_999);
    }
    let desk = Desk::new(&world, Role::Supervisor, &[street]);
    // What a page takes besides its rows, and besides asking for the name of each community's one
    // worker, if a log of theirs is shown.
    let besides = |query: &str, area: AreaId, workers: u64| {
        let address = format!("/visits?area={area}{query}");
        desk.page(&address);
        let before = world.hub.query_stats();
        let page = desk.page(&address);
        let took = world.hub.query_stats().since(before);
        let named = if shown(&page).is_empty() { 0 } else { workers };
        (took.rows - shown(&page).len() as u64, took.statements - named)
    };
    for query in ["", "&met=met", "&met=refused", "&standing=approved", "&standing=waiting"] {
        let one = besides(query, parts[0].community, 1);
        let all = besides(query, street, MANY as u64);
        assert_eq!(one, all, "rows and statements of {query:?}");
    }
}

#[test]
fn where_the_search_for_the_next_log_stops_the_list_goes_on() {
    let world = HubWorld::new();
    let (_anna, visit) = log_sent(&world);
    let part = Part { community: world.community, grid: world.grid };
    logs(&world, 1, &part, 12_000, "n * 10", 1);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = desk.page(&format!("/visits/{}/{visit}?met=met", world.community));
    assert_eq!(link(&page, "prev"), None, "nothing is newer");
    let on = link(&page, "next").unwrap();
    assert!(on.starts_with("/visits?"), "{on}");
    let (rest, ..) = walked(&desk, &on, "next");
    assert_eq!(rest, [""; 0], "the list from there on, to its end");
    let (whole, ..) = walked(&desk, "/visits?met=met", "next");
    assert_eq!(whole, [visit.to_string()]);
}

#[test]
fn the_page_of_a_log_reads_what_its_op_changed_and_nothing_that_was_changed_since() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    let (feed, person) = (world.feed(), anna.new_record());
    let name = |name: &str| serde_json::json!({ "name": name });
    anna.save(vec![part(Class::Person, person, feed, None, name("王大明"))]);
    world.exchange(&mut anna);
    let visit = anna.new_record();
    let log = serde_json::json!({"household": anna.new_record(), "purpose": "routine",
        "met": "met", "content": "改了名字"});
    let renamed = anna.patch(Class::Person, person, feed, name("王小明"));
    anna.save(vec![part(Class::Visit, visit, feed, None, log), renamed]);
    world.exchange(&mut anna);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let took = || {
        let before = world.hub.query_stats();
        let page = desk.page(&format!("/visits/{}/{visit}", world.community));
        assert!(page.contains("王大明") && page.contains("王小明"), "old and new");
        world.hub.query_stats().since(before)
    };
    took();
    let first = took();
    for n in 0..40 {
        let patch = anna.patch(Class::Person, person, feed, name(&format!("王{n}")));
        anna.save(vec![patch]);
        world.exchange(&mut anna);
    }
    assert_eq!(took(), first);
}

#[test]
fn a_desk_of_one_grid_reads_no_worker_whom_it_does_not_offer() {
    let world = HubWorld::new();
    world.worker("王芳");
    let desk = Desk::new(&world, Role::Leader, &[world.grid]);
    let took = || {
        let before = world.hub.query_stats();
        assert_eq!(desk.page("/visits").matches("王芳").count(), 1);
        let took = world.hub.query_stats().since(before);
        (took.rows, took.statements)
    };
    let first = took();
    for _ in 0..20 {
        let account = world.hub.add_account("李敏", Role::Worker, world.community).unwrap();
        world.hub.grant(account, world.other_grid, FeedKind::Grid).unwrap();
    }
    assert_eq!(took(), first);
}

#[test]
fn the_households_of_a_grid_show_the_fields_that_are_declared() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    let home = serde_json::json!({"number": "A-17", "note": "白天在家"});
    let household = anna.new_record();
    anna.save(vec![part(Class::Household, household, world.feed(), None, home)]);
    world.exchange(&mut anna);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = desk.page(&format!("/coverage/{}", world.grid));
    assert!(page.contains("<span class=\"sub\">户号 A-17 · 备注 白天在家</span>"), "{page}");
}
