//! Why a roster could not be imported at all. A bad row is never an error; it is a note.

use gridbook_hub::HubError;
use std::io;

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
    /// The file is larger than any roster.
    #[error("文件 {path} 过大（超过 {limit_mb} MB），不像是居民台账")]
    TooLarge {
        /// The path as given.
        path: String,
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// The file is no workbook.
    #[error("{path} 不是可以打开的 Excel 工作簿（.xlsx、.xls 或 .ods）")]
    NotAWorkbook {
        /// The path as given.
        path: String,
    },
    /// The workbook is encrypted.
    #[error("{path} 设有打开密码，请先在 Excel 中取消密码再导入")]
    Password {
        /// The path as given.
        path: String,
    },
    /// No sheet of the workbook names columns.
    #[error("{path} 里没有找到表头：至少要有一张表写明“姓名”和另外两列（如身份证号、门牌）")]
    NoHeader {
        /// The path as given.
        path: String,
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
    /// Whether trying again without changing anything can help.
    pub fn can_retry(&self) -> bool {
        match self {
            Self::Unreadable { reason, .. } => reason.kind() == io::ErrorKind::Interrupted,
            Self::Hub(error) => error.can_retry(),
            Self::TooLarge { .. }
            | Self::NotAWorkbook { .. }
            | Self::Password { .. }
            | Self::NoHeader { .. }
            | Self::Report { .. } => false,
        }
    }
}
