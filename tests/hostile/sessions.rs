//! Who is let in, for how long, and how often one may guess.

use crate::site::{Site, Visitor};
use crate::wire::Ask;
use gridbook_domain::role::Role;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

/// Every page that shows something.
fn pages(site: &Site) -> Vec<String> {
    let grid = format!("/coverage/{}", site.first.grid);
    let fixed = ["/", "/today", "/visits", "/matters", "/coverage", "/handhelds", "/events"];
    let mut all: Vec<String> = fixed.map(str::to_owned).into();
    let first = &site.first;
    all.extend([grid, first.visit_path(), first.matter_path(), first.photo_path()]);
    all.extend(["/publicity".to_owned(), first.event_path()]);
    all
}

/// Nobody is signed in: a page leads to the form, everything else is refused.
fn is_sent_away(site: &Site, cookie: &str) {
    for page in pages(site) {
        let answer = site.send(&Ask::get(&page).with("cookie", cookie));
        let (status, to) = (answer.status, answer.header("location").unwrap_or_default());
        assert!(
            matches!((status, to), (303, "/sign-in" | "/today") | (401, "")),
            "{page}: {status}"
        );
        assert!(!answer.text().contains("赵建国"), "{page}");
        if page == "/" {
            continue;
        }
        assert_ne!(to, "/today", "{page}");
    }
}

#[test]
fn nobody_sees_a_page_without_signing_in() {
    let site = Site::new();
    for cookie in ["", "gridbook=", "gridbook=a.b", "other=1"] {
        is_sent_away(&site, cookie);
    }
}

#[test]
fn a_session_somebody_made_up_is_none() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let (head, secret) = visitor.cookie.split_once('.').unwrap();
    let turned: String = secret.chars().rev().collect();
    is_sent_away(&site, &format!("{head}.{turned}"));
    let elsewhere = format!("gridbook={}.{secret}", site.beyond.community);
    is_sent_away(&site, &elsewhere);
}

#[test]
fn a_session_nobody_used_for_hours_has_ended() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    site.world.time.pass(3 * HOUR);
    assert_eq!(site.read(&visitor, "/visits").status, 200);
    site.world.time.pass(5 * HOUR);
    is_sent_away(&site, &visitor.cookie);
}

#[test]
fn a_session_ends_after_a_working_day_however_much_it_is_used() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    for _ in 0..11 {
        site.world.time.pass(HOUR);
        assert_eq!(site.read(&visitor, "/visits").status, 200);
    }
    site.world.time.pass(2 * HOUR);
    is_sent_away(&site, &visitor.cookie);
}

#[test]
fn signing_out_ends_the_session_also_for_who_kept_the_cookie() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let answer = site.post(&visitor, "/sign-out", &[]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    is_sent_away(&site, &visitor.cookie);
}

#[test]
fn what_was_seen_does_not_stay_in_the_browser() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    for page in pages(&site) {
        let ask = Ask::get(&page).with("cookie", &visitor.cookie);
        let (answer, _) = ask.listen(site.served.address);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{page}");
    }
    let answer = site.post(&visitor, "/sign-out", &[]);
    assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
}

#[test]
fn a_session_listens_with_only_so_many_pages() {
    let site = Site::new();
    let (visitor, other) = (site.sign_in(&site.supervisor), site.sign_in(&site.supervisor));
    let listen = |visitor: &Visitor| {
        let ask = Ask::get("/events").with("cookie", &visitor.cookie);
        ask.listen(site.served.address)
    };
    let held: Vec<_> = (0..6).map(|_| listen(&visitor)).collect();
    assert!(held.iter().all(|(answer, _)| answer.status == 200));
    assert_eq!(listen(&visitor).0.status, 429);
    assert_eq!(listen(&other).0.status, 200, "another session has places of its own");
    assert_eq!(site.read(&visitor, "/visits").status, 200, "and pages are read all the same");
}

#[test]
fn a_new_password_ends_the_sessions_of_the_old_one() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let desk = &site.supervisor;
    gridbook_console::set_login(&site.world.hub(), desk.account, &desk.login, "another password")
        .unwrap();
    is_sent_away(&site, &visitor.cookie);
    let old = [("login", desk.login.as_str()), ("password", desk.password.as_str())];
    assert_eq!(site.send(&Ask::post("/sign-in", &old)).status, 422);
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let site = Site::new();
    let form = [("login", site.narrow.login.as_str()), ("password", &site.narrow.password)];
    let answer = site.send(&Ask::post("/sign-in", &form));
    let cookie = answer.header("set-cookie").unwrap();
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains(&site.narrow.password));
}

#[test]
fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let site = Site::new();
    let ask = |login: &str| {
        let answer = site.send(&Ask::post("/sign-in", &[("login", login), ("password", "wrong")]));
        (answer.status, answer.text().replace(login, "?"))
    };
    let (known, unknown) = (ask(&site.supervisor.login), ask("nobody"));
    assert_eq!(known, unknown);
    assert_eq!(known.0, 422);
}

#[test]
fn an_account_can_be_guessed_at_only_a_few_times_and_is_free_again_later() {
    let site = Site::new();
    let desk = &site.supervisor;
    let wrong = Ask::post("/sign-in", &[("login", &desk.login), ("password", "guess")]);
    let right = Ask::post("/sign-in", &[("login", &desk.login), ("password", &desk.password)]);
    for _ in 0..5 {
        assert_eq!(site.send(&wrong).status, 422);
    }
    assert_eq!(site.send(&wrong).status, 429);
    assert_eq!(site.send(&right).status, 429, "not even with the right one");
    site.sign_in(&site.narrow);
    site.world.time.pass(16 * MINUTE);
    site.sign_in(desk);
}

/// Somebody elsewhere, as the proxy tells it.
fn from(ask: &Ask, place: usize) -> Ask {
    ask.clone().with("x-forwarded-for", &format!("198.51.100.{place}"))
}

#[test]
fn whoever_mistypes_anothers_password_elsewhere_does_not_shut_them_out() {
    let site = Site::behind_a_proxy();
    let desk = &site.supervisor;
    let wrong = Ask::post("/sign-in", &[("login", &desk.login), ("password", "guess")]);
    for place in [1, 2] {
        for _ in 0..5 {
            assert_eq!(site.send(&from(&wrong, place)).status, 422);
        }
        assert_eq!(site.send(&from(&wrong, place)).status, 429);
    }
    let right = Ask::post("/sign-in", &[("login", &desk.login), ("password", &desk.password)]);
    assert_eq!(site.send(&from(&right, 1)).status, 429, "not from where it was guessed at");
    assert_eq!(site.send(&from(&right, 3)).status, 303);
}

#[test]
fn a_crowd_guesses_at_an_account_no_faster_than_its_limit() {
    let site = Site::behind_a_proxy();
    let desk = &site.supervisor;
    let wrong = Ask::post("/sign-in", &[("login", &desk.login), ("password", "guess")]);
    let right = Ask::post("/sign-in", &[("login", &desk.login), ("password", &desk.password)]);
    for guess in 0..60 {
        assert_eq!(site.send(&from(&wrong, guess / 5)).status, 422, "{guess}");
        if guess == 30 {
            assert_eq!(site.send(&from(&right, 99)).status, 303, "signing in starts no new count");
        }
    }
    assert_eq!(site.send(&from(&wrong, 50)).status, 429);
    assert_eq!(site.send(&from(&right, 50)).status, 429);
    site.world.time.pass(16 * MINUTE);
    assert_eq!(site.send(&from(&right, 50)).status, 303);
}

#[test]
fn an_address_can_guess_at_many_accounts_only_so_often() {
    let site = Site::new();
    for number in 0..30 {
        let login = format!("somebody{number}");
        let guess = Ask::post("/sign-in", &[("login", &login), ("password", "guess")]);
        assert_eq!(site.send(&guess).status, 422, "{number}");
    }
    let desk = &site.narrow;
    let right = Ask::post("/sign-in", &[("login", &desk.login), ("password", &desk.password)]);
    assert_eq!(site.send(&right).status, 429);
    site.world.time.pass(16 * MINUTE);
    site.sign_in(desk);
}

#[test]
fn a_worker_has_no_desk() {
    let site = Site::new();
    let worker = site.world.desk("worker", "吴燕", Role::Worker, &[site.first.grid]);
    let form = [("login", worker.login.as_str()), ("password", &worker.password)];
    let answer = site.send(&Ask::post("/sign-in", &form));
    assert_eq!((answer.status, answer.header("set-cookie")), (403, None));
}

#[test]
fn a_form_without_its_token_or_with_anothers_changes_nothing() {
    let site = Site::new();
    let (visitor, other) = (site.sign_in(&site.supervisor), site.sign_in(&site.dispatcher));
    let before = site.changes();
    let tokens = ["", "x", &other.csrf, &visitor.csrf[1..], &visitor.csrf.to_lowercase()];
    let targets =
        ["approve", "return"].map(|verdict| format!("{}/{verdict}", site.first.visit_path()));
    for target in targets.iter().map(String::as_str).chain(["/sign-out"]) {
        for token in tokens {
            let form = Ask::post(target, &[("csrf", token), ("reason", "请补充。")]);
            let answer = site.send(&form.with("cookie", &visitor.cookie));
            assert_eq!(answer.status, 403, "{target} {token}");
        }
        let bare = Ask::post(target, &[("reason", "请补充。")]).with("cookie", &visitor.cookie);
        assert_eq!(site.send(&bare).status, 403);
    }
    let step = format!("{}/step", site.first.matter_path());
    let form = Ask::post(&step, &[("to", "accepted"), ("csrf", &visitor.csrf)]);
    assert_eq!(site.send(&form.with("cookie", &other.cookie)).status, 403);
    assert_eq!(site.changes(), before);
    assert_eq!(site.read(&visitor, "/visits").status, 200, "and nobody was signed out");
}

#[test]
fn a_form_sent_from_another_site_changes_nothing_even_with_its_token() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let (before, target) = (site.changes(), format!("{}/approve", site.first.visit_path()));
    let own = format!("http://{}", site.served.address);
    let longer = format!("{own}.evil");
    for origin in ["http://evil", "null", &longer] {
        let form = Ask::post(&target, &[("csrf", &visitor.csrf)]);
        let form = form.with("cookie", &visitor.cookie).with("origin", origin);
        let answer = site.send(&form);
        assert_eq!(answer.status, 403, "{origin}");
        assert!(answer.text().contains("是否原样转发 Host"), "it may be the proxy's fault");
    }
    assert_eq!(site.changes(), before);
    let form = Ask::post(&target, &[("csrf", &visitor.csrf), ("seen", "0")]);
    let form = form.with("cookie", &visitor.cookie).with("origin", &own);
    assert_eq!(site.send(&form).status, 303, "its own pages may");
}

#[test]
fn a_made_up_host_leads_nobody_elsewhere() {
    let site = Site::new();
    let desk = &site.supervisor;
    let form = [("login", desk.login.as_str()), ("password", &desk.password)];
    for ask in [Ask::get("/"), Ask::get("/visits"), Ask::post("/sign-in", &form)] {
        let answer = site.send(&ask.with("host", "evil.example"));
        assert!(answer.header("location").unwrap().starts_with('/'), "{}", answer.head);
        assert!(!format!("{}{}", answer.head, answer.text()).contains("evil"));
    }
}
