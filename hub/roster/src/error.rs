//! Why a roster could not be imported at all. A bad row is never an error; it is a note.

use crate::fault::Fault;
use gridbook_hub::HubError;
use std::io;
use std::path::Path;

/// Why a file could not be imported. Nothing was imported when one of these is returned, except
/// with [`RosterError::Hub`], where what was saved before stays and a second run goes on from it.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The file cannot be read.
    #[error("无法读取文件 {path}: {reason}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// The system's error.
        reason: io::Error,
    },
    /// The file is no workbook that can be read.
    #[error("{path} {fault}")]
    File {
        /// The path as given.
        path: String,
        /// Why, and what to do.
        fault: Fault,
    },
    /// No sheet of the workbook names columns.
    #[error("{path} 里没有找到表头：至少要有一张表写明“姓名”和另外两列（如身份证号、门牌）")]
    NoHeader {
        /// The path as given.
        path: String,
    },
    /// The import was asked to end. Every household is saved as a whole or not at all.
    #[error("导入已停止：停止前的 {homes} 户已完整保存，其余没有改动；再次导入会接着进行")]
    Stopped {
        /// How many changed households were saved.
        homes: usize,
    },
    /// The hub failed. What was saved before stays; a second run goes on from there.
    #[error("导入中断：{0}；已导入的部分已保存，再次导入会接着进行")]
    Hub(#[from] HubError),
    /// The report cannot be written.
    #[error("无法写出导入报告 {path}: {reason}")]
    Report {
        /// The path as given.
        path: String,
        /// The reason.
        reason: String,
    },
}

impl RosterError {
    pub(crate) fn file(path: &Path, fault: Fault) -> Self {
        Self::File { path: path.display().to_string(), fault }
    }

    /// Whether trying again without changing anything can help.
    pub fn can_retry(&self) -> bool {
        match self {
            Self::Unreadable { reason, .. } => reason.kind() == io::ErrorKind::Interrupted,
            Self::Hub(error) => error.can_retry(),
            Self::Stopped { .. } => true,
            Self::File { .. } | Self::NoHeader { .. } | Self::Report { .. } => false,
        }
    }
}
