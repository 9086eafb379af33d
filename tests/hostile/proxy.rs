//! The hub behind a proxy, and somebody who would like to be taken for somebody else.

use crate::site::Site;
use crate::wire::Ask;
use std::io::Read as _;

/// A guess at the supervisor's password.
fn guess(site: &Site) -> Ask {
    Ask::post("/sign-in", &[("login", &site.supervisor.login), ("password", "guess")])
}

/// How many guesses are taken before one is told to wait, each with these headers.
fn taken(site: &Site, headers: impl Fn(usize) -> Vec<(&'static str, String)>) -> usize {
    let with = |ask: Ask, (name, value): (&str, String)| ask.with(name, &value);
    let ask = |number| headers(number).into_iter().fold(guess(site), with);
    (0..10).take_while(|number| site.send(&ask(*number)).status == 422).count()
}

#[test]
fn what_a_client_writes_of_itself_gives_it_no_more_guesses() {
    let own = "x-forwarded-for";
    let direct = Site::new();
    assert_eq!(taken(&direct, |n| vec![(own, format!("198.51.100.{n}"))]), 5);
    let site = Site::behind_a_proxy();
    let spoofed = |n| vec![(own, format!("198.51.100.{n}, 203.0.113.7"))];
    assert_eq!(taken(&site, spoofed), 5, "in the same line");
    let lines = |n| vec![(own, format!("198.51.100.{n}")), (own, "203.0.113.8".to_owned())];
    assert_eq!(taken(&site, lines), 5, "in a line before the proxy's");
    let forwarded = |n| {
        let told = ("forwarded", format!("for=198.51.100.{n}"));
        vec![told, ("x-real-ip", format!("198.51.100.{n}")), (own, "203.0.113.9".to_owned())]
    };
    assert_eq!(taken(&site, forwarded), 5, "in headers the proxy does not write");
    let port = |n| vec![(own, format!("[2001:db8::{n}]:{}", 4_000 + n))];
    assert_eq!(taken(&site, port), 5, "with another port, or elsewhere on the same line");
    let garbage = |n| vec![(own, format!("198.51.100.{n}, unknown"))];
    assert_eq!(taken(&site, garbage), 5, "behind a word that is no address");
}

#[test]
fn an_address_longer_than_any_is_cut_off_and_harms_nobody() {
    let site = Site::behind_a_proxy();
    let long = |length: usize| "203.0.113.7,".repeat(length / 12);
    let cut = guess(&site).with("x-forwarded-for", &long(1_000_000));
    assert_eq!(cut.send_bare(site.served.address).status, 431);
    let longest = guess(&site).with("x-forwarded-for", &long(60_000));
    assert_eq!(site.send(&longest).status, 422);
    site.sign_in(&site.supervisor);
}

#[test]
fn behind_a_proxy_cookies_are_for_tls_and_this_host_alone() {
    let site = Site::behind_a_proxy();
    let visitor = site.sign_in(&site.supervisor);
    assert!(visitor.cookie.starts_with("__Host-gridbook="), "{}", visitor.cookie);
    let form = [("login", site.narrow.login.as_str()), ("password", &site.narrow.password)];
    let answer = site.send(&Ask::post("/sign-in", &form));
    let cookie = answer.header("set-cookie").unwrap();
    for word in ["; Secure", "; Path=/;", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // A neighbour of the host can set a cookie for it, but not one of that prefix.
    let set = visitor.cookie.strip_prefix("__Host-").unwrap();
    let answer = site.send(&Ask::get("/today").with("cookie", set));
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    let out = site.post(&visitor, "/sign-out", &[]);
    let gone = out.header("set-cookie").unwrap();
    assert!(gone.starts_with("__Host-gridbook=;") && gone.contains("; Secure"), "{gone}");
}

#[test]
fn what_a_page_listens_to_is_not_to_be_gathered_by_the_proxy() {
    let site = Site::behind_a_proxy();
    let visitor = site.sign_in(&site.supervisor);
    let ask = Ask::get("/events").with("cookie", &visitor.cookie);
    let (answer, mut stream) = ask.listen(site.served.address);
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    assert_eq!(answer.header("x-accel-buffering"), Some("no"));
    let mut first = [0; 64];
    let length = stream.read(&mut first).unwrap();
    let first = String::from_utf8_lossy(&first[..length]).into_owned();
    assert!(first.contains("event: pulse"), "at once, not with the first news: {first}");
}

#[test]
fn nobody_but_who_starts_the_hub_says_that_tls_is_before_it() {
    let site = Site::new();
    let form = [("login", site.narrow.login.as_str()), ("password", &site.narrow.password)];
    let ask = Ask::post("/sign-in", &form).with("x-forwarded-proto", "https");
    let answer = site.send(&ask);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("gridbook=") && !cookie.contains("Secure"), "{cookie}");
}
