//! The SQL of the device's key and the enrolment.

use super::{Author, Enrolment, Identity, StoredKey};
use crate::db::WriteTx;
use crate::error::Result;
use crate::replica::feeds::store::mark_of;
use gridbook_domain::role::Role;
use gridbook_sqlite::{Columns, ReadColumn as _};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Returns the device's key, if it was created.
pub(crate) fn key(conn: &Connection) -> Result<Option<StoredKey>> {
    let sql = "SELECT public, secret FROM device_key WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([], |row| {
        Ok(StoredKey { public: row.read("public")?, secret: row.get("secret")? })
    });
    Ok(found.optional()?)
}

/// Stores the device's key; it can be replaced only before enrolment.
pub(crate) fn put_key(tx: &WriteTx<'_>, key: &StoredKey) -> Result<()> {
    let sql = "INSERT INTO device_key (id, public, secret) VALUES (1, :public, :secret)
        ON CONFLICT (id) DO UPDATE SET public = excluded.public, secret = excluded.secret";
    tx.prepare_cached(sql)?
        .execute(named_params! {":public": key.public.0, ":secret": key.secret})?;
    Ok(())
}

/// Stores the enrolment; enrolling again renews the token.
pub(crate) fn put(tx: &WriteTx<'_>, identity: &Identity) -> Result<()> {
    let sql = include_str!("put.sql");
    let who = &identity.enrolment;
    tx.prepare_cached(sql)?.execute(named_params! {
        ":install": who.install.as_bytes(),
        ":token": identity.token,
        ":account": who.account.as_bytes(),
        ":name": who.name,
        ":community": who.community.as_bytes(),
        ":url": who.url,
        ":hub_key": who.hub_key.0,
        ":recovery_key": who.recovery_key.0,
        ":grant_ver": who.grant_ver,
        ":role": who.role.as_str(),
    })?;
    Ok(())
}

/// Returns the enrolment.
pub(crate) fn identity(conn: &Connection) -> Result<Option<Identity>> {
    let sql = "SELECT install, token, account, name, community, url, hub_key, recovery_key,
            grant_ver, role
        FROM enrolment WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], from_row).optional()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Identity> {
    let row = Columns::of(row);
    let (install, token) = (row.read("install")?, row.get("token")?);
    let enrolment = Enrolment {
        install,
        account: row.read("account")?,
        name: row.get("name")?,
        community: row.read("community")?,
        url: row.get("url")?,
        hub_key: row.read("hub_key")?,
        recovery_key: row.read("recovery_key")?,
        grant_ver: row.get("grant_ver")?,
        role: Role::from_code(&row.get::<String>("role")?),
    };
    Ok(Identity { enrolment, token })
}

/// Returns the author of a save with what the device knows now; `None` before enrolment.
pub(crate) fn author(conn: &Connection) -> Result<Option<Author>> {
    let mut statement = conn.prepare_cached(include_str!("author.sql"))?;
    let found = statement.query_row([], |row| {
        let row = &Columns::of(row);
        let (account, grant_ver) = (row.read("account")?, row.get("grant_ver")?);
        Ok(Author { account, grant_ver, mark: mark_of(row)? })
    });
    Ok(found.optional()?)
}

/// Returns the number of changes of the worker's grants; 0 before enrolment.
pub(crate) fn grant_ver(conn: &Connection) -> Result<u64> {
    let sql = "SELECT grant_ver FROM enrolment WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get("grant_ver")).optional()?.unwrap_or_default())
}
