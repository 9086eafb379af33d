//! Enrolling, pushing and pulling through the hub's router.

use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::{PrivateKey, receipt_message, verify};
use gridbook_domain::wire::*;
use gridbook_domain::{Class, clock};
use gridbook_hub::Method;
use gridbook_testkit::hub::*;
use serde_json::json;

#[test]
fn a_saved_person_comes_back_with_its_outcome_and_a_digest_that_fits() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    let (feed, person) = (world.feed(), phone.new_record());
    let op = phone.save(vec![part(Class::Person, person, feed, None, json!({"name": "李雷"}))]);
    let answer = world.exchange(&mut phone);
    assert_eq!(answer.durable, ChainHead { mseq: 1, chain: phone.chain });
    assert_eq!(answer.safe.mseq, 0);
    assert_eq!(phone.fields(person), json!({"name": "李雷"}));
    let row = phone.row(person).unwrap();
    let outcome = phone.outcome(op);
    assert_eq!((outcome.mseq, &outcome.parts[0].effect), (1, &Effect::Applied));
    assert_eq!(outcome.parts[0].version, Some(row.version));
    assert_eq!(outcome.parts[0].at.unwrap().feed, feed);
    assert_eq!((row.by, row.at), (Some(phone.account), Some(NOON)));
    assert_eq!(outcome.occurred.unwrap().source, clock::Source::Wall);
}

#[test]
fn the_receipt_is_the_hubs_signature_under_what_is_durable() {
    let world = HubWorld::new();
    let account = world.hub.add_account("王芳", Role::Worker, world.community).unwrap();
    world.hub.grant(account, world.grid, FeedKind::Grid).unwrap();
    let invitation = world.hub.invite(account, "http://x", 1000).unwrap();
    let mut phone = world.phone(account);
    let record = phone.new_record();
    phone.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    world.later(5);
    let receipt = world.sync(&phone, &phone.request()).receipt;
    assert_eq!((receipt.mseq, receipt.received_at), (1, NOON + 5));
    let message = receipt_message(phone.install, receipt.mseq, receipt.chain, receipt.received_at);
    assert!(verify(&invitation.hub_key, &message, &receipt.sig));
}

#[test]
fn an_idle_sync_says_nothing_and_writes_nothing() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    let writes = || std::fs::metadata(world.folder.path().join("hub.db-wal")).unwrap().len();
    let before = writes();
    let answer = world.sync(&phone, &phone.idle());
    assert!(!answer.changed && answer.feeds.is_empty() && answer.scope.is_none());
    assert_eq!(writes(), before);
    let record = phone.new_record();
    let mut other = world.phone(phone.account);
    other.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    world.exchange(&mut other);
    assert!(world.sync(&phone, &phone.idle()).changed);
}

#[test]
fn enrolling_again_with_the_same_key_gives_the_same_install_and_with_another_none() {
    let world = HubWorld::new();
    let account = world.hub.add_account("王芳", Role::Worker, world.community).unwrap();
    let code = world.hub.invite(account, "http://x", 1000).unwrap().code;
    let (key, other) =
        (PrivateKey::from_bytes(&[7; 32]).unwrap(), PrivateKey::from_bytes(&[8; 32]).unwrap());
    let ask = |key: &PrivateKey, code: &str| {
        let body = serde_json::to_vec(&enrol_request(code, key)).unwrap();
        world.post(ENROL_PATH, None, &body)
    };
    let first: EnrolResponse = serde_json::from_slice(&ask(&key, &code).body).unwrap();
    let again: EnrolResponse = serde_json::from_slice(&ask(&key, &code).body).unwrap();
    assert_eq!(first.install, again.install);
    let refused = ask(&other, &code);
    assert_eq!((refused.status, failure(&refused)), (403, FailureCode::Invitation));
    let late = world.hub.invite(account, "http://x", 1000).unwrap().code;
    world.later(1000);
    assert_eq!(failure(&ask(&other, &late)), FailureCode::Invitation);
    let mut forged = enrol_request(&code, &key);
    forged.sig = other.sign(b"something");
    let forged = world.post(ENROL_PATH, None, &serde_json::to_vec(&forged).unwrap());
    assert_eq!(failure(&forged), FailureCode::Signature);
}

#[test]
fn a_late_copy_of_an_enrolment_does_not_take_the_token_of_a_phone_that_has_synced() {
    let world = HubWorld::new();
    let account = world.hub.add_account("王芳", Role::Worker, world.community).unwrap();
    let code = world.hub.invite(account, "http://x", 1000).unwrap().code;
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap();
    let body = serde_json::to_vec(&enrol_request(&code, &key)).unwrap();
    let enrolled = world.post(ENROL_PATH, None, &body);
    let phone = PaperPhone::new(key, serde_json::from_slice(&enrolled.body).unwrap());
    world.sync(&phone, &phone.request());
    assert_eq!(failure(&world.post(ENROL_PATH, None, &body)), FailureCode::Invitation);
    assert_eq!(world.sync(&phone, &phone.request()).durable.mseq, 0);
}

#[test]
fn what_a_revoked_phone_sends_is_journaled_and_held_and_it_receives_nothing() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    world.hub.revoke(phone.install, true).unwrap();
    let record = phone.new_record();
    let op =
        phone.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    let answer = world.sync(&phone, &phone.request());
    assert_eq!(answer.durable.mseq, 1);
    assert!(answer.feeds.is_empty());
    let kinds: Vec<_> = answer.directives.iter().map(|d| d.kind.clone()).collect();
    assert_eq!(kinds, [DirectiveKind::Revoked, DirectiveKind::Wipe]);
    assert!(world.hub.record(world.community, record).unwrap().is_none());
    assert_eq!(world.hub.missing(world.community, &[op]).unwrap(), []);
    assert_eq!(world.hub.install_totals().unwrap()[0].parts(&Effect::Held), 1);
}

#[test]
fn a_grant_is_told_once_and_opens_its_feed() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    let other = world.feed_of(world.other_grid);
    assert!(!phone.cursors.contains_key(&other));
    let before = phone.grant_ver;
    world.hub.grant(phone.account, world.other_grid, FeedKind::Grid).unwrap();
    let answer = world.exchange(&mut phone);
    let scope = answer.scope.unwrap();
    assert_eq!(scope.grant_ver, before + 1);
    assert!(scope.feeds.iter().any(|f| f.feed == other && f.name.as_deref() == Some("第二网格")));
    assert!(phone.cursors.contains_key(&other));
    assert!(world.sync(&phone, &phone.idle()).scope.is_none());
}

#[test]
fn whether_an_op_was_granted_is_decided_by_the_version_it_was_made_under() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    let (feed, one, two) = (world.feed(), phone.new_record(), phone.new_record());
    let made_before = phone.save(vec![part(Class::Person, one, feed, None, json!({"name": "甲"}))]);
    phone.grant_ver = world.hub.withdraw(phone.account, world.grid, FeedKind::Grid).unwrap();
    let made_after = phone.save(vec![part(Class::Person, two, feed, None, json!({"name": "乙"}))]);
    world.exchange(&mut phone);
    assert_eq!(phone.part(made_before, 0).effect, Effect::Applied);
    let held = phone.part(made_after, 0);
    assert_eq!((held.effect, held.why), (Effect::Held, Some(Why::NoGrant)));
}

#[test]
fn a_restricted_feed_is_read_with_a_restricted_grant_only() {
    let world = HubWorld::new();
    let phone = world.worker("王芳");
    let scope = world.sync(&phone, &SyncRequest { grant_ver: 99, ..phone.request() }).scope;
    assert!(scope.unwrap().feeds.iter().all(|feed| feed.kind != FeedKind::Restricted));
    world.hub.grant(phone.account, world.grid, FeedKind::Restricted).unwrap();
    let scope = world.sync(&phone, &phone.request()).scope.unwrap();
    let kinds: Vec<_> = scope.feeds.iter().map(|feed| feed.kind.clone()).collect();
    use FeedKind::*;
    assert_eq!(kinds, [Install, Deployment, Grid, Restricted]);
}

#[test]
fn areas_settings_and_tables_reach_the_phone_by_the_deployment_feed() {
    let world = HubWorld::new();
    world.hub.set("emergency_phone", json!("0571-110")).unwrap();
    world.hub.set("emergency_phone", json!("0571-110")).unwrap();
    world.hub.set_table("care", &[("elderly", "老年人")]).unwrap();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    assert_eq!(phone.of_class(&Class::Area).len(), 4);
    let settings = phone.of_class(&Class::Setting);
    assert_eq!(settings.len(), 1);
    assert_eq!((settings[0].version.n, &settings[0].fields["value"]), (1, &json!("0571-110")));
    assert_eq!(phone.of_class(&Class::Table)[0].fields["items"][0]["label"], "老年人");
}

#[test]
fn a_cursor_of_another_history_begins_the_feed_anew() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    let record = phone.new_record();
    phone.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    world.exchange(&mut phone);
    let cursor = phone.cursors.get_mut(&world.feed()).unwrap();
    cursor.cursor = "1.AAAAAAAAAAAAAAAA".to_owned();
    let page = world.sync(&phone, &phone.request()).feeds.remove(0);
    assert_eq!((page.feed, page.from, page.to, page.rows.len()), (world.feed(), 0, 1, 1));
    phone.cursors.get_mut(&world.feed()).unwrap().cursor = "99.AAAAAAAAAAAAAAAA".to_owned();
    assert_eq!(world.sync(&phone, &phone.request()).feeds[0].from, 0);
    phone.cursors.get_mut(&world.feed()).unwrap().cursor = "nonsense".to_owned();
    assert_eq!(world.sync(&phone, &phone.request()).feeds[0].from, 0);
}

#[test]
fn a_long_feed_comes_in_pages_and_an_earlier_cursor_goes_on_where_it_stood() {
    let world = HubWorld::new();
    let author = world.hub.own_account().unwrap();
    let note = "很".repeat(1500);
    for n in 0..200 {
        let record = world.hub.new_record().unwrap();
        let patch = json!({"name": format!("人{n}"), "note": note});
        let part = gridbook_hub::NewPart {
            class: Class::Person,
            record,
            feed: world.feed(),
            base: None,
            patch: patch.as_object().cloned().unwrap(),
        };
        world.hub.save(world.community, author, vec![part]).unwrap();
    }
    let mut phone = world.worker("王芳");
    let first = world.sync(&phone, &phone.request());
    let page = first.feeds.iter().find(|page| page.feed == world.feed()).unwrap();
    assert!(page.to < page.head && page.head == 200 && page.digest.is_none());
    assert_eq!(page.rows.len() as u64, page.to);
    phone.take(&first);
    let halfway = phone.clone();
    world.exchange(&mut phone);
    assert_eq!(phone.of_class(&Class::Person).len(), 200);
    let next = world.sync(&halfway, &halfway.request());
    assert_eq!(next.feeds[0].from, page.to);
}

#[test]
fn everything_stays_when_the_hub_is_opened_again() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    let record = phone.new_record();
    let op =
        phone.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    let before = world.sync(&phone, &phone.request());
    let world = world.reopened();
    world.exchange(&mut phone);
    assert_eq!(phone.part(op, 0).effect, Effect::Applied);
    let after = world.sync(&phone, &phone.request());
    assert_eq!((before.epoch, before.receipt), (after.epoch, after.receipt));
}

#[test]
fn an_unknown_path_is_not_found_and_a_get_of_sync_too() {
    let world = HubWorld::new();
    for (method, path) in [(Method::Get, SYNC_PATH), (Method::Post, "/"), (Method::Other, "/v1")] {
        let response = world.hub.handle(request(method, path, None, b""));
        assert_eq!((response.status, failure(&response)), (404, FailureCode::NotFound));
    }
}

#[test]
fn a_packed_request_is_answered_packed() {
    let world = HubWorld::new();
    let phone = world.worker("王芳");
    let body = serde_json::to_vec(&phone.request()).unwrap();
    let packed = zstd::bulk::compress(&body, 3).unwrap();
    let mut asked = request(Method::Post, SYNC_PATH, Some(&phone.token), &packed);
    asked.zstd = true;
    let response = world.hub.handle(asked);
    assert!(response.zstd);
    let bytes = zstd::bulk::decompress(&response.body, MAX_MESSAGE).unwrap();
    assert!(serde_json::from_slice::<SyncResponse>(&bytes).unwrap().feeds.len() >= 3);
}

#[test]
fn what_arrives_with_a_request_waits_on_the_phone_no_more() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    for name in ["甲", "乙", "丙"] {
        let record = anna.new_record();
        anna.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": name}))]);
    }
    let waits = |world: &HubWorld| {
        let installs = world.hub.installs().unwrap();
        let own = installs.iter().find(|install| install.install == anna.install).unwrap();
        (own.waiting.ops, own.waiting.drafts)
    };
    let waiting = Waiting { ops: 5, photos: 0, drafts: 1 };
    let request = SyncRequest { waiting, ..anna.request() };
    world.sync(&anna, &request);
    assert_eq!(waits(&world), (2, 1), "two of five are still to come");
    world.sync(&anna, &request);
    assert_eq!(waits(&world), (2, 1), "the same request again, its answer having been lost");
}
