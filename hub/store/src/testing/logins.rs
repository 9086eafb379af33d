//! Signing in.

use crate::*;
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::Hash;
use gridbook_domain::{AccountId, AreaId};

const HERE: AreaId = AreaId::from_bytes([1; 16]);
const THERE: AreaId = AreaId::from_bytes([2; 16]);
const ONE: AccountId = AccountId::from_bytes([3; 16]);
const TWO: AccountId = AccountId::from_bytes([4; 16]);

fn hash(n: u8) -> Hash {
    body_hash(&[n])
}

fn login(account: AccountId, name: &str) -> Login {
    let password = "$argon2id$v=19$".to_owned();
    Login { login: name.to_owned(), account, password, changed: 5 }
}

fn session(community: AreaId, token: u8, account: AccountId, ends: i64) -> Session {
    Session { community, token: hash(token), account, opened: 1, used: 2, ends }
}

pub(super) fn a_login_name_is_one_accounts_whatever_its_case(store: &dyn Store) {
    store.write(|tx| tx.put_login(&login(ONE, "WangFang"))).unwrap();
    let kept = login(ONE, "wangfang");
    store
        .read(|tx| -> Result<_> {
            assert_eq!(tx.login("WANGFANG")?, Some(kept.clone()));
            assert_eq!(tx.login("wangfang")?, Some(kept.clone()));
            assert_eq!(tx.login_of(ONE)?, Some(kept.clone()));
            assert_eq!((tx.login("wang")?, tx.login_of(TWO)?), (None, None));
            Ok(())
        })
        .unwrap();
    assert!(store.write(|tx| tx.put_login(&login(TWO, "wangFANG"))).is_err());
    store
        .write(|tx| -> Result<_> {
            tx.put_login(&Login { changed: 9, ..login(ONE, "fang") })?;
            assert_eq!(tx.login("wangfang")?, None);
            assert_eq!(tx.login_of(ONE)?.unwrap().changed, 9);
            tx.put_login(&login(TWO, "wangfang"))
        })
        .unwrap();
}

pub(super) fn a_session_ends_alone_or_with_all_of_its_account(store: &dyn Store) {
    let (a, b) = (session(HERE, 1, ONE, 100), session(HERE, 2, ONE, 100));
    let (c, d) = (session(HERE, 3, TWO, 100), session(THERE, 1, ONE, 100));
    store
        .write(|tx| -> Result<_> {
            [&a, &b, &c, &d].into_iter().try_for_each(|one| tx.put_session(one))?;
            let used = Session { used: 50, ..a.clone() };
            tx.put_session(&used)?;
            assert_eq!(tx.session(HERE, hash(1))?, Some(used));
            assert_eq!(tx.session(THERE, hash(2))?, None);
            tx.end_session(HERE, hash(1))?;
            assert_eq!(tx.session(HERE, hash(1))?, None);
            assert_eq!(tx.session(THERE, hash(1))?, Some(d.clone()));
            tx.end_sessions_of(HERE, ONE)?;
            assert_eq!(tx.session(HERE, hash(2))?, None);
            assert_eq!(tx.session(HERE, hash(3))?, Some(c.clone()));
            assert_eq!(tx.session(THERE, hash(1))?, Some(d.clone()));
            tx.end_all_sessions()?;
            assert_eq!(tx.session(HERE, hash(3))?, None);
            assert_eq!(tx.session(THERE, hash(1))?, None);
            Ok(())
        })
        .unwrap();
}

pub(super) fn failures_are_counted_and_forgotten(store: &dyn Store) {
    let some = |count, since| Some(Failures { count, since });
    store
        .write(|tx| -> Result<_> {
            assert_eq!(tx.failures(hash(1))?, None);
            tx.put_failures(hash(1), some(1, 10))?;
            tx.put_failures(hash(1), some(2, 10))?;
            assert_eq!(tx.failures(hash(1))?, some(2, 10));
            tx.put_failures(hash(1), None)?;
            assert_eq!(tx.failures(hash(1))?, None);
            tx.put_failures(hash(1), None)
        })
        .unwrap();
}

pub(super) fn what_is_past_is_forgotten_some_at_a_time_and_what_is_not_stays(store: &dyn Store) {
    store
        .write(|tx| -> Result<_> {
            for n in 0..5 {
                tx.put_session(&session(HERE, n, ONE, 10))?;
                tx.put_failures(hash(n), Some(Failures { count: 1, since: 10 }))?;
            }
            tx.put_session(&session(THERE, 9, ONE, 11))?;
            tx.put_failures(hash(9), Some(Failures { count: 1, since: 11 }))
        })
        .unwrap();
    let forget = |limit| store.write(|tx| tx.forget_logins(11, limit)).unwrap();
    assert_eq!([3, 3, 9, 9].map(forget), [3, 3, 4, 0]);
    store
        .read(|tx| -> Result<_> {
            assert!(tx.session(THERE, hash(9))?.is_some());
            assert!(tx.failures(hash(9))?.is_some());
            assert_eq!(tx.session(HERE, hash(0))?, None);
            assert_eq!(tx.failures(hash(4))?, None);
            Ok(())
        })
        .unwrap();
}
