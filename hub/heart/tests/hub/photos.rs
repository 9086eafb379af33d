//! Photos: resumable steps, checked at the end.

use gridbook_domain::Class;
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::Hash;
use gridbook_domain::photo::{MAX_BYTES, STEP};
use gridbook_domain::wire::*;
use gridbook_hub::{Method, Response};
use gridbook_testkit::hub::*;
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

fn announce(world: &HubWorld, phone: &mut PaperPhone, upload: &Upload) {
    let photo = json!({"sha256": upload.hash, "size": upload.size(), "type": "image/jpeg"});
    let record = phone.new_record();
    phone.save(vec![part(Class::Photo, record, world.feed(), None, photo)]);
    world.exchange(phone);
}

/// Every file below the folder of photos, by its path in there.
fn files(world: &HubWorld) -> Vec<std::path::PathBuf> {
    fn below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    below(&world.folder.path().join("photos"), &mut found);
    found
}

fn totals(world: &HubWorld) -> (u64, u64) {
    let totals = world.hub.totals().unwrap();
    (totals.photos, totals.photos_durable)
}

const DAY: i64 = 24 * 60 * 60 * 1000;

fn get(world: &HubWorld, phone: &PaperPhone, hash: Hash) -> PhotoProgress {
    let path = format!("{PHOTO_PATH}{hash}");
    let response = world.hub.handle(request(Method::Get, &path, Some(&phone.token), b""));
    assert_eq!(response.status, 200);
    serde_json::from_slice(&response.body).unwrap()
}

fn post(
    world: &HubWorld,
    phone: &PaperPhone,
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

    fn step(&self, world: &HubWorld, phone: &PaperPhone, offset: u64) -> PhotoProgress {
        let from = usize::try_from(offset).unwrap().min(self.bytes.len());
        let to = (from + STEP).min(self.bytes.len());
        let place = (offset, self.size());
        let response = post(world, phone, self.hash, place, &self.bytes[from..to]);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }

    fn finish(&self, world: &HubWorld, phone: &PaperPhone) {
        for _ in 0..3 {
            let at = get(world, phone, self.hash);
            self.step(world, phone, at.offset);
        }
        assert!(get(world, phone, self.hash).durable);
    }
}

#[test]
fn a_photo_cut_at_half_resumes_from_half() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    announce(&world, &mut phone, &upload);
    assert_eq!(get(&world, &phone, upload.hash), PhotoProgress { offset: 0, durable: false });
    upload.step(&world, &phone, 0);
    let world = world.reopened();
    let half = PhotoProgress { offset: STEP as u64, durable: false };
    assert_eq!(get(&world, &phone, upload.hash), half);
    upload.finish(&world, &phone);
    assert_eq!(totals(&world), (1, 1));
    let whole = PhotoProgress { offset: upload.size(), durable: true };
    assert_eq!(upload.step(&world, &phone, 0), whole, "asked again it is there");
}

#[test]
fn a_photo_that_has_come_waits_no_more_on_its_phone() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    announce(&world, &mut phone, &upload);
    let waiting = Waiting { ops: 0, photos: 2, drafts: 1 };
    world.sync(&phone, &SyncRequest { waiting, ..phone.request() });
    let told =
        || world.hub.installs().unwrap().into_iter().find(|one| one.install == phone.install);
    let photos = || told().unwrap().waiting.photos;
    upload.step(&world, &phone, 0);
    assert_eq!(photos(), 2, "only a part of it is here");
    upload.finish(&world, &phone);
    assert_eq!(photos(), 1);
    upload.step(&world, &phone, 0);
    assert_eq!(photos(), 1, "it came once");
    let idle = Waiting { photos: 0, ..waiting };
    world.sync(&phone, &SyncRequest { waiting: idle, ..phone.request() });
    assert_eq!(told().unwrap().waiting, idle, "the phone's own number counts");
}

#[test]
fn a_wrong_offset_is_answered_with_the_right_one() {
    let world = HubWorld::new();
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
    let world = HubWorld::new();
    let (phone, upload) = (world.worker("王芳"), upload());
    let wrong = vec![1; 1000];
    let response = post(&world, &phone, upload.hash, (0, 1000), &wrong);
    assert_eq!((response.status, failure(&response)), (409, FailureCode::PhotoBytes));
    assert_eq!(get(&world, &phone, upload.hash).offset, 0);
    upload.finish(&world, &phone);
}

#[test]
fn bytes_beyond_the_announced_size_and_photos_over_the_limit_are_refused() {
    let world = HubWorld::new();
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
    let world = HubWorld::new();
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
    let world = HubWorld::new();
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
    let world = HubWorld::new();
    let phone = world.worker("王芳");
    let hash = body_hash(b"");
    let response = post(&world, &phone, hash, (0, 0), b"");
    let progress: PhotoProgress = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(progress, PhotoProgress { offset: 0, durable: true });
}

#[test]
fn a_hub_stopped_before_it_wrote_down_the_last_step_finishes_when_asked() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    announce(&world, &mut phone, &upload);
    upload.finish(&world, &phone);
    let whole = PhotoProgress { offset: upload.size(), durable: true };
    world.sql("UPDATE photo SET durable = NULL");
    assert_eq!(get(&world, &phone, upload.hash), whole, "it has its place already");
    assert_eq!(totals(&world), (1, 1));
    // Stopped before it was given its place, and before its hash was checked.
    let object = files(&world).remove(0);
    let name = object.file_name().unwrap().to_str().unwrap().to_owned();
    let own = std::fs::read_dir(object.parent().unwrap()).unwrap();
    let own = own.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let part = own.join(format!("{name}.{}.part", upload.size()));
    for place in [own.join(&name), part.clone()] {
        world.sql("UPDATE photo SET durable = NULL");
        std::fs::rename(&object, place).unwrap();
        assert_eq!(get(&world, &phone, upload.hash), whole, "all bytes were there");
        assert_eq!((totals(&world), files(&world)), ((1, 1), vec![object.clone()]));
    }
    world.sql("UPDATE photo SET durable = NULL");
    std::fs::remove_file(&object).unwrap();
    std::fs::write(&part, vec![0; upload.bytes.len()]).unwrap();
    let anew = PhotoProgress { offset: 0, durable: false };
    assert_eq!(get(&world, &phone, upload.hash), anew, "a power cut left holes");
    upload.finish(&world, &phone);
}

#[test]
fn nobody_meets_the_bytes_or_the_size_that_another_sent() {
    let world = HubWorld::new();
    let (phone, liar) = (world.worker("王芳"), world.worker("刘洋"));
    let upload = upload();
    post(&world, &liar, upload.hash, (0, STEP as u64), b"");
    post(&world, &liar, upload.hash, (0, upload.size()), &[7; STEP]);
    assert_eq!(get(&world, &phone, upload.hash).offset, 0);
    upload.finish(&world, &phone);
    assert!(get(&world, &phone, upload.hash).durable);
}

#[test]
fn a_photo_that_came_before_its_record_is_safe_and_gets_its_place_with_it() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    upload.finish(&world, &phone);
    assert_eq!(totals(&world), (0, 0));
    world.later(400 * DAY);
    world.hub.tidy_photos().unwrap();
    assert!(get(&world, &phone, upload.hash).durable, "what was acknowledged stays for good");
    announce(&world, &mut phone, &upload);
    assert_eq!(totals(&world), (1, 0));
    let world = world.reopened();
    world.hub.tidy_photos().unwrap();
    assert_eq!(totals(&world), (1, 1));
    let object = files(&world);
    assert_eq!((object.len(), std::fs::read(&object[0]).unwrap()), (1, upload.bytes.clone()));
    assert!(get(&world, &phone, upload.hash).durable);
}

#[test]
fn a_part_that_nobody_announced_is_swept_after_a_week_and_one_that_a_record_names_never() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    let other = Upload { bytes: vec![3; 100_000], hash: body_hash(&vec![3; 100_000]) };
    announce(&world, &mut phone, &other);
    other.step(&world, &phone, 0);
    upload.step(&world, &phone, 0);
    world.later(4 * DAY);
    upload.step(&world, &phone, STEP as u64);
    world.later(4 * DAY);
    world.hub.tidy_photos().unwrap();
    let at = |upload: &Upload| get(&world, &phone, upload.hash).offset;
    assert_eq!(at(&upload), 2 * STEP as u64, "its last bytes came four days ago");
    world.later(4 * DAY);
    world.hub.tidy_photos().unwrap();
    assert_eq!((at(&upload), at(&other)), (0, STEP as u64));
    assert_eq!(files(&world).len(), 1);
    upload.finish(&world, &phone);
    other.finish(&world, &phone);
}

#[test]
fn a_part_is_swept_once_another_install_has_brought_the_same_photo() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    let other = world.phone(phone.account);
    announce(&world, &mut phone, &upload);
    upload.step(&world, &other, 0);
    upload.finish(&world, &phone);
    assert_eq!(files(&world).len(), 2);
    world.hub.tidy_photos().unwrap();
    assert_eq!(files(&world).len(), 1);
    assert!(get(&world, &other, upload.hash).durable);
}

#[test]
fn what_nobody_announced_has_a_quota_an_install_and_announcing_lifts_it() {
    let world = HubWorld::new();
    let (mut phone, other) = (world.worker("王芳"), world.worker("刘洋"));
    // A file counts for 512 KiB at least, so a thousand tiny ones are all there may be.
    let mut refused = None;
    for n in 0..1100u32 {
        let response = post(&world, &phone, body_hash(&n.to_be_bytes()), (0, 9), b"x");
        if response.status != 200 {
            refused = Some((n, failure(&response), response.retry_after.is_some()));
            break;
        }
    }
    assert_eq!(refused, Some((1024, FailureCode::Busy, true)));
    let upload = upload();
    let response = post(&world, &phone, upload.hash, (0, upload.size()), &upload.bytes[..STEP]);
    assert_eq!(failure(&response), FailureCode::Busy);
    upload.step(&world, &other, 0);
    announce(&world, &mut phone, &upload);
    upload.finish(&world, &phone);
    world.later(8 * DAY);
    world.hub.tidy_photos().unwrap();
    assert_eq!(files(&world).len(), 1, "all but the announced one were abandoned");
    let again = post(&world, &phone, body_hash(b"new"), (0, 9), b"x");
    assert_eq!(again.status, 200);
}

/// The stored file of a photo.
fn stored(world: &HubWorld, upload: &Upload) -> std::path::PathBuf {
    let name = |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let hex: String = upload.hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
    files(world).into_iter().find(|path| name(path) == hex).expect("a stored file")
}

#[test]
fn a_photo_is_durable_only_while_its_file_is_there() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    announce(&world, &mut phone, &upload);
    upload.finish(&world, &phone);
    std::fs::remove_file(stored(&world, &upload)).unwrap();
    assert_eq!(get(&world, &phone, upload.hash), PhotoProgress { offset: 0, durable: false });
    assert_eq!(totals(&world), (1, 0));
    upload.finish(&world, &phone);
    // A file that was cut off is no photo either; it is kept beside the new one.
    std::fs::write(stored(&world, &upload), b"half").unwrap();
    assert_eq!(get(&world, &phone, upload.hash), PhotoProgress { offset: 0, durable: false });
    upload.finish(&world, &phone);
    assert_eq!((totals(&world), files(&world).len()), ((1, 1), 2));
}

#[test]
fn a_photo_without_its_file_is_asked_for_unless_the_phone_says_it_waits() {
    let world = HubWorld::new();
    let (mut phone, mut other) = (world.worker("王芳"), world.worker("李敏"));
    let upload = upload();
    announce(&world, &mut phone, &upload);
    world.exchange(&mut other);
    upload.finish(&world, &phone);
    let asked = |phone: &PaperPhone, photos| {
        let waiting = Waiting { photos, ..Waiting::default() };
        world.sync(phone, &SyncRequest { waiting, ..phone.idle() }).need_photos
    };
    assert!(asked(&phone, 0).is_empty(), "it is there");
    std::fs::remove_file(stored(&world, &upload)).unwrap();
    assert_eq!(world.hub.photo_bytes(world.community, upload.hash).unwrap(), None);
    assert_eq!(asked(&phone, 0), [upload.hash]);
    assert!(asked(&phone, 1).is_empty(), "it says that it will send one");
    assert!(asked(&other, 0).is_empty(), "it has none");
    upload.finish(&world, &phone);
    assert!(asked(&phone, 0).is_empty());
}

#[test]
fn a_photo_of_an_earlier_version_is_asked_of_the_phone_that_announced_it() {
    let world = HubWorld::new();
    let (mut phone, upload) = (world.worker("王芳"), upload());
    announce(&world, &mut phone, &upload);
    upload.finish(&world, &phone);
    world.sql("UPDATE photo SET install = NULL");
    std::fs::remove_file(stored(&world, &upload)).unwrap();
    assert_eq!(world.hub.check_photos().unwrap(), 1);
    assert_eq!(world.sync(&phone, &phone.idle()).need_photos, [upload.hash]);
}
