//! What nobody should send. Each case: the answer, nothing lost, and the good ops landed.

use gridbook_domain::chain::{body_hash, link};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::wire::*;
use gridbook_domain::{Body, Class, OpId, RecordId};
use gridbook_hub::{Method, Response};
use gridbook_testkit::hub::*;
use proptest::prelude::*;
use serde_json::json;

/// Two phones; the first has sent two ops and has two more staged.
struct Scene {
    world: HubWorld,
    phone: PaperPhone,
    other: PaperPhone,
    sent: Vec<OpId>,
    staged: Vec<OpId>,
}

fn scene() -> Scene {
    let world = HubWorld::new();
    let (mut phone, other) = (world.worker("王芳"), world.worker("李娜"));
    let sent = (0..2).map(|_| save_person(&world, &mut phone)).collect();
    world.exchange(&mut phone);
    let staged = (0..2).map(|_| save_person(&world, &mut phone)).collect();
    Scene { world, phone, other, sent, staged }
}

fn save_person(world: &HubWorld, phone: &mut PaperPhone) -> OpId {
    let record = phone.new_record();
    phone.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))])
}

impl Scene {
    fn send(&self, request: &SyncRequest) -> SyncResponse {
        self.world.sync(&self.phone, request)
    }

    fn send_raw(&self, bearer: Option<&str>, zstd: bool, body: &[u8]) -> Response {
        let mut asked = request(Method::Post, SYNC_PATH, bearer, body);
        asked.zstd = zstd;
        self.world.hub.handle(asked)
    }

    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.phone.request()).unwrap()
    }

    /// Nothing new was journaled, nothing old is gone, and a proper sync still brings everything.
    fn nothing_happened(mut self) {
        let missing = self.world.hub.missing(self.world.community, &self.sent).unwrap();
        assert_eq!(missing, []);
        let staged = self.world.hub.missing(self.world.community, &self.staged).unwrap();
        assert_eq!(staged, self.staged);
        self.all_lands();
    }

    fn all_lands(&mut self) {
        let answer = self.world.exchange(&mut self.phone);
        assert_eq!(answer.durable, ChainHead { mseq: self.phone.mseq, chain: self.phone.chain });
        for op in self.sent.iter().chain(&self.staged) {
            assert_eq!(self.phone.part(*op, 0).effect, Effect::Applied);
        }
    }
}

fn refused(response: &Response, status: u16, code: FailureCode) {
    assert_eq!((response.status, failure(response)), (status, code));
    assert!(response.body.len() < 300, "a refusal is small");
}

#[test]
fn who_is_not_signed_in_gets_401() {
    let scene = scene();
    let body = scene.json();
    let long = "x".repeat(5000);
    let tampered = scene.phone.token.replace('.', "..");
    let mut wrong = scene.phone.token.clone();
    wrong.truncate(wrong.len() - 1);
    wrong.push(if scene.phone.token.ends_with('A') { 'E' } else { 'A' });
    for bearer in [None, Some(""), Some("a.b.c"), Some(&*long), Some(&*tampered), Some(&*wrong)] {
        refused(&scene.send_raw(bearer, false, &body), 401, FailureCode::SignIn);
    }
    scene.nothing_happened();
}

#[test]
fn a_request_for_anothers_install_gets_403() {
    let scene = scene();
    let response = scene.send_raw(Some(&scene.other.token), false, &scene.json());
    refused(&response, 403, FailureCode::OtherInstall);
    scene.nothing_happened();
}

#[test]
fn a_head_signed_by_another_key_gets_403() {
    let scene = scene();
    let mut request = scene.phone.request();
    request.head.sig = scene.other.key.sign(b"gridbook head 1");
    let body = serde_json::to_vec(&request).unwrap();
    refused(&scene.send_raw(Some(&scene.phone.token), false, &body), 403, FailureCode::Signature);
    scene.nothing_happened();
}

#[test]
fn a_truncated_body_gets_400_packed_or_not() {
    let scene = scene();
    let body = scene.json();
    let packed = zstd::bulk::compress(&body, 3).unwrap();
    let token = Some(scene.phone.token.as_str());
    for cut in [0, 1, body.len() / 2, body.len() - 1] {
        refused(&scene.send_raw(token, false, &body[..cut]), 400, FailureCode::Malformed);
    }
    for cut in [1, packed.len() / 2, packed.len() - 1] {
        refused(&scene.send_raw(token, true, &packed[..cut]), 400, FailureCode::Malformed);
    }
    scene.nothing_happened();
}

#[test]
fn a_zstd_bomb_gets_413_and_is_not_unpacked() {
    let scene = scene();
    let bomb = zstd::bulk::compress(&vec![b' '; 64 * 1024 * 1024], 1).unwrap();
    assert!(bomb.len() < MAX_PACKED);
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, true, &bomb), 413, FailureCode::TooLarge);
    let asked = &mut request(Method::Post, ENROL_PATH, None, &bomb);
    asked.zstd = true;
    refused(&scene.world.hub.handle(asked.clone()), 413, FailureCode::TooLarge);
    scene.nothing_happened();
}

#[test]
fn a_frame_that_wants_a_huge_window_gets_400() {
    let scene = scene();
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(27).unwrap();
    encoder.include_contentsize(false).unwrap();
    std::io::Write::write_all(&mut encoder, &scene.json()).unwrap();
    let wide = encoder.finish().unwrap();
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, true, &wide), 400, FailureCode::Malformed);
    scene.nothing_happened();
}

#[test]
fn ten_megabytes_of_zeros_get_413_packed_or_not() {
    let scene = scene();
    let zeros = vec![0; 10 * 1024 * 1024];
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, false, &zeros), 413, FailureCode::TooLarge);
    let packed = zstd::bulk::compress(&zeros, 3).unwrap();
    refused(&scene.send_raw(token, true, &packed), 413, FailureCode::TooLarge);
    refused(&scene.send_raw(token, false, &zeros[..MAX_PACKED]), 400, FailureCode::Malformed);
    scene.nothing_happened();
}

#[test]
fn invalid_utf8_gets_400() {
    let scene = scene();
    let mut body = scene.json();
    let at = body.len() - 40;
    body[at] = 0xff;
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, false, &body), 400, FailureCode::Malformed);
    refused(&scene.send_raw(token, false, &[0xc3, 0x28]), 400, FailureCode::Malformed);
    scene.nothing_happened();
}

#[test]
fn deeply_nested_json_gets_400() {
    let scene = scene();
    let deep = "[".repeat(1_000_000);
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, false, deep.as_bytes()), 400, FailureCode::Malformed);
    scene.nothing_happened();
}

#[test]
fn numbers_no_journal_can_hold_get_400() {
    let scene = scene();
    let mut request = scene.phone.request();
    request.waiting.ops = u64::MAX;
    let body = serde_json::to_vec(&request).unwrap();
    let token = Some(scene.phone.token.as_str());
    refused(&scene.send_raw(token, false, &body), 400, FailureCode::Malformed);
    scene.nothing_happened();
}

#[test]
fn an_unreadable_op_among_good_ones_is_quarantined_and_the_others_apply() {
    let mut scene = scene();
    let unreadable = ["not json at all \u{0} 刘", "{\"op\":1}", "", "[[[[", "{\"parts\":[]}"];
    for body in unreadable {
        scene.phone.stage(body.to_owned());
    }
    let last = save_person(&scene.world, &mut scene.phone);
    scene.staged.push(last);
    scene.all_lands();
    let totals = scene.world.totals(&scene.phone);
    assert_eq!((totals.durable, totals.applied), (10, 10));
    assert_eq!(totals.parts(&Effect::Quarantined), 5);
    let told = scene.phone.of_class(&Class::Outcome);
    let told = told.iter().filter(|row| row.fields["parts"][0]["effect"] == "quarantined");
    let mut numbers: Vec<_> = told.map(|row| row.fields["mseq"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [5, 6, 7, 8, 9]);
    assert_eq!(
        scene.world.number("SELECT count(*) FROM op WHERE body = CAST('{\"op\":1}' AS BLOB)"),
        1,
        "kept as it came"
    );
}

#[test]
fn a_gap_is_answered_with_the_number_that_is_needed() {
    let mut scene = scene();
    let mut request = scene.phone.request();
    request.push.remove(0);
    let answer = scene.send(&request);
    assert_eq!((answer.need, answer.fork, answer.durable.mseq), (Some(3), None, 2));
    let missing = scene.world.hub.missing(scene.world.community, &scene.staged).unwrap();
    assert_eq!(missing, scene.staged);
    scene.all_lands();
}

#[test]
fn a_gap_in_the_middle_takes_what_stands_before_it() {
    let mut scene = scene();
    let third = save_person(&scene.world, &mut scene.phone);
    scene.staged.push(third);
    let mut request = scene.phone.request();
    request.push.remove(1);
    let answer = scene.send(&request);
    assert_eq!((answer.need, answer.durable.mseq), (Some(4), 3));
    scene.all_lands();
}

#[test]
fn ops_that_are_there_already_are_ignored() {
    let mut scene = scene();
    let request = scene.phone.request();
    let first = scene.send(&request);
    let again = scene.send(&request);
    assert_eq!((first.durable, again.need, again.fork), (again.durable, None, None));
    scene.all_lands();
    assert_eq!(
        scene.world.number("SELECT count(*) FROM op WHERE mseq > 2 AND community <> zeroblob(16)"),
        2
    );
}

#[test]
fn the_same_number_with_other_bytes_is_a_fork_and_both_are_kept() {
    let mut scene = scene();
    let record = scene.phone.new_record();
    let other = scene.phone.body(vec![part(
        Class::Person,
        record,
        scene.world.feed(),
        None,
        json!({"name": "乙"}),
    )]);
    let start = gridbook_domain::chain::start(scene.phone.install);
    let forged = scene.phone.envelope(1, start, &other.to_bytes().unwrap());
    let mut request = scene.phone.request();
    request.push.insert(0, forged.clone());
    let answer = scene.send(&request);
    assert_eq!((answer.fork, answer.need, answer.durable.mseq), (Some(1), None, 4));
    scene.send(&request);
    assert_eq!(scene.world.number("SELECT count(*) FROM fork"), 1, "the same fork is kept once");
    assert!(scene.world.hub.record(scene.world.community, record).unwrap().is_none());
    scene.all_lands();
}

#[test]
fn a_known_op_under_another_number_is_a_duplicate_without_a_second_effect() {
    let mut scene = scene();
    let (op, record) = (scene.staged[0], scene.phone.new_record());
    let body = scene.phone.staged[0].body.clone();
    scene.phone.stage(body);
    scene.phone.save(vec![part(
        Class::Person,
        record,
        scene.world.feed(),
        None,
        json!({"name": "乙"}),
    )]);
    scene.all_lands();
    let told = scene.phone.of_class(&Class::Outcome);
    let of_five: Vec<_> = told.iter().filter(|row| row.fields["mseq"] == 5).collect();
    assert_eq!(of_five[0].fields["parts"][0]["effect"], "duplicate");
    assert_eq!(scene.phone.outcome(op).mseq, 3);
    assert_eq!(scene.phone.of_class(&Class::Person).len(), 5);
    assert!(scene.phone.of_class(&Class::Person).iter().all(|row| row.version.n == 1));
}

#[test]
fn a_known_op_id_with_other_bytes_is_kept_as_a_fork_and_blocks_nothing() {
    let mut scene = scene();
    let body = scene.phone.staged[0].body.clone();
    let mut read = Body::read(body.as_bytes()).unwrap();
    read.parts[0].patch.insert("name".to_owned(), json!("乙"));
    scene.phone.stage(read.to_bytes().unwrap());
    let last = save_person(&scene.world, &mut scene.phone);
    scene.staged.push(last);
    let answer = scene.send(&scene.phone.request());
    assert_eq!((answer.fork, answer.durable.mseq), (Some(5), 6));
    assert_eq!(scene.world.number("SELECT count(*) FROM fork"), 1);
    scene.all_lands();
    assert_eq!(scene.phone.fields(read.parts[0].record), json!({"name": "甲"}));
}

#[test]
fn a_wrong_chain_is_a_fork_and_the_good_ones_before_it_land() {
    let mut scene = scene();
    let third = save_person(&scene.world, &mut scene.phone);
    let mut request = scene.phone.request();
    request.push[1].chain = Bytes([9; 32]);
    let answer = scene.send(&request);
    assert_eq!((answer.fork, answer.durable.mseq), (Some(4), 3));
    assert_eq!(scene.world.number("SELECT count(*) FROM fork WHERE mseq = 4"), 1);
    scene.staged.push(third);
    scene.all_lands();
}

#[test]
fn a_head_that_contradicts_the_journal_is_a_fork() {
    let mut scene = scene();
    let mut rewound = scene.phone.clone();
    rewound.mseq = 1;
    rewound.chain = Bytes([3; 32]);
    rewound.staged.clear();
    for _ in 0..2 {
        let answer = scene.send(&rewound.request());
        assert_eq!((answer.fork, answer.durable.mseq), (Some(1), 2), "told each time");
    }
    assert_eq!(scene.world.number("SELECT count(*) FROM fork"), 1);
    let kept = scene.world.number("SELECT max(head_mseq) FROM install");
    assert_eq!(kept, 2, "a head that was set back does not replace what was signed before");
    scene.all_lands();
}

#[test]
fn a_head_behind_the_journal_that_fits_is_no_fork() {
    let mut scene = scene();
    let mut behind = scene.phone.clone();
    behind.mseq = 3;
    behind.chain = scene.phone.staged[0].chain;
    behind.staged.clear();
    scene.all_lands();
    let answer = scene.send(&behind.request());
    assert_eq!((answer.fork, answer.durable.mseq), (None, 4));
}

#[test]
fn an_op_of_65_kib_is_named_and_not_journaled_and_nothing_else_is_lost() {
    let mut scene = scene();
    let good = scene.phone.clone();
    let record = scene.phone.new_record();
    let body = scene.phone.body(vec![part(
        Class::Visit,
        record,
        scene.world.feed(),
        None,
        json!({"content": ""}),
    )]);
    let text = serde_json::to_string(&body).unwrap();
    let text = text.replace("\"content\":\"\"", &format!("\"content\":\"{}\"", "x".repeat(66_000)));
    scene.phone.stage(text);
    save_person(&scene.world, &mut scene.phone);
    let answer = scene.send(&scene.phone.request());
    assert_eq!((answer.durable.mseq, answer.need, answer.fork), (4, Some(5), None));
    let told = &answer.directives[0];
    assert_eq!(told.kind, DirectiveKind::Other("op_too_large".to_owned()));
    assert_eq!((&told.rest["mseq"], &told.rest["max"]), (&json!(5), &json!(65_536)));
    assert!(!told.must);
    scene.phone = good;
    scene.all_lands();
}

#[test]
fn an_op_of_exactly_64_kib_is_journaled() {
    let mut scene = scene();
    let mut chain = scene.phone.chain;
    let filler = "y".repeat(gridbook_domain::op::MAX_BODY);
    chain = link(chain, 5, body_hash(filler.as_bytes()));
    scene.phone.stage(filler);
    assert_eq!(scene.phone.chain, chain);
    let answer = scene.send(&scene.phone.request());
    assert_eq!((answer.durable.mseq, answer.need), (5, None));
}

#[test]
fn an_op_in_another_workers_name_is_refused() {
    let mut scene = scene();
    let (record, other) = (scene.phone.new_record(), scene.other.account);
    let mut body = scene.phone.body(vec![part(
        Class::Person,
        record,
        scene.world.feed(),
        None,
        json!({"name": "乙"}),
    )]);
    body.author = other;
    scene.phone.stage(body.to_bytes().unwrap());
    scene.all_lands();
    let told = scene.phone.part(body.op, 0);
    assert_eq!((told.effect, told.why), (Effect::Refused, Some(Why::NotYours)));
}

#[test]
fn an_op_whose_id_is_that_of_a_record_does_not_overwrite_the_record() {
    let mut scene = scene();
    let person = scene.phone.of_class(&Class::Person)[0].record;
    let record = scene.phone.new_record();
    let mut body = scene.phone.body(vec![part(
        Class::Person,
        record,
        scene.world.feed(),
        None,
        json!({"name": "乙"}),
    )]);
    body.op = OpId::of_record(person);
    scene.phone.stage(body.to_bytes().unwrap());
    scene.all_lands();
    assert_eq!(scene.phone.fields(person), json!({"name": "甲"}));
    assert_eq!(scene.phone.fields(record), json!({"name": "乙"}));
    assert!(scene.phone.row(RecordId::of_op(body.op)).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn whatever_arrives_is_answered(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        at in any::<prop::sample::Index>(),
        path in prop::sample::select(vec![SYNC_PATH, ENROL_PATH, PHOTO_PATH, "/v1/photos/AA", ""]),
        zstd in any::<bool>(),
    ) {
        let scene = SCENE.with(std::clone::Clone::clone);
        let mut body = scene.json();
        let at = at.index(body.len());
        let end = body.len().min(at + bytes.len());
        body.splice(at..end, bytes);
        let mut asked = request(Method::Post, path, Some(&scene.phone.token), &body);
        asked.zstd = zstd;
        let response = scene.world.hub.handle(asked);
        prop_assert!(matches!(response.status, 200 | 400 | 403 | 404 | 413), "{}", response.status);
    }
}

thread_local! {
    static SCENE: std::rc::Rc<Scene> = std::rc::Rc::new(scene());
}
