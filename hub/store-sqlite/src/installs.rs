//! Statements over installs.

use super::SqliteTx;
use super::fragment::{SqlFragment, communities};
use super::row::{Int, id};
use super::scan::{Bounds, List};
use gridbook_domain::id::{AreaId, InstallId};
use gridbook_domain::wire::{ChainHead, Waiting};
use gridbook_sqlite::Columns;
use gridbook_store::{Install, Page, PageArgs, Partition, Result};
use rusqlite::{Row, named_params};

macro_rules! columns {
    () => {
        "community, install, account, feed, key, token, device, app, enrolled, revoked, lost, \
         mseq, chain, received, receipt, applied, contact, waiting_ops, waiting_photos, \
         waiting_drafts, head_mseq, head_chain, head_sig"
    };
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Install> {
    let row = Columns::of(row);
    Ok(Install {
        community: row.read("community")?,
        install: row.read("install")?,
        account: row.read("account")?,
        feed: row.read("feed")?,
        key: row.read("key")?,
        token: row.read("token")?,
        device: row.get("device")?,
        app: row.get("app")?,
        enrolled: row.get("enrolled")?,
        revoked: row.get("revoked")?,
        lost: row.get("lost")?,
        mark: ChainHead { mseq: row.get("mseq")?, chain: row.read("chain")? },
        received: row.get("received")?,
        receipt: row.read("receipt")?,
        applied: row.get("applied")?,
        contact: row.get("contact")?,
        waiting: Waiting {
            ops: row.get("waiting_ops")?,
            photos: row.get("waiting_photos")?,
            drafts: row.get("waiting_drafts")?,
        },
        head: ChainHead { mseq: row.get("head_mseq")?, chain: row.read("head_chain")? },
        head_sig: row.read("head_sig")?,
    })
}

const JOINED: &str = "CROSS JOIN install ON community = e.key_in AND install = e.key_id";

/// The handhelds of those who work in some partitions, by their last contact.
pub(super) fn by_contact(partitions: &[Partition]) -> List {
    let entry = "SELECT contact AS key_at, install AS key_id, community AS key_in, \
         account AS owner FROM install INDEXED BY install_contact WHERE key IS NOT NULL AND ";
    List {
        parts: SqlFragment::parts(&communities(partitions), |_| entry.to_owned()),
        key: ("contact", "install"),
        matching: SqlFragment::working(partitions).into_iter().collect(),
        shown: (columns!(), JOINED),
    }
}

impl SqliteTx<'_> {
    pub(super) fn insert_install(&self, install: &Install) -> Result<()> {
        self.run(
            concat!(
                "INSERT INTO install (",
                columns!(),
                ") VALUES (:community, :install, :account, :feed, :key, :token, :device, :app, \
                 :enrolled, :revoked, :lost, :mseq, :chain, :received, :receipt, :applied, \
                 :contact, :waiting_ops, :waiting_photos, :waiting_drafts, :head_mseq, \
                 :head_chain, :head_sig)"
            ),
            named_params! {
                ":community": install.community.as_bytes(),
                ":install": install.install.as_bytes(),
                ":account": install.account.as_bytes(),
                ":feed": install.feed.as_ref().map(|feed| feed.as_bytes()),
                ":key": install.key.map(|key| key.0),
                ":token": install.token.map(|token| token.0),
                ":device": install.device,
                ":app": install.app,
                ":enrolled": install.enrolled,
                ":revoked": install.revoked,
                ":lost": install.lost,
                ":mseq": Int(install.mark.mseq),
                ":chain": install.mark.chain.0,
                ":received": install.received,
                ":receipt": install.receipt.map(|sig| sig.0),
                ":applied": Int(install.applied),
                ":contact": install.contact,
                ":waiting_ops": Int(install.waiting.ops),
                ":waiting_photos": Int(install.waiting.photos),
                ":waiting_drafts": Int(install.waiting.drafts),
                ":head_mseq": Int(install.head.mseq),
                ":head_chain": install.head.chain.0,
                ":head_sig": install.head_sig.map(|sig| sig.0),
            },
        )?;
        Ok(())
    }

    pub(super) fn one_install(
        &self,
        community: AreaId,
        install: InstallId,
    ) -> Result<Option<Install>> {
        self.first(
            concat!(
                "SELECT ",
                columns!(),
                " FROM install WHERE community = :community AND install = :install"
            ),
            named_params! { ":community": community.as_bytes(), ":install": install.as_bytes() },
            from_row,
        )
    }

    pub(super) fn install_of_the_hub(&self, community: AreaId) -> Result<Option<InstallId>> {
        self.first(
            "SELECT install FROM install WHERE community = :community AND key IS NULL",
            named_params! { ":community": community.as_bytes() },
            |row| id(row, "install"),
        )
    }

    pub(super) fn update_install(&self, install: &Install) -> Result<()> {
        self.run(
            "UPDATE install SET token = :token, device = :device, app = :app, revoked = :revoked, \
             lost = :lost, mseq = :mseq, chain = :chain, received = :received, \
             receipt = :receipt, applied = :applied, contact = :contact, \
             waiting_ops = :waiting_ops, waiting_photos = :waiting_photos, \
             waiting_drafts = :waiting_drafts, head_mseq = :head_mseq, head_chain = :head_chain, \
             head_sig = :head_sig \
             WHERE community = :community AND install = :install",
            named_params! {
                ":community": install.community.as_bytes(),
                ":install": install.install.as_bytes(),
                ":token": install.token.map(|token| token.0),
                ":device": install.device,
                ":app": install.app,
                ":revoked": install.revoked,
                ":lost": install.lost,
                ":mseq": Int(install.mark.mseq),
                ":chain": install.mark.chain.0,
                ":received": install.received,
                ":receipt": install.receipt.map(|sig| sig.0),
                ":applied": Int(install.applied),
                ":contact": install.contact,
                ":waiting_ops": Int(install.waiting.ops),
                ":waiting_photos": Int(install.waiting.photos),
                ":waiting_drafts": Int(install.waiting.drafts),
                ":head_mseq": Int(install.head.mseq),
                ":head_chain": install.head.chain.0,
                ":head_sig": install.head_sig.map(|sig| sig.0),
            },
        )?;
        Ok(())
    }

    pub(super) fn all_installs(&self) -> Result<Vec<Install>> {
        self.all(
            concat!(
                "SELECT ",
                columns!(),
                " FROM install WHERE key IS NOT NULL ORDER BY community, enrolled, install"
            ),
            [],
            from_row,
        )
    }

    pub(super) fn page_of_installs(
        &self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<Install>> {
        let bounds = Bounds::new(None, None, args.from, args.order);
        self.scan(&by_contact(partitions), &bounds, args, from_row)
    }

    pub(super) fn unapplied_installs(
        &self,
        from: InstallId,
        limit: u64,
    ) -> Result<Vec<(AreaId, InstallId)>> {
        self.all(
            "SELECT community, install FROM install WHERE applied < mseq \
             ORDER BY install < :from, install LIMIT :limit",
            named_params! { ":from": from.as_bytes(), ":limit": Int(limit) },
            |row| Ok((id(row, "community")?, id(row, "install")?)),
        )
    }
}
