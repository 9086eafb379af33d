//! Advice with an error: whether to retry, and a message for the worker.

use super::book::BookError;
use super::input::PhotoFault;

impl BookError {
    /// Returns whether the same call can succeed later although nobody changes anything.
    pub fn can_retry(&self) -> bool {
        match self {
            Self::TryLater { .. }
            | Self::NotTheHub
            | Self::Cancelled
            | Self::SyncRunning
            | Self::Busy
            | Self::Signer => true,
            Self::NotFound
            | Self::Invalid { .. }
            | Self::MalformedDate { .. }
            | Self::TooLarge { .. }
            | Self::NotEnrolled
            | Self::AlreadyEnrolled
            | Self::Invitation { .. }
            | Self::StorageFull
            | Self::AppTooOld
            | Self::Storage { .. }
            | Self::Damaged
            | Self::EncryptionUnavailable
            | Self::Unknown { .. }
            | Self::TooLate
            | Self::AlreadySubmitted
            | Self::SignIn
            | Self::Photo { .. }
            | Self::Bug { .. } => false,
        }
    }

    /// Returns the time in milliseconds after which to retry; `None` if the error suggests none.
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::TryLater { after_ms } => Some(*after_ms),
            _ => None,
        }
    }

    /// Returns the error's code, one word that never changes, for traces and for small print below
    /// a message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::MalformedDate { .. } => "malformed_date",
            Self::TooLarge { .. } => "too_large",
            Self::NotEnrolled => "not_enrolled",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::Invitation { refused: true } => "invitation_refused",
            Self::Invitation { refused: false } => "invitation_unreadable",
            Self::StorageFull => "storage_full",
            Self::AppTooOld => "app_too_old",
            Self::Storage { .. } => "storage",
            Self::Busy => "busy",
            Self::Damaged => "damaged",
            Self::EncryptionUnavailable => "encryption_unavailable",
            Self::Unknown { .. } => "unknown",
            Self::TooLate => "too_late",
            Self::AlreadySubmitted => "already_submitted",
            Self::TryLater { .. } => "try_later",
            Self::SignIn => "sign_in",
            Self::NotTheHub => "not_the_hub",
            Self::Cancelled => "cancelled",
            Self::SyncRunning => "sync_running",
            Self::Photo { fault: PhotoFault::Unreadable } => "photo_unreadable",
            Self::Photo { fault: PhotoFault::NotAnImage } => "photo_not_an_image",
            Self::Photo { fault: PhotoFault::TooLarge } => "photo_too_large",
            Self::Signer => "signer",
            Self::Bug { .. } => "bug",
        }
    }

    /// Returns a message for the worker, in Chinese: what happened, what it means, what to do.
    pub fn words(&self) -> String {
        match self {
            Self::Invalid { why, .. } => format!("没有保存：{}。", why.label()),
            Self::TooLarge { .. } => "没有保存：一次填写的内容太多，请缩短文字或分次提交。".into(),
            Self::Photo { fault } => fault.words().into(),
            other => other.sentence().into(),
        }
    }

    fn sentence(&self) -> &'static str {
        match self {
            Self::NotFound => "本机没有这条记录，可能已移到别的网格，请返回列表刷新后再试。",
            Self::MalformedDate { .. } => {
                "日期不对，这一步没有完成：请按年-月-日填写，例如 1949-12-31。"
            }
            Self::NotEnrolled => "此设备尚未登记，请扫描邀请码。",
            Self::AlreadyEnrolled => {
                "此设备的账本已登记在先：换人使用，或停用后重新登记，请另建账本。"
            }
            Self::Invitation { refused: true } => "邀请码已被使用或已过期，请向管理员要一个新的。",
            Self::Invitation { refused: false } => {
                "这不是完整的邀请码，请重新扫描，或向管理员要一个新的。"
            }
            Self::StorageFull => "没有保存：手机存储空间已满，请清理后再试。",
            Self::AppTooOld => "应用版本太旧，请更新应用。已有记录都在本机，没有改动。",
            Self::Storage { .. } => {
                "读写不了本机存储，这一步没有完成：请检查存储权限，或重启手机后再试。已有记录没有改动。"
            }
            Self::Busy => "没有保存：账本正被另一个程序占用，请稍候再试。",
            Self::Damaged => "本机账本文件已损坏，已原样保留，请联系管理员。",
            Self::EncryptionUnavailable => "此版本应用不支持加密账本，请联系管理员更换版本。",
            Self::Unknown { .. } => "暂时无法确认是否已保存，请重新打开应用查看后再决定是否重填。",
            Self::TooLate => "已发送或已有后续修改，不能撤销，请用更正。",
            Self::AlreadySubmitted => "这份草稿已经提交，没有重复保存；要修改请用更正。",
            Self::TryLater { .. } => "网络不通或平台忙，记录都已保存在本机，稍后自动再试。",
            Self::SignIn => "平台不认得此设备的登录，请联系管理员。记录都在本机，不会丢失。",
            Self::NotTheHub => {
                "当前网络连不到平台（可能要先登录热点），记录都已保存在本机，换个网络再试。"
            }
            Self::Cancelled => "已停止同步，收到的内容已保存，未发送的仍在本机。",
            Self::SyncRunning => "正在同步，请稍候。",
            Self::Signer => "暂时无法使用本机密钥，请解锁手机后再试。",
            // The message of these depends on their content.
            Self::Invalid { .. } | Self::TooLarge { .. } | Self::Photo { .. } => "没有保存。",
            Self::Bug { .. } => "应用内部出错，已有记录都在本机，请联系管理员。",
        }
    }
}

impl PhotoFault {
    fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "读不到这张照片，请重新拍摄或重新选择。",
            Self::NotAnImage => "这个文件不是照片，请选择 JPEG、PNG、WebP 或 HEIC 图片。",
            Self::TooLarge => "照片超过 20 MB，请降低拍照的分辨率后重拍。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::DATE_FORM;
    use super::*;
    use gridbook_domain::outcome::Why;
    use std::collections::BTreeSet;

    fn all() -> Vec<BookError> {
        let field = "content".to_owned();
        let mut all = vec![
            BookError::NotFound,
            BookError::Invalid { field, why: Why::MissingField },
            BookError::MalformedDate { field: "birth".to_owned(), form: DATE_FORM.to_owned() },
            BookError::TooLarge { bytes: 70_000 },
            BookError::NotEnrolled,
            BookError::AlreadyEnrolled,
            BookError::Invitation { refused: true },
            BookError::Invitation { refused: false },
            BookError::StorageFull,
            BookError::AppTooOld,
            BookError::Storage { trace: "x".to_owned() },
            BookError::Busy,
            BookError::Damaged,
            BookError::EncryptionUnavailable,
            BookError::Unknown { ops: Vec::new() },
            BookError::TooLate,
            BookError::AlreadySubmitted,
            BookError::TryLater { after_ms: 2_000 },
            BookError::SignIn,
            BookError::NotTheHub,
            BookError::Cancelled,
            BookError::SyncRunning,
            BookError::Signer,
            BookError::Bug { trace: "x".to_owned() },
        ];
        let faults = [PhotoFault::Unreadable, PhotoFault::NotAnImage, PhotoFault::TooLarge];
        all.extend(faults.map(|fault| BookError::Photo { fault }));
        all
    }

    #[test]
    fn every_error_has_a_code_of_its_own_and_a_sentence_of_its_own() {
        let codes: BTreeSet<_> = all().iter().map(BookError::code).collect();
        let words: BTreeSet<_> = all().iter().map(BookError::words).collect();
        assert_eq!((codes.len(), words.len()), (all().len(), all().len()));
        assert!(words.iter().all(|words| words.ends_with('。') && words.chars().count() > 8));
    }

    #[test]
    fn only_an_error_that_passes_by_itself_is_worth_a_retry_and_a_time_implies_one() {
        for error in all() {
            assert!(error.retry_after_ms().is_none() || error.can_retry(), "{error}");
        }
        assert_eq!(BookError::TryLater { after_ms: 5 }.retry_after_ms(), Some(5));
        assert!(!BookError::NotEnrolled.can_retry() && BookError::NotTheHub.can_retry());
    }

    #[test]
    fn an_invalid_field_is_told_with_what_to_do() {
        let error = BookError::Invalid { field: "content".into(), why: Why::MissingField };
        assert_eq!(error.words(), "没有保存：缺少必填内容，请补充后重新提交。");
    }
}
