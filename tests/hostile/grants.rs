//! What was not granted is not there, by whatever way one asks for it.

use crate::site::{Brought, Site, Visitor};
use gridbook_domain::RecordId;
use gridbook_domain::role::Role;

/// The pages of what somebody may not see answer as if there were nothing.
fn is_not_there(site: &Site, visitor: &Visitor, hidden: &Brought) {
    let nothing = RecordId::from_bytes([7; 16]);
    let community = hidden.community;
    let pages = [
        (hidden.visit_path(), format!("/visits/{community}/{nothing}")),
        (hidden.matter_path(), format!("/matters/{community}/{nothing}")),
        (hidden.photo_path(), format!("/photos/{community}/{nothing}")),
        (format!("{}?size=thumb", hidden.photo_path()), format!("/photos/{community}/{nothing}")),
    ];
    for (page, absent) in pages {
        let (told, never) = (site.read(visitor, &page), site.read(visitor, &absent));
        assert_eq!((told.status, never.status), (404, 404), "{page}");
        assert_eq!(told.text(), never.text(), "{page}: nobody learns that it exists");
    }
}

/// Forms about what somebody may not see change nothing.
fn cannot_be_changed(site: &Site, visitor: &Visitor, hidden: &Brought) {
    let before = site.changes();
    let reason = ("reason", "请补充。");
    let asked = [
        (format!("{}/approve", hidden.visit_path()), vec![]),
        (format!("{}/return", hidden.visit_path()), vec![reason]),
        (format!("{}/step", hidden.matter_path()), vec![("to", "accepted"), ("base", "1.x")]),
    ];
    for (target, fields) in asked {
        let status = site.post(visitor, &target, &fields).status;
        assert!(matches!(status, 403 | 404), "{target}: {status}");
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn another_communitys_records_are_not_there() {
    let site = Site::new();
    for desk in [&site.supervisor, &site.dispatcher] {
        let visitor = site.sign_in(desk);
        is_not_there(&site, &visitor, &site.beyond);
        cannot_be_changed(&site, &visitor, &site.beyond);
    }
}

#[test]
fn another_grids_records_are_not_there() {
    let site = Site::new();
    let visitor = site.sign_in(&site.narrow);
    assert_eq!(site.read(&visitor, &site.first.visit_path()).status, 200);
    is_not_there(&site, &visitor, &site.second);
    cannot_be_changed(&site, &visitor, &site.second);
}

#[test]
fn a_record_under_another_communitys_name_is_not_there() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    for (community, visit) in [
        (site.beyond.community, site.first.visit),
        (site.first.community, site.beyond.visit),
        (site.first.grid, site.first.visit),
    ] {
        assert_eq!(site.read(&visitor, &format!("/visits/{community}/{visit}")).status, 404);
    }
    let photo = format!("/photos/{}/{}", site.beyond.community, site.first.photo);
    assert_eq!(site.read(&visitor, &photo).status, 404);
}

#[test]
fn only_a_photo_is_served_as_one() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    assert_eq!(site.read(&visitor, &site.first.photo_path()).status, 200);
    for record in [site.first.visit, site.first.matter] {
        let path = format!("/photos/{}/{record}", site.first.community);
        assert_eq!(site.read(&visitor, &path).status, 404);
    }
}

#[test]
fn lists_hold_nothing_of_another_area_whatever_the_filter_says() {
    let site = Site::new();
    let visitor = site.sign_in(&site.narrow);
    let (second, beyond) = (site.second.grid, site.beyond.grid);
    let (community, worker) = (site.beyond.community, site.second.phone.account);
    let mut pages: Vec<String> =
        ["/today", "/visits", "/matters", "/coverage", "/handhelds"].map(str::to_owned).into();
    for area in [second, beyond, community] {
        for list in ["today", "visits", "matters", "coverage", "handhelds"] {
            pages.push(format!("/{list}?area={area}"));
        }
        pages.push(format!("/coverage/{area}"));
    }
    pages.push(format!("/visits?worker={worker}"));
    for page in pages {
        let answer = site.read(&visitor, &page);
        let text = answer.text();
        for hidden in [&site.second, &site.beyond] {
            for record in [hidden.visit, hidden.matter] {
                assert!(!text.contains(&record.to_string()), "{page} shows {record}");
            }
        }
        assert!(!text.contains("张伟"), "{page} names somebody of another community");
        assert!(matches!(answer.status, 200 | 404), "{page}: {}", answer.status);
    }
}

#[test]
fn coverage_of_a_grid_that_was_not_granted_is_not_there() {
    let site = Site::new();
    let visitor = site.sign_in(&site.narrow);
    assert_eq!(site.read(&visitor, &format!("/coverage/{}", site.first.grid)).status, 200);
    for grid in [site.second.grid, site.beyond.grid, site.beyond.community] {
        assert_eq!(site.read(&visitor, &format!("/coverage/{grid}")).status, 404);
    }
}

#[test]
fn a_grant_that_was_withdrawn_is_gone_with_the_next_page() {
    let site = Site::new();
    let visitor = site.sign_in(&site.narrow);
    assert_eq!(site.read(&visitor, &site.first.visit_path()).status, 200);
    let kind = gridbook_domain::role::FeedKind::Grid;
    site.world.hub().withdraw(site.narrow.account, site.first.grid, kind).unwrap();
    is_not_there(&site, &visitor, &site.first);
    cannot_be_changed(&site, &visitor, &site.first);
}

#[test]
fn nobody_does_what_is_another_roles_to_do() {
    let site = Site::new();
    let admin = site.world.desk("hanxue", "韩雪", Role::Admin, &[site.first.community]);
    let handler = site.world.desk("chengguan", "城管办", Role::Handler, &[site.first.community]);
    let before = site.changes();
    for desk in [&site.dispatcher, &admin, &handler] {
        let visitor = site.sign_in(desk);
        for (verdict, fields) in [
            ("approve", vec![("seen", "0")]),
            ("return", vec![("reason", "请补充。"), ("seen", "0")]),
        ] {
            let target = format!("{}/{verdict}", site.first.visit_path());
            let status = site.post(&visitor, &target, &fields).status;
            assert!(matches!(status, 403 | 404), "{} {verdict}: {status}", desk.login);
        }
    }
    let base = site.world.record(site.first.matter).unwrap().version.to_string();
    let step = format!("{}/step", site.first.matter_path());
    for desk in [&admin, &handler] {
        let visitor = site.sign_in(desk);
        for to in ["accepted", "returned", "dispatched", "closed"] {
            let fields =
                [("to", to), ("base", &base), ("department", "城管办"), ("reason", "不清")];
            let status = site.post(&visitor, &step, &fields).status;
            assert!(matches!(status, 403 | 422), "{} {to}: {status}", desk.login);
        }
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn a_page_another_role_has_is_refused_in_words_about_a_page() {
    let site = Site::new();
    let handler = site.world.desk("chengguan", "城管办", Role::Handler, &[site.first.community]);
    let visitor = site.sign_in(&handler);
    for page in ["/visits", "/coverage", "/handhelds"] {
        let answer = site.read(&visitor, page);
        assert_eq!(answer.status, 403, "{page}");
        assert!(answer.text().contains("您没有这一页"), "{page}");
    }
}
