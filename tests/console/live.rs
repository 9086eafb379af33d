//! A page that stands open while phones send.

use crate::driver;
use crate::town::Town;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

#[test]
fn news_is_announced_and_nothing_moves_until_it_is_asked_for() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    town.visit(&town.fang, town.homes[0], "第一条。");
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    let before = browser.rows();
    assert_eq!(before.len(), 1);
    let aloud = "//*[@id='news'][@role='status'][not(@hidden)]";
    assert_eq!(browser.count(&format!("{aloud}/a[@hidden]")), 1, "nothing is new");
    town.world.time.pass(60_000);
    for (home, words) in town.homes[1..4].iter().zip(["第二条。", "第三条。", "第四条。"])
    {
        town.visit(&town.fang, *home, words);
    }
    town.served.sync(&town.fang);
    browser.see("//*[@id='news']/a[not(@hidden)][contains(., '3 条新')]");
    assert_eq!(browser.rows(), before, "the list stands still while one reads");
    browser.see("//nav//*[@data-count='visits'][contains(., '4')]");
    browser.shoot("visits-news");
    browser.follow("显示");
    browser.see_text("第四条。");
    assert_eq!(browser.rows().len(), 4);
    assert_eq!(browser.rows()[3], before[0], "the newest stand above");
    assert_eq!(browser.count("//*[@id='news']/a[not(@hidden)]"), 0);
}

#[test]
fn a_page_about_another_area_is_not_told_of_this_one() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let (other, own) = (town.at_desk(&town.neighbour), town.at_desk(&town.supervisor));
    other.open("/visits");
    own.open("/visits");
    town.visit(&town.fang, town.homes[0], "第一条。");
    town.served.sync(&town.fang);
    own.see("//*[@id='news']/a[not(@hidden)][contains(., '1 条新')]");
    assert_eq!(other.count("//*[@id='news']/a[not(@hidden)]"), 0);
    other.open("/visits");
    assert!(other.rows().is_empty());
}

#[test]
fn a_page_that_a_proxy_answers_while_the_hub_starts_is_told_of_news_afterwards() {
    if !driver::is_there() {
        return;
    }
    let mut town = Town::new();
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    browser.see("//body[@data-live]");
    town.served.restart(town.world.hub(), is_away);
    town.visit(&town.fang, town.homes[0], "第一条。");
    town.served.sync(&town.fang);
    browser.see("//*[@id='news']/a[not(@hidden)][contains(., '1 条新')]");
}

/// Answers as a proxy whose hub is away, until a page has asked for news.
fn is_away(listener: TcpListener) {
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut asked = String::new();
        BufReader::new(&stream).read_line(&mut asked).unwrap();
        let answer = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(answer).unwrap();
        if asked.starts_with("GET /events") {
            return;
        }
    }
}
