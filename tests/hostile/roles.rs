//! Every cell of the table of permissions, asked over HTTP: what it allows works, what it does not
//! allow is refused and changes nothing.

use crate::site::{Site, Visitor};
use crate::wire::Ask;
use gridbook_domain::matter::{State, Step};
use gridbook_domain::role::{self, Action, Page, Resource, Role};
use gridbook_testkit::Desk;

const PAGES: [Page; 9] = [
    Page::Today,
    Page::Visits,
    Page::Visit,
    Page::Matters,
    Page::Matter,
    Page::Coverage,
    Page::Households,
    Page::Handhelds,
    Page::Photo,
];

/// The address of a page.
fn address(site: &Site, page: Page) -> String {
    match page {
        Page::Today => "/today".to_owned(),
        Page::Visits => "/visits".to_owned(),
        Page::Visit => site.first.visit_path(),
        Page::Matters => "/matters".to_owned(),
        Page::Matter => site.first.matter_path(),
        Page::Coverage => "/coverage".to_owned(),
        Page::Households => format!("/coverage/{}", site.first.grid),
        Page::Handhelds => "/handhelds".to_owned(),
        Page::Photo => site.first.photo_path(),
    }
}

/// Somebody of a role who was granted the whole community.
fn desk(site: &Site, role: &Role) -> Desk {
    let login = format!("login-{role}");
    site.world.desk(&login, "某人", role.clone(), &[site.world.community])
}

fn signs_in(site: &Site, desk: &Desk) -> bool {
    let fields = [("login", desk.login.as_str()), ("password", desk.password.as_str())];
    site.send(&Ask::post("/sign-in", &fields)).status == 303
}

/// Whether a visit log is judged.
fn judges(site: &Site, visitor: &Visitor, verdict: &str, seen: usize) -> bool {
    let target = format!("{}/{verdict}", site.first.visit_path());
    let seen = seen.to_string();
    let before = site.changes();
    let status =
        site.post(visitor, &target, &[("reason", "请补充。"), ("seen", seen.as_str())]).status;
    assert!(matches!(status, 303 | 403), "{verdict}: {status}");
    assert_eq!(status == 303, site.changes() > before, "{verdict}");
    status == 303
}

/// Whether a matter that was reported is taken on.
fn takes_on(site: &Site, visitor: &Visitor, base: &str) -> bool {
    let target = format!("{}/step", site.first.matter_path());
    let before = site.changes();
    let status = site.post(visitor, &target, &[("to", "accepted"), ("base", base)]).status;
    assert!(matches!(status, 303 | 403), "{status}");
    assert_eq!(status == 303, site.changes() > before);
    status == 303
}

#[test]
fn i6_every_page_opens_for_the_roles_of_the_table_and_for_no_other() {
    let site = Site::new();
    for role in Role::KNOWN {
        let desk = desk(&site, role);
        let may_sign_in = role.may(Action::SignIn, Resource::Console);
        assert_eq!(signs_in(&site, &desk), may_sign_in, "{role}");
        if !may_sign_in {
            continue;
        }
        let visitor = site.sign_in(&desk);
        for page in PAGES {
            let expected = if role.may(Action::Open, Resource::Page(page)) { 200 } else { 403 };
            let answer = site.read(&visitor, &address(&site, page));
            assert_eq!(answer.status, expected, "{role} {page:?}");
        }
        let today = site.read(&visitor, "/today").text();
        for page in role::PAGES.iter().filter(|spec| spec.in_menu).map(|spec| spec.page) {
            let linked = today.contains(&format!("href=\"/{}\"", page.code()));
            assert_eq!(linked, role.menu().any(|own| own == page), "{role} {page:?}");
        }
    }
}

#[test]
fn m3_every_role_judges_and_takes_steps_as_the_tables_say() {
    for role in Role::KNOWN.iter().filter(|role| role.may(Action::SignIn, Resource::Console)) {
        let site = Site::new();
        let visitor = site.sign_in(&desk(&site, role));
        let reviews = role.may(Action::Review, Resource::Visit);
        assert_eq!(judges(&site, &visitor, "return", 0), reviews, "{role}");
        assert_eq!(judges(&site, &visitor, "approve", usize::from(reviews)), reviews, "{role}");
        let base = site.world.record(site.first.matter).unwrap().version.to_string();
        let accepts = Step::open(&State::Reported, role).any(|step| step.to == State::Accepted);
        assert!(!accepts || role.may(Action::Step, Resource::Matter), "{role}");
        assert_eq!(takes_on(&site, &visitor, &base), accepts, "{role}");
    }
}
