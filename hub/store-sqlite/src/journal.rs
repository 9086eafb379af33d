//! Statements over installs, their journals and forks.

use super::SqliteTx;
use super::statements::{Shown, insert, update};
use super::value::{Bound, columns, values};
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AreaId, InstallId, OpId, RecordId};
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{
    Fork, Install, Journal, JournalOp, KnownOp, ListRow as _, ListSpec, ReadModel as _, Result,
    Values,
};
use rusqlite::{Row, named_params, params_from_iter};

/// The table of installs and its columns.
const INSTALLS: &ListSpec = Install::LIST;
/// The columns that are set when an install is enrolled and never change.
const FOR_LIFE: [&str; 4] = ["account", "feed", "key", "enrolled"];

fn from_row(row: &Row<'_>) -> rusqlite::Result<JournalOp> {
    Ok(JournalOp {
        community: row.read("community")?,
        install: row.read("install")?,
        mseq: row.get("mseq")?,
        chain: row.read("chain")?,
        hash: row.read("hash")?,
        body: row.get("body")?,
        op: row.read("op")?,
        repeats: row.read("repeats")?,
        received: row.get("received")?,
    })
}

fn fork_from_row(row: &Row<'_>) -> rusqlite::Result<Fork> {
    Ok(Fork {
        community: row.read("community")?,
        install: row.read("install")?,
        mseq: row.get("mseq")?,
        chain: row.read("chain")?,
        hash: row.read("hash")?,
        body: row.get("body")?,
        received: row.get("received")?,
    })
}

impl Journal for SqliteTx<'_> {
    fn add_install(&mut self, install: &Install) -> Result<()> {
        let row = install.write();
        self.write_row(&insert(INSTALLS.table, &columns(&row)), &row)
    }

    fn install(&mut self, community: AreaId, install: InstallId) -> Result<Option<Install>> {
        let record = RecordId::from_bytes(*install.as_bytes());
        self.row_at(INSTALLS, community, record)?.as_ref().map(Install::read).transpose()
    }

    /// Needs no lock of its own: SQLite has one writer, whose transaction is the lock.
    fn lock_install(&mut self, community: AreaId, one: InstallId) -> Result<Option<Install>> {
        self.install(community, one)
    }

    fn own_install(&mut self, community: AreaId) -> Result<Option<InstallId>> {
        self.first(
            "SELECT install FROM install WHERE community = :community AND key IS NULL",
            named_params! { ":community": community.as_bytes() },
            |row| row.read("install"),
        )
    }

    fn put_install(&mut self, install: &Install) -> Result<()> {
        let row = install.write();
        let changes = row.iter().filter(|(column, _)| !FOR_LIFE.contains(column));
        let (key, changes): (Values, Values) = changes
            .map(|(column, value)| (column, value.clone()))
            .partition(|(column, _)| INSTALLS.table.key.contains(column));
        let sql = update(INSTALLS.table, &columns(&changes));
        let values = changes.iter().chain(key.iter()).map(|(_, value)| Bound(value));
        self.run(&sql, params_from_iter(values))?;
        Ok(())
    }

    fn installs(&mut self) -> Result<Vec<Install>> {
        let Shown { names, columns, .. } = Shown::new(INSTALLS.table, INSTALLS.shown, None);
        let found = self.all(
            &format!(
                "SELECT {columns} FROM install WHERE key IS NOT NULL
                    ORDER BY community, enrolled, install"
            ),
            [],
            |row| values(row, 0, &names),
        )?;
        found.iter().map(Install::read).collect()
    }

    fn unapplied(&mut self, from: InstallId, limit: u64) -> Result<Vec<(AreaId, InstallId)>> {
        self.all(
            "SELECT community, install FROM install WHERE applied < mseq
                ORDER BY install < :from, install LIMIT :limit",
            named_params! { ":from": from.as_bytes(), ":limit": limit },
            |row| Ok((row.read("community")?, row.read("install")?)),
        )
    }

    fn append(&mut self, op: &JournalOp) -> Result<()> {
        self.run(
            include_str!("journal/append.sql"),
            named_params! {
                ":community": op.community.as_bytes(),
                ":install": op.install.as_bytes(),
                ":mseq": op.mseq,
                ":chain": op.chain.0,
                ":hash": op.hash.0,
                ":body": op.body,
                ":op": op.op.as_ref().map(|op| op.as_bytes()),
                ":repeats": op.repeats.as_ref().map(|op| op.as_bytes()),
                ":received": op.received,
            },
        )?;
        Ok(())
    }

    fn op_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<JournalOp>> {
        self.first(
            "SELECT community, install, mseq, chain, hash, body, op, repeats, received FROM op
                WHERE community = :community AND install = :install AND mseq = :mseq",
            named_params! {
                ":community": community.as_bytes(),
                ":install": install.as_bytes(),
                ":mseq": mseq,
            },
            from_row,
        )
    }

    fn links_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<(Hash, Hash)>> {
        self.first(
            "SELECT chain, hash FROM op
                WHERE community = :community AND install = :install AND mseq = :mseq",
            named_params! {
                ":community": community.as_bytes(),
                ":install": install.as_bytes(),
                ":mseq": mseq,
            },
            |row| Ok((row.read("chain")?, row.read("hash")?)),
        )
    }

    fn known(&mut self, community: AreaId, op: OpId) -> Result<Option<KnownOp>> {
        self.first(
            "SELECT install, mseq, hash FROM op WHERE community = :community AND op = :op",
            named_params! { ":community": community.as_bytes(), ":op": op.as_bytes() },
            |row| {
                Ok(KnownOp {
                    install: row.read("install")?,
                    mseq: row.get("mseq")?,
                    hash: row.read("hash")?,
                })
            },
        )
    }

    fn ops_after(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
        limit: u64,
    ) -> Result<Vec<JournalOp>> {
        self.all(
            "SELECT community, install, mseq, chain, hash, body, op, repeats, received FROM op
                WHERE community = :community AND install = :install AND mseq > :mseq
                ORDER BY mseq LIMIT :limit",
            named_params! {
                ":community": community.as_bytes(),
                ":install": install.as_bytes(),
                ":mseq": mseq,
                ":limit": limit,
            },
            from_row,
        )
    }

    fn add_fork(&mut self, fork: &Fork) -> Result<bool> {
        let added = self.run(
            "INSERT INTO fork (community, install, mseq, hash, chain, body, received)
                VALUES (:community, :install, :mseq, :hash, :chain, :body, :received)
                ON CONFLICT (community, install, mseq, hash, chain) DO NOTHING",
            named_params! {
                ":community": fork.community.as_bytes(),
                ":install": fork.install.as_bytes(),
                ":mseq": fork.mseq,
                ":hash": fork.hash.0,
                ":chain": fork.chain.0,
                ":body": fork.body,
                ":received": fork.received,
            },
        )?;
        Ok(added > 0)
    }

    fn forks(&mut self, community: AreaId, install: InstallId) -> Result<Vec<Fork>> {
        self.all(
            "SELECT community, install, mseq, hash, chain, body, received FROM fork
                WHERE community = :community AND install = :install ORDER BY mseq, received",
            named_params! { ":community": community.as_bytes(), ":install": install.as_bytes() },
            fork_from_row,
        )
    }
}
