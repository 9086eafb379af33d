//! Statements over areas, accounts, grants, invitations and epochs.

use super::SqliteTx;
use super::fragment::{SqlFragment, one_of};
use gridbook_domain::area::Level;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AccountId, AreaId, EpochId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{
    Account, AreaRow, Deployment, FeedGrantRow, GrantRow, InvitationRow, Partition, People, Result,
    StoreError, Value,
};
use rusqlite::{Row, named_params};
use std::collections::BTreeSet;

fn deployment(row: &Row<'_>) -> rusqlite::Result<Deployment> {
    Ok(Deployment {
        feed: row.read("feed")?,
        account: row.read("account")?,
        hub_key: row.read("hub_key")?,
        recovery_key: row.read("recovery_key")?,
    })
}

fn area(row: &Row<'_>) -> rusqlite::Result<AreaRow> {
    Ok(AreaRow {
        area: row.read("area")?,
        parent: row.read("parent")?,
        level: Level::from_code(&row.get::<_, String>("level")?),
        name: row.get("name")?,
        community: row.read("community")?,
    })
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        account: row.read("account")?,
        community: row.read("community")?,
        name: row.get("name")?,
        role: Role::from_code(&row.get::<_, String>("role")?),
        grant_ver: row.get("grant_ver")?,
        created: row.get("created")?,
    })
}

/// Selects the accounts of a role that work in some partitions: those at home there, and those with
/// grants from elsewhere.
pub(super) fn working(partitions: &[Partition], role: &Role) -> SqlFragment {
    let all = |piece: SqlFragment, more: Option<SqlFragment>| {
        more.into_iter().fold(piece, SqlFragment::and)
    };
    let home = all(SqlFragment::communities(partitions), SqlFragment::working(partitions)).behind(
        "SELECT owner FROM (SELECT account AS owner, community AS key_in FROM account \
         WHERE role = :role) AS e WHERE ",
    );
    let come = all(SqlFragment::communities(partitions), SqlFragment::within(partitions)).behind(
        "SELECT owner FROM (SELECT account AS owner, feed_community AS key_in, area AS grid \
         FROM feed_grant INDEXED BY feed_grant_come \
         WHERE until_ver IS NULL AND feed_community <> community) AS e WHERE ",
    );
    let sql = format!(
        "SELECT e.account, e.community, e.name, e.role, e.grant_ver, e.created FROM account AS e \
         WHERE e.account IN ({} UNION ALL {})",
        home.sql, come.sql
    );
    let named = SqlFragment { sql, values: [home.values, come.values].concat() };
    named.and(SqlFragment::equal("role", Value::Text(role.as_str().to_owned())))
}

fn grant(row: &Row<'_>) -> rusqlite::Result<GrantRow> {
    Ok(GrantRow {
        community: row.read("community")?,
        account: row.read("account")?,
        area: row.read("area")?,
        kind: FeedKind::from_code(&row.get::<_, String>("kind")?),
        from_ver: row.get("from_ver")?,
        until_ver: row.get("until_ver")?,
    })
}

fn feed_grant(row: &Row<'_>) -> rusqlite::Result<FeedGrantRow> {
    Ok(FeedGrantRow {
        community: row.read("community")?,
        account: row.read("account")?,
        feed: row.read("feed")?,
        feed_community: row.read("feed_community")?,
        kind: FeedKind::from_code(&row.get::<_, String>("kind")?),
        area: row.read("area")?,
        from_ver: row.get("from_ver")?,
        until_ver: row.get("until_ver")?,
    })
}

fn invitation(row: &Row<'_>) -> rusqlite::Result<InvitationRow> {
    Ok(InvitationRow {
        community: row.read("community")?,
        code: row.read("code")?,
        account: row.read("account")?,
        expires: row.get("expires")?,
        key: row.read("key")?,
        install: row.read("install")?,
    })
}

impl People for SqliteTx<'_> {
    fn deployment(&mut self) -> Result<Option<Deployment>> {
        self.first("SELECT feed, account, hub_key, recovery_key FROM deployment", [], deployment)
    }

    fn add_deployment(&mut self, deployment: &Deployment) -> Result<()> {
        self.run(
            "INSERT INTO deployment (one, feed, account, hub_key, recovery_key)
                VALUES (1, :feed, :account, :hub_key, :recovery_key)",
            named_params! {
                ":feed": deployment.feed.as_bytes(),
                ":account": deployment.account.as_bytes(),
                ":hub_key": deployment.hub_key.0,
                ":recovery_key": deployment.recovery_key.0,
            },
        )?;
        Ok(())
    }

    fn epoch(&mut self) -> Result<Option<EpochId>> {
        self.first("SELECT epoch FROM epoch ORDER BY n DESC LIMIT 1", [], |row| row.read("epoch"))
    }

    fn epoch_began(&mut self) -> Result<Option<i64>> {
        self.first("SELECT began FROM epoch ORDER BY n DESC LIMIT 1", [], |row| row.get("began"))
    }

    fn add_epoch(&mut self, epoch: EpochId, began: i64) -> Result<()> {
        self.run(
            "INSERT INTO epoch (epoch, began) VALUES (:epoch, :began)",
            named_params! { ":epoch": epoch.as_bytes(), ":began": began },
        )?;
        Ok(())
    }

    fn epochs(&mut self) -> Result<Vec<EpochId>> {
        self.all("SELECT epoch FROM epoch ORDER BY n", [], |row| row.read("epoch"))
    }

    fn add_area(&mut self, area: &AreaRow) -> Result<()> {
        self.run(
            "INSERT INTO area (area, parent, level, name, community)
                VALUES (:area, :parent, :level, :name, :community)",
            named_params! {
                ":area": area.area.as_bytes(),
                ":parent": area.parent.as_ref().map(|parent| parent.as_bytes()),
                ":level": area.level.as_str(),
                ":name": area.name,
                ":community": area.community.as_ref().map(|community| community.as_bytes()),
            },
        )?;
        Ok(())
    }

    fn area(&mut self, one: AreaId) -> Result<Option<AreaRow>> {
        self.first(
            "SELECT area, parent, level, name, community FROM area WHERE area = :area",
            named_params! { ":area": one.as_bytes() },
            area,
        )
    }

    fn areas(&mut self) -> Result<Vec<AreaRow>> {
        self.all("SELECT area, parent, level, name, community FROM area ORDER BY name", [], area)
    }

    fn areas_of(&mut self, communities: &BTreeSet<AreaId>) -> Result<Vec<AreaRow>> {
        let (names, values) = one_of("community", communities.iter().copied());
        let columns = "SELECT area, parent, level, name, community FROM area";
        self.named(&format!("{columns} WHERE community IN {names} ORDER BY name"), &values, area)
    }

    fn add_account(&mut self, account: &Account) -> Result<()> {
        self.run(
            "INSERT INTO account (account, community, name, role, grant_ver, created)
                VALUES (:account, :community, :name, :role, :grant_ver, :created)",
            named_params! {
                ":account": account.account.as_bytes(),
                ":community": account.community.as_bytes(),
                ":name": account.name,
                ":role": account.role.as_str(),
                ":grant_ver": account.grant_ver,
                ":created": account.created,
            },
        )?;
        Ok(())
    }

    fn account(&mut self, one: AccountId) -> Result<Option<Account>> {
        self.first(
            "SELECT account, community, name, role, grant_ver, created FROM account
                WHERE account = :account",
            named_params! { ":account": one.as_bytes() },
            account,
        )
    }

    fn accounts(&mut self) -> Result<Vec<Account>> {
        self.all(
            "SELECT account, community, name, role, grant_ver, created FROM account
                ORDER BY created, account",
            [],
            account,
        )
    }

    fn accounts_working(&mut self, partitions: &[Partition], role: &Role) -> Result<Vec<Account>> {
        let SqlFragment { sql, values } = working(partitions, role);
        self.named(&sql, &values, account)
    }

    fn next_grant_ver(&mut self, account: AccountId) -> Result<u64> {
        let next = self.first(
            "UPDATE account SET grant_ver = grant_ver + 1 WHERE account = :account
                RETURNING grant_ver",
            named_params! { ":account": account.as_bytes() },
            |row| row.get("grant_ver"),
        )?;
        next.ok_or(StoreError::NotFound { what: "account" })
    }

    fn put_grant(&mut self, grant: &GrantRow) -> Result<()> {
        self.run(
            include_str!("people/put_grant.sql"),
            named_params! {
                ":community": grant.community.as_bytes(),
                ":account": grant.account.as_bytes(),
                ":area": grant.area.as_bytes(),
                ":kind": grant.kind.as_str(),
                ":from_ver": grant.from_ver,
                ":until_ver": grant.until_ver,
            },
        )?;
        Ok(())
    }

    fn grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<GrantRow>> {
        self.all(
            "SELECT community, account, area, kind, from_ver, until_ver FROM area_grant
                WHERE community = :community AND account = :account ORDER BY from_ver, area, kind",
            named_params! { ":community": community.as_bytes(), ":account": account.as_bytes() },
            grant,
        )
    }

    fn put_feed_grant(&mut self, grant: &FeedGrantRow) -> Result<()> {
        self.run(
            include_str!("people/put_feed_grant.sql"),
            named_params! {
                ":community": grant.community.as_bytes(),
                ":account": grant.account.as_bytes(),
                ":feed": grant.feed.as_bytes(),
                ":feed_community": grant.feed_community.as_bytes(),
                ":kind": grant.kind.as_str(),
                ":area": grant.area.as_bytes(),
                ":from_ver": grant.from_ver,
                ":until_ver": grant.until_ver,
            },
        )?;
        Ok(())
    }

    fn feed_grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<FeedGrantRow>> {
        self.all(
            include_str!("people/feed_grants.sql"),
            named_params! { ":community": community.as_bytes(), ":account": account.as_bytes() },
            feed_grant,
        )
    }

    fn present_feed_grants(
        &mut self,
        community: AreaId,
        account: AccountId,
    ) -> Result<Vec<FeedGrantRow>> {
        self.all(
            include_str!("people/present_feed_grants.sql"),
            named_params! { ":community": community.as_bytes(), ":account": account.as_bytes() },
            feed_grant,
        )
    }

    fn add_invitation(&mut self, invitation: &InvitationRow) -> Result<()> {
        self.run(
            "INSERT INTO invitation (community, code, account, expires, key, install)
                VALUES (:community, :code, :account, :expires, :key, :install)",
            named_params! {
                ":community": invitation.community.as_bytes(),
                ":code": invitation.code.0,
                ":account": invitation.account.as_bytes(),
                ":expires": invitation.expires,
                ":key": invitation.key.map(|key| key.0),
                ":install": invitation.install.as_ref().map(|install| install.as_bytes()),
            },
        )?;
        Ok(())
    }

    /// Needs no lock of its own: SQLite has one writer, whose transaction is the lock.
    fn lock_invitation(&mut self, community: AreaId, code: Hash) -> Result<Option<InvitationRow>> {
        self.first(
            "SELECT community, code, account, expires, key, install FROM invitation
                WHERE community = :community AND code = :code",
            named_params! { ":community": community.as_bytes(), ":code": code.0 },
            invitation,
        )
    }

    fn put_invitation(&mut self, invitation: &InvitationRow) -> Result<()> {
        self.run(
            "UPDATE invitation SET key = :key, install = :install, expires = :expires
                WHERE community = :community AND code = :code",
            named_params! {
                ":community": invitation.community.as_bytes(),
                ":code": invitation.code.0,
                ":key": invitation.key.map(|key| key.0),
                ":install": invitation.install.as_ref().map(|install| install.as_bytes()),
                ":expires": invitation.expires,
            },
        )?;
        Ok(())
    }

    fn used_invitations(&mut self) -> Result<Vec<InvitationRow>> {
        self.all(
            "SELECT community, code, account, expires, key, install FROM invitation
                WHERE key IS NOT NULL OR expires = 0",
            [],
            invitation,
        )
    }

    fn open_invitations(
        &mut self,
        community: AreaId,
        account: AccountId,
    ) -> Result<Vec<InvitationRow>> {
        self.all(
            "SELECT community, code, account, expires, key, install FROM invitation
                WHERE community = :community AND account = :account AND key IS NULL",
            named_params! {
                ":community": community.as_bytes(), ":account": account.as_bytes(),
            },
            invitation,
        )
    }
}
