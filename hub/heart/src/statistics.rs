//! Counting: what the hub holds of each handheld, and what it lacks.

use crate::{Hub, HubError};
use gridbook_domain::Class;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AreaId, InstallId, OpId};
use gridbook_domain::outcome::Effect;
use gridbook_domain::wire::ChainHead;

/// What the hub holds of one handheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallTotals {
    /// The handheld.
    pub install: InstallId,
    /// Its home community.
    pub community: AreaId,
    /// Its ops in the journal.
    pub durable: u64,
    /// Those of them that were applied.
    pub applied: u64,
    /// How many of their parts came to each effect.
    pub effects: Vec<(Effect, u64)>,
    /// Ops that contradict the journal.
    pub forks: u64,
}

impl InstallTotals {
    /// How many parts came to an effect.
    pub fn parts(&self, effect: &Effect) -> u64 {
        self.effects.iter().find(|(found, _)| found == effect).map_or(0, |(_, count)| *count)
    }
}

/// What the hub holds of a community or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Conflicts kept.
    pub conflicts: u64,
    /// Photos announced.
    pub photos: u64,
    /// Photos whose bytes are all on disk.
    pub photos_durable: u64,
}

/// How far a handheld's ops are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// On the hub's disk.
    pub durable: ChainHead,
    /// Brought back by every restore inside the operator's window.
    pub safe: ChainHead,
}

impl Hub {
    /// What the hub holds of each handheld.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn install_totals(&self) -> Result<Vec<InstallTotals>, HubError> {
        self.store.read(|tx| {
            let mut totals = Vec::new();
            for install in tx.installs()? {
                let (community, id) = (install.community, install.install);
                totals.push(InstallTotals {
                    install: id,
                    community,
                    durable: install.mark.mseq,
                    applied: install.applied,
                    effects: tx.effects(community, id)?,
                    forks: tx.forks(community, id)?.len() as u64,
                });
            }
            Ok(totals)
        })
    }

    /// Conflicts and photos over all communities.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn totals(&self) -> Result<Totals, HubError> {
        self.store.read(|tx| {
            let mut totals = Totals::default();
            for area in tx.areas()?.iter().filter(|area| area.level == Level::Community) {
                let (photos, durable) = tx.photo_count(area.area)?;
                totals.conflicts += tx.count_of(area.area, &Class::Conflict)?;
                totals.photos += photos;
                totals.photos_durable += durable;
            }
            Ok(totals)
        })
    }

    /// Which of these ops the journal of a community lacks.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn missing(&self, community: AreaId, ops: &[OpId]) -> Result<Vec<OpId>, HubError> {
        self.store.read(|tx| {
            let mut missing = Vec::new();
            for op in ops {
                if tx.known(community, *op)?.is_none() {
                    missing.push(*op);
                }
            }
            Ok(missing)
        })
    }

    /// How far a handheld's ops are kept. `safe` stays before the first op: there is no archive
    /// yet that a restore could bring them back from, and the hub says so rather than less.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn kept(&self, community: AreaId, install: InstallId) -> Result<Kept, HubError> {
        let found = self.store.read(|tx| tx.install(community, install))?;
        let found = found.ok_or(HubError::NotFound { what: "handheld" })?;
        Ok(Kept { durable: found.mark, safe: crate::sync::nothing_safe(install) })
    }

    /// What the operator should know about how safe the data is, in the operator's words.
    pub fn safety(&self) -> &'static str {
        "尚未配置备份归档：记录已保存在平台磁盘（已送达），但还没有归档（已归档为 0）"
    }
}
