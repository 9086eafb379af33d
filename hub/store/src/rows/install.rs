//! Installs by their last contact, of the accounts that work in some partitions.

use crate::Result;
use crate::journal::Install;
use crate::page::PageKey;
use crate::read_model::ListRow;
use crate::spec::{
    Condition, IndexScope, ListIndex, ListSpec, Placement, RowsSpec, TableSpec, WriteMode,
};
use crate::value::Values;
use gridbook_domain::id::RecordId;
use gridbook_domain::wire::{ChainHead, Waiting};

const TABLE: TableSpec =
    TableSpec { name: "install", key: &["community", "install"], write: WriteMode::Add };

/// Ordered by last contact, oldest first, without the hub's own. A whole community has the installs
/// of all accounts at home there, a grid those of the accounts that have it.
const LIST: ListSpec = ListSpec {
    table: &TABLE,
    order: "contact",
    only: &[Condition::Present("key")],
    split: &[],
    filters: &[],
    placement: Placement::Owner("account"),
    indexes: &[ListIndex { name: "install_contact", scope: IndexScope::Both, by: &[], only: &[] }],
    shown: &[
        "community",
        "install",
        "account",
        "feed",
        "key",
        "token",
        "device",
        "app",
        "enrolled",
        "revoked",
        "lost",
        "mseq",
        "chain",
        "received",
        "receipt",
        "applied",
        "contact",
        "waiting_ops",
        "waiting_photos",
        "waiting_drafts",
        "head_mseq",
        "head_chain",
        "head_sig",
    ],
    joined: None,
    details: &[],
};

/// The table belongs to the journal, so it is never cleared.
pub(super) const SPEC: RowsSpec = RowsSpec { lists: &[&LIST], ..RowsSpec::NONE };

impl ListRow for Install {
    type Filter = ();
    const LIST: &'static ListSpec = &LIST;

    /// Uses the install's bytes as the record.
    fn key(&self) -> PageKey {
        let record = RecordId::from_bytes(*self.install.as_bytes());
        PageKey { at: self.contact, record }
    }

    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            community: values.get("community")?,
            install: values.get("install")?,
            account: values.get("account")?,
            feed: values.get("feed")?,
            key: values.get("key")?,
            token: values.get("token")?,
            device: values.get("device")?,
            app: values.get("app")?,
            enrolled: values.get("enrolled")?,
            revoked: values.get("revoked")?,
            lost: values.get("lost")?,
            mark: ChainHead { mseq: values.get("mseq")?, chain: values.get("chain")? },
            received: values.get("received")?,
            receipt: values.get("receipt")?,
            applied: values.get("applied")?,
            contact: values.get("contact")?,
            waiting: Waiting {
                ops: values.get("waiting_ops")?,
                photos: values.get("waiting_photos")?,
                drafts: values.get("waiting_drafts")?,
            },
            head: ChainHead { mseq: values.get("head_mseq")?, chain: values.get("head_chain")? },
            head_sig: values.get("head_sig")?,
        })
    }

    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("install", &self.install)
            .with("account", &self.account)
            .with("feed", &self.feed)
            .with("key", &self.key)
            .with("token", &self.token)
            .with("device", &self.device)
            .with("app", &self.app)
            .with("enrolled", &self.enrolled)
            .with("revoked", &self.revoked)
            .with("lost", &self.lost)
            .with("mseq", &self.mark.mseq)
            .with("chain", &self.mark.chain)
            .with("received", &self.received)
            .with("receipt", &self.receipt)
            .with("applied", &self.applied)
            .with("contact", &self.contact)
            .with("waiting_ops", &self.waiting.ops)
            .with("waiting_photos", &self.waiting.photos)
            .with("waiting_drafts", &self.waiting.drafts)
            .with("head_mseq", &self.head.mseq)
            .with("head_chain", &self.head.chain)
            .with("head_sig", &self.head_sig)
    }
}
