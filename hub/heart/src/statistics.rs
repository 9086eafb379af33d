//! Statistics: what the hub holds of each install, and what it lacks.

use crate::{Hub, HubError};
use gridbook_domain::Class;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AreaId, InstallId, OpId};
use gridbook_domain::outcome::Effect;
use gridbook_domain::wire::ChainHead;

/// The totals of one install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallTotals {
    /// The install.
    pub install: InstallId,
    /// Its home community.
    pub community: AreaId,
    /// How many of its ops are in the journal.
    pub durable: u64,
    /// How many of them were applied.
    pub applied: u64,
    /// How many of their parts have each effect.
    pub effects: Vec<(Effect, u64)>,
    /// How many of its ops contradict the journal.
    pub forks: u64,
}

impl InstallTotals {
    /// Returns how many parts have an effect.
    pub fn parts(&self, effect: &Effect) -> u64 {
        self.effects.iter().find(|(found, _)| found == effect).map_or(0, |(_, count)| *count)
    }
}

/// The totals of a community or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many conflicts are stored.
    pub conflicts: u64,
    /// How many photos were announced.
    pub photos: u64,
    /// How many photos have all their bytes on disk.
    pub photos_durable: u64,
}

/// How far an install's ops are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The last op on the hub's disk.
    pub durable: ChainHead,
    /// The last op that every restore inside the operator's window brings back.
    pub safe: ChainHead,
}

impl Hub {
    /// Returns the totals of each install.
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

    /// Returns the conflicts and photos of all communities.
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

    /// Returns which of these ops the journal of a community lacks.
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

    /// Returns how far an install's ops are kept. `safe` stays before the first op: there is no
    /// archive yet that a restore could bring them back from.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn kept(&self, community: AreaId, install: InstallId) -> Result<Kept, HubError> {
        let found = self.store.read(|tx| tx.install(community, install))?;
        let found = found.ok_or(HubError::NotFound { what: "handheld" })?;
        Ok(Kept { durable: found.mark, safe: crate::sync::nothing_safe(install) })
    }

    /// Returns, in the operator's words, how safe the data is.
    pub fn safety(&self) -> &'static str {
        "尚未配置备份归档：记录已保存在平台磁盘（已送达），但还没有归档（已归档为 0）"
    }
}
