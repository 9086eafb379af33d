//! Areas, accounts and grants; photos and imports.

use super::rows::*;
use crate::*;
use gridbook_domain::area::Level;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{AccountId, AreaId, EpochId, InstallId};
use serde_json::json;

pub(super) fn grants_keep_their_past_and_tell_at_which_version_they_held(store: &dyn Store) {
    let account = Account {
        account: ACCOUNT,
        community: HERE,
        name: "王芳".to_owned(),
        role: Role::Worker,
        grant_ver: 0,
        created: 1,
    };
    let grant = FeedGrantRow {
        community: HERE,
        account: ACCOUNT,
        feed: FEED,
        feed_community: HERE,
        kind: FeedKind::Grid,
        area: HERE,
        from_ver: 2,
        until_ver: None,
    };
    store.write(|tx| tx.add_account(&account)).unwrap();
    assert_eq!(store.write(|tx| tx.next_grant_ver(ACCOUNT)).unwrap(), 1);
    assert!(store.write(|tx| tx.next_grant_ver(AccountId::from_bytes([9; 16]))).is_err());
    store.write(|tx| tx.put_feed_grant(&grant)).unwrap();
    let ended = FeedGrantRow { until_ver: Some(4), ..grant.clone() };
    store.write(|tx| tx.put_feed_grant(&ended)).unwrap();
    let again = FeedGrantRow { from_ver: 6, ..grant };
    store.write(|tx| tx.put_feed_grant(&again)).unwrap();
    let read = store.read(|tx| tx.feed_grants(HERE, ACCOUNT)).unwrap();
    let present = store.read(|tx| tx.present_feed_grants(HERE, ACCOUNT)).unwrap();
    assert_eq!(present, std::slice::from_ref(&again));
    assert_eq!(read, [ended, again]);
    let held = |version| read.iter().any(|grant| grant.holds_at(version));
    assert_eq!([1, 2, 3, 4, 5, 6, 7].map(held), [false, true, true, false, false, true, true]);
    let named = store.read(|tx| tx.account(ACCOUNT)).unwrap().unwrap();
    assert_eq!((named.grant_ver, named.name.as_str()), (1, "王芳"));
}

pub(super) fn areas_grants_and_invitations_read_back(store: &dyn Store) {
    let area = AreaRow {
        area: HERE,
        parent: Some(THERE),
        level: Level::Grid,
        name: "一".to_owned(),
        community: Some(THERE),
    };
    let grant = GrantRow {
        community: HERE,
        account: ACCOUNT,
        area: HERE,
        kind: FeedKind::Restricted,
        from_ver: 1,
        until_ver: Some(2),
    };
    let invitation = InvitationRow {
        community: HERE,
        code: hash(1),
        account: ACCOUNT,
        expires: 5,
        key: None,
        install: None,
    };
    let used =
        InvitationRow { key: Some(Bytes([1; 33])), install: Some(INSTALL), ..invitation.clone() };
    store
        .write(|tx| -> Result<_> {
            tx.add_area(&area)?;
            tx.put_grant(&grant)?;
            tx.add_invitation(&invitation)?;
            assert_eq!(tx.lock_invitation(HERE, hash(1))?, Some(invitation.clone()));
            assert_eq!(tx.lock_invitation(THERE, hash(1))?, None);
            tx.put_invitation(&used)?;
            assert_eq!(tx.lock_invitation(HERE, hash(1))?, Some(used.clone()));
            assert_eq!(tx.areas()?, std::slice::from_ref(&area));
            assert_eq!(tx.grants(HERE, ACCOUNT)?, std::slice::from_ref(&grant));
            Ok(())
        })
        .unwrap();
}

pub(super) fn areas_are_asked_for_by_community(store: &dyn Store) {
    let area = |n: u8, community| AreaRow {
        area: AreaId::from_bytes([n; 16]),
        parent: None,
        level: Level::Grid,
        name: format!("第{n}网格"),
        community,
    };
    let all = [area(21, Some(HERE)), area(22, Some(THERE)), area(23, None), area(24, Some(HERE))];
    store.write(|tx| all.iter().try_for_each(|area| tx.add_area(area))).unwrap();
    let of = |communities: &[AreaId]| {
        let communities = communities.iter().copied().collect();
        store.read(|tx| tx.areas_of(&communities)).unwrap()
    };
    assert_eq!(of(&[]), []);
    assert_eq!(of(&[HERE]), [all[0].clone(), all[3].clone()]);
    assert_eq!(of(&[HERE, THERE]), [all[0].clone(), all[1].clone(), all[3].clone()]);
}

pub(super) fn epochs_keep_their_lineage_and_there_is_one_deployment(store: &dyn Store) {
    let deployment = Deployment {
        feed: FEED,
        account: ACCOUNT,
        hub_key: Bytes([1; 33]),
        recovery_key: Bytes([2; 33]),
    };
    let (one, two) = (EpochId::from_bytes([1; 16]), EpochId::from_bytes([2; 16]));
    store
        .write(|tx| -> Result<_> {
            assert_eq!((tx.epoch()?, tx.deployment()?), (None, None));
            assert_eq!(tx.epoch_began()?, None);
            tx.add_epoch(two, 1)?;
            tx.add_epoch(one, 2)?;
            assert_eq!(tx.epoch_began()?, Some(2));
            tx.add_deployment(&deployment)
        })
        .unwrap();
    assert!(store.write(|tx| tx.add_deployment(&deployment)).is_err());
    let read = store.read(|tx| -> Result<_> { Ok((tx.epoch()?, tx.epochs()?, tx.deployment()?)) });
    assert_eq!(read.unwrap(), (Some(one), vec![two, one], Some(deployment)));
}

pub(super) fn photos_and_imports_are_written_in_place(store: &dyn Store) {
    let photo =
        PhotoRow { community: HERE, sha256: hash(1), size: 5, durable: None, install: None };
    let row = ImportedRow {
        community: HERE,
        key: "k".to_owned(),
        record: record_id(1),
        version: None,
        fields: fields(json!({"name": "王"})),
    };
    let known = ImportedRow { version: Some(version(3)), ..row.clone() };
    store
        .write(|tx| -> Result<_> {
            tx.put_photo(&photo)?;
            assert_eq!(tx.photo_count(HERE)?, (1, 0));
            tx.put_photo(&PhotoRow { durable: Some(8), ..photo.clone() })?;
            assert_eq!(tx.photo(HERE, hash(1))?.unwrap().durable, Some(8));
            assert_eq!((tx.photo_count(HERE)?, tx.photo_count(THERE)?), ((1, 1), (0, 0)));
            tx.put_imported(&row)?;
            tx.put_imported(&known)?;
            assert_eq!(tx.imported(HERE)?, std::slice::from_ref(&known));
            Ok(())
        })
        .unwrap();
}

pub(super) fn a_missing_photo_is_found_by_its_install(store: &dyn Store) {
    let photo = |community, n, durable, install| PhotoRow {
        community,
        sha256: hash(n),
        size: 5,
        durable,
        install,
    };
    let (mine, other) = (INSTALL, InstallId::from_bytes([9; 16]));
    let all = [
        photo(HERE, 1, None, Some(mine)),
        photo(HERE, 2, Some(7), Some(mine)),
        photo(HERE, 3, None, Some(other)),
        photo(THERE, 1, None, Some(mine)),
    ];
    store
        .write(|tx| -> Result<_> {
            all.iter().try_for_each(|photo| tx.put_photo(photo))?;
            assert_eq!(tx.missing_photos(HERE, mine, 9)?, [hash(1)]);
            tx.put_photo(&PhotoRow { durable: None, install: None, ..all[1].clone() })?;
            assert_eq!(tx.missing_photos(HERE, mine, 9)?.len(), 2, "its install stays known");
            assert_eq!(tx.missing_photos(HERE, mine, 1)?.len(), 1);
            let first = tx.photos_after(None, 2)?;
            let last = first.last().map(|photo| (photo.community, photo.sha256));
            let rest = tx.photos_after(last, 9)?;
            assert_eq!((first.len(), rest.len()), (2, 2));
            assert!(first.iter().all(|photo| !rest.contains(photo)));
            Ok(())
        })
        .unwrap();
}
