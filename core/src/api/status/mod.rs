//! The status: what was sent, what was not, and whether anything is wrong.

pub(super) mod store;

/// The counts and warnings of a book, in the worker's terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Whether the install is enrolled.
    pub enrolled: bool,
    /// Saves that only this device has 待发送.
    pub waiting: u64,
    /// Saves on the hub's disk 已送达, not yet in its backup.
    pub delivered: u64,
    /// Saves in the hub's backup too 已归档.
    pub archived: u64,
    /// Saves that the hub had acknowledged and has lost since; they wait again.
    pub lost_at_hub: u64,
    /// Saves of which a part was refused, held or could not be read; [`crate::Book::saved_ops`]
    /// lists the reasons.
    pub objections: u64,
    /// Photos that are not on the hub yet.
    pub photos_waiting: u64,
    /// Photos whose bytes are lost.
    pub photos_lost: u64,
    /// Drafts that are not submitted.
    pub drafts: u64,
    /// The last contact with the hub, in milliseconds since 1970 by the hub's clock.
    pub last_contact: Option<i64>,
    /// The number of failed syncs in a row.
    pub failures: u32,
    /// The install was revoked: it continues to record and send, but receives nothing.
    pub revoked: bool,
    /// The hub has a different history of this install from this op on: nothing more is sent until
    /// an administrator resolves it. Nothing is lost.
    pub fork: Option<u64>,
    /// Feeds that need a newer app before they can be read further.
    pub stopped_feeds: u64,
    /// How often a feed had to be read again from the beginning.
    pub restarts: u64,
    /// A feed still differs from the hub's after it was read again; worth a report.
    pub alarm: bool,
}

impl Status {
    /// Returns one line for the worker, in Chinese.
    pub fn message(&self) -> String {
        if !self.enrolled {
            return "此设备尚未登记，请扫描邀请码".to_owned();
        }
        let mut told = Vec::new();
        match (self.waiting, self.photos_waiting) {
            (0, 0) => {}
            (0, photos) => told.push(format!("待发送 {photos} 张照片")),
            (ops, 0) => told.push(format!("待发送 {ops} 条，已保存在本机，连网后自动发送")),
            (ops, photos) => {
                told.push(format!("待发送 {ops} 条、{photos} 张照片，已保存在本机，连网后自动发送"))
            }
        }
        told.push(format!("已送达 {} 条", self.delivered));
        if self.archived > 0 {
            told.push(format!("已归档 {} 条", self.archived));
        }
        let mut message = told.join(" · ");
        for warning in self.warnings() {
            message.push('；');
            message.push_str(&warning);
        }
        message
    }

    fn warnings(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.fork.is_some() {
            all.push("发送已暂停，记录都在本机，请联系管理员".to_owned());
        }
        if self.lost_at_hub > 0 {
            all.push(format!("平台丢失了已送达的 {} 条，将重新发送", self.lost_at_hub));
        }
        if self.revoked {
            all.push("此设备已停用：可继续记录和发送，不再接收".to_owned());
        }
        if self.objections > 0 {
            all.push(format!("{} 条有处理意见，请查看", self.objections));
        }
        if self.photos_lost > 0 {
            all.push(format!("{} 张照片文件丢失", self.photos_lost));
        }
        if self.stopped_feeds > 0 {
            all.push("请更新应用后继续接收".to_owned());
        }
        if self.alarm {
            all.push("本机数据与平台不一致，请联系管理员".to_owned());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn the_worker_is_told_how_many_wait_and_that_they_are_kept() {
        let status = Status { enrolled: true, waiting: 3, ..Status::default() };
        assert_eq!(status.message(), "待发送 3 条，已保存在本机，连网后自动发送 · 已送达 0 条");
        let status = Status { enrolled: true, ..Status::default() };
        assert_eq!(status.message(), "已送达 0 条");
        let status = Status { enrolled: true, revoked: true, waiting: 1, ..Status::default() };
        assert!(status.message().contains("待发送 1 条") && status.message().contains("停用"));
    }
}
