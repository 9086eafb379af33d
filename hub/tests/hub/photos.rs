//! Photos: resumable steps, checked at the end.

use crate::kit::*;
use gridbook_domain::Class;
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::Hash;
use gridbook_domain::photo::{MAX_BYTES, STEP};
use gridbook_domain::wire::*;
use gridbook_hub::{Method, Response};
use serde_json::json;

struct Upload {
    bytes: Vec<u8>,
    hash: Hash,
}

fn upload() -> Upload {
    let bytes: Vec<u8> = (0u32..150_000).map(|n| (n % 251) as u8).collect();
    let hash = body_hash(&bytes);
    Upload { bytes, hash }
}

fn get(world: &World, phone: &Phone, hash: Hash) -> PhotoProgress {
    let path = format!("{PHOTO_PATH}{hash}");
    let response = world.hub.handle(request(Method::Get, &path, Some(&phone.token), b""));
    assert_eq!(response.status, 200);
    serde_json::from_slice(&response.body).unwrap()
}

fn post(
    world: &World,
    phone: &Phone,
    hash: Hash,
    (offset, size): (u64, u64),
    body: &[u8],
) -> Response {
    let path = format!("{PHOTO_PATH}{hash}");
    let mut asked = request(Method::Post, &path, Some(&phone.token), body);
    asked.query = format!("offset={offset}&size={size}");
    world.hub.handle(asked)
}

impl Upload {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn step(&self, world: &World, phone: &Phone, offset: u64) -> PhotoProgress {
        let from = usize::try_from(offset).unwrap().min(self.bytes.len());
        let to = (from + STEP).min(self.bytes.len());
        let place = (offset, self.size());
        let response = post(world, phone, self.hash, place, &self.bytes[from..to]);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }

    fn finish(&self, world: &World, phone: &Phone) {
        for _ in 0..3 {
            let at = get(world, phone, self.hash);
            self.step(world, phone, at.offset);
        }
        assert!(get(world, phone, self.hash).durable);
    }
}

#[test]
fn a_photo_cut_at_half_resumes_from_half() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    assert_eq!(get(&world, &phone, upload.hash), PhotoProgress { offset: 0, durable: false });
    upload.step(&world, &phone, 0);
    let world = world.reopened();
    let half = PhotoProgress { offset: STEP as u64, durable: false };
    assert_eq!(get(&world, &phone, upload.hash), half);
    upload.finish(&world, &phone);
    let totals = world.hub.totals().unwrap();
    assert_eq!((totals.photos, totals.photos_durable), (1, 1));
    let whole = PhotoProgress { offset: upload.size(), durable: true };
    assert_eq!(upload.step(&world, &phone, 0), whole, "asked again it is there");
}

#[test]
fn a_wrong_offset_is_answered_with_the_right_one() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    let zero = PhotoProgress { offset: 0, durable: false };
    assert_eq!(upload.step(&world, &phone, STEP as u64), zero);
    upload.step(&world, &phone, 0);
    let half = PhotoProgress { offset: STEP as u64, durable: false };
    assert_eq!(upload.step(&world, &phone, 0), half);
    upload.finish(&world, &phone);
}

#[test]
fn bytes_with_another_hash_are_thrown_away_and_the_upload_starts_anew() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    let wrong = vec![1; 1000];
    let response = post(&world, &phone, upload.hash, (0, 1000), &wrong);
    assert_eq!((response.status, failure(&response)), (409, FailureCode::PhotoBytes));
    assert_eq!(get(&world, &phone, upload.hash).offset, 0);
    upload.finish(&world, &phone);
}

#[test]
fn bytes_beyond_the_announced_size_and_photos_over_the_limit_are_refused() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    let beyond = post(&world, &phone, upload.hash, (0, 10), &[0; 11]);
    assert_eq!(failure(&beyond), FailureCode::PhotoBytes);
    let huge = post(&world, &phone, upload.hash, (0, MAX_BYTES + 1), &[0; 10]);
    assert_eq!((huge.status, failure(&huge)), (413, FailureCode::TooLarge));
    let wide = post(&world, &phone, upload.hash, (0, 100_000), &vec![0; STEP + 1]);
    assert_eq!(failure(&wide), FailureCode::TooLarge);
    upload.finish(&world, &phone);
}

#[test]
fn a_photo_needs_a_sign_in_an_address_and_a_place() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    let path = format!("{PHOTO_PATH}{}", upload.hash);
    let response = world.hub.handle(request(Method::Get, &path, None, b""));
    assert_eq!(response.status, 401);
    let path = format!("{PHOTO_PATH}../../hub.db");
    let response = world.hub.handle(request(Method::Get, &path, Some(&phone.token), b""));
    assert_eq!(response.status, 404);
    let path = format!("{PHOTO_PATH}{}", upload.hash);
    let response = world.hub.handle(request(Method::Post, &path, Some(&phone.token), b"x"));
    assert_eq!(failure(&response), FailureCode::Malformed);
}

#[test]
fn a_photo_record_announces_its_bytes_and_one_without_a_hash_is_refused() {
    let world = World::new();
    let mut phone = world.worker("王芳");
    let upload = upload();
    let (one, two) = (phone.new_record(), phone.new_record());
    let good = json!({"sha256": upload.hash, "size": upload.size(), "type": "image/jpeg"});
    let bad = json!({"sha256": "no hash", "size": 5, "type": "image/jpeg"});
    let op = phone.save(vec![
        part(Class::Photo, one, world.feed(), None, good),
        part(Class::Photo, two, world.feed(), None, bad),
    ]);
    world.exchange(&mut phone);
    assert!(phone.row(one).is_some() && phone.row(two).is_none());
    assert_eq!(phone.part(op, 1).why.unwrap().as_str(), "bad_field");
    let totals = world.hub.totals().unwrap();
    assert_eq!((totals.photos, totals.photos_durable), (1, 0));
}

#[test]
fn an_empty_photo_is_durable_at_once() {
    let world = World::new();
    let phone = world.worker("王芳");
    let hash = body_hash(b"");
    let response = post(&world, &phone, hash, (0, 0), b"");
    let progress: PhotoProgress = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(progress, PhotoProgress { offset: 0, durable: true });
}

#[test]
fn a_hub_stopped_before_it_wrote_down_the_last_step_finishes_when_asked() {
    let world = World::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    upload.finish(&world, &phone);
    let whole = PhotoProgress { offset: upload.size(), durable: true };
    world.sql("UPDATE photo SET durable = NULL");
    assert_eq!(get(&world, &phone, upload.hash), whole, "it has its place already");
    world.sql("UPDATE photo SET durable = NULL");
    let folder = std::fs::read_dir(world.folder.path().join("photos")).unwrap();
    let folder = folder.last().unwrap().unwrap().path();
    let object = std::fs::read_dir(&folder).unwrap().last().unwrap().unwrap().path();
    let part = object.with_extension("part");
    std::fs::rename(&object, &part).unwrap();
    assert_eq!(get(&world, &phone, upload.hash), whole, "all bytes were there");
    world.sql("UPDATE photo SET durable = NULL");
    std::fs::rename(&object, &part).unwrap();
    std::fs::write(&part, vec![0; upload.bytes.len()]).unwrap();
    let anew = PhotoProgress { offset: 0, durable: false };
    assert_eq!(get(&world, &phone, upload.hash), anew, "a power cut left holes");
    upload.finish(&world, &phone);
}

#[test]
fn a_size_somebody_else_gave_does_not_stop_an_upload() {
    let world = World::new();
    let (phone, liar) = (world.worker("王芳"), world.worker("刘洋"));
    let upload = upload();
    post(&world, &liar, upload.hash, (0, STEP as u64), b"");
    upload.finish(&world, &phone);
    assert!(get(&world, &phone, upload.hash).durable);
}
