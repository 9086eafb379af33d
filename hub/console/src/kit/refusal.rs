//! Why a browser does not get the page it asked for.

use super::params::Unreadable;
use gridbook_hub::{DecisionError, HubError};

/// A reason, with its message for the person.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nobody is signed in.
    SignIn,
    /// There is no such thing, or it is outside the grants; the answer does not say which.
    NotFound,
    /// The bytes of a photo are not on the hub's disk.
    NoPhoto,
    /// The form does not come from a page of this console.
    Forged,
    /// It comes from a page of another host than was asked, or a proxy does not say which was.
    Elsewhere,
    /// The request cannot be read.
    Malformed,
    /// It is too long.
    TooLarge,
    /// The address does not take this method.
    Method,
    /// The role may not do this.
    NotYours,
    /// The role has no such page.
    NoPage,
    /// The hub failed.
    Hub(HubError),
}

/// Every failure of the hub, its store among them.
impl<E> From<E> for Refusal
where
    HubError: From<E>,
{
    fn from(error: E) -> Self {
        Self::Hub(error.into())
    }
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::TooLarge => Self::TooLarge,
            Unreadable::Malformed => Self::Malformed,
        }
    }
}

/// The text of a page about a refusal.
pub(crate) struct RefusalText {
    /// The HTTP status.
    pub status: u16,
    /// The event, as a title.
    pub title: &'static str,
    /// Its meaning, and the way out of it.
    pub message: &'static str,
}

impl Refusal {
    /// Returns the message for the person.
    pub fn text(&self) -> RefusalText {
        let (status, title, message) = match self {
            Self::SignIn => (401, "请先登录", "登录已过期或尚未登录，请重新登录。"),
            Self::NotFound => {
                (404, "没有找到", "内容不存在，或不在您负责的区域内。请回到今天，从那里重新进入。")
            }
            Self::NoPhoto => (
                404,
                "照片不在平台上",
                "照片还没有传到，或平台上的文件已丢失。手机下次连网时会再次上传，请稍后再看。",
            ),
            Self::Forged => (
                403,
                "表单已失效",
                "页面可能打开太久，或不是从本平台提交的。内容没有保存，请返回刷新后再提交一次。",
            ),
            Self::Elsewhere => (
                403,
                "表单来自别的网址",
                "表单不是从本平台的网址提交的，没有保存。请从本平台的网址重新打开；每次都这样，\
                 请管理员检查代理是否原样转发 Host。",
            ),
            Self::Malformed => {
                (400, "内容无法识别", "提交的内容里有无法识别的字符，没有保存。请检查后重新填写。")
            }
            Self::TooLarge => (413, "内容太长", "提交的内容太长，没有保存。请缩短后重新提交。"),
            Self::Method => (405, "不能这样打开", "请从页面上的按钮操作。"),
            Self::NotYours => (403, "不由您办理", "您的角色不能办理这一步，内容没有改动。"),
            Self::NoPage => {
                (403, "您没有这一页", "您的角色用不到这一页。需要查看时，请联系管理员。")
            }
            Self::Hub(_) => {
                (500, "平台出错了", "平台内部出错，已经记录。没有保存任何改动，请稍后再试。")
            }
        };
        RefusalText { status, title, message }
    }
}

/// The message beside a form whose decision was not taken, for the person that sent it;
/// what no other word in the form would mend is a refusal.
pub(crate) fn undecided(why: DecisionError) -> Result<String, Refusal> {
    Ok(match why {
        DecisionError::NotFound => return Err(Refusal::NotFound),
        DecisionError::NotYours => return Err(Refusal::NotYours),
        DecisionError::Hub(error) => return Err(Refusal::Hub(error)),
        DecisionError::Changed => "刚刚有别人处理过，请看过最新情况再决定。".to_owned(),
        DecisionError::NoSuchStep => {
            "事件的状态已经变了，请先看最新进展，再决定怎样办理。".to_owned()
        }
        DecisionError::Amended => "这条日志已被更正，请审阅更正后的日志。".to_owned(),
        DecisionError::NeedsReason => "请写明原因，网格员会在手机上看到。".to_owned(),
        DecisionError::NeedsDepartment => "请写明派给哪个部门。".to_owned(),
        DecisionError::TooLong { most, is } => format!("最多 {most} 个字，现在有 {is} 个字。"),
        DecisionError::Refused { message } => message,
    })
}
