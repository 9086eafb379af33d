//! `gridbook backup` and `gridbook restore`.

use crate::args::{BackupArgs, RestoreArgs};
use crate::failure::{Failure, While as _};
use crate::{print, serve};
use gridbook_hub::host::{Clock as _, SystemClock, SystemRandom};
use gridbook_hub::{RestoreOptions, restore as restore_backup};
use gridbook_store::Store;
use gridbook_store_sqlite::{ClaimedFolder, SqliteStore};
use serde_json::json;
use std::process::ExitCode;

/// `gridbook backup`: beside a running hub, or without one.
pub fn backup(args: &BackupArgs) -> Result<ExitCode, Failure> {
    let hub = serve::open_beside(&args.data)?;
    let done = hub.backup(&args.dir).during(args.dir.display())?;
    let folder = done.folder.display();
    print_result(
        args.json,
        &json!({
            "backup": folder.to_string(), "photos": done.photos, "copied": done.copied,
            "missing": done.missing,
        }),
        &format!(
            "已备份到 {folder}：照片 {} 张（本次新增 {}）{}",
            done.photos,
            done.copied,
            lacking(done.missing, "平台上缺 {} 张，已请手机重新上传"),
        ),
    );
    Ok(ExitCode::SUCCESS)
}

/// `gridbook restore`: the hub is stopped; the data folder's own files are moved aside or kept.
pub fn restore(args: &RestoreArgs) -> Result<ExitCode, Failure> {
    serve::refuse_demo(&args.data)?;
    let claimed = ClaimedFolder::claim(&args.data).map_err(gridbook_hub::HubError::from);
    let claimed = claimed.during(args.data.display())?;
    let aside = args.data.join(format!("before-restore-{}", SystemClock.now()));
    let done = restore_backup(&RestoreOptions {
        from: &args.dir,
        folder: &args.data,
        open: &|file| Ok(Box::new(SqliteStore::open(file)?) as Box<dyn Store>),
        replace: &|file| claimed.replace(file, &aside),
        clock: &SystemClock,
        random: &SystemRandom,
    });
    let done = done.during(args.dir.display())?;
    drop(claimed);
    // Opening it applies the withdrawals, and shows that it can be opened.
    let hub = serve::open(&args.data)?;
    let asked = hub.check_photos().during("comparing photos with their files")?;
    let devices = hub.installs().during("reading the devices")?.len();
    print_result(
        args.json,
        &json!({
            "backup": done.from.display().to_string(), "made": done.made, "photos": done.photos,
            "missing": asked, "devices": devices,
        }),
        &format!(
            "已恢复 {} 的备份：设备 {devices} 台，照片 {} 张{}。\n\
             原来的数据库移到 {}。备份之后的记录由手机自动重新发送；备份之后的审阅、办理和导入需要重做。",
            crate::admin::time(done.made),
            done.photos,
            lacking(asked, "缺 {} 张，将请手机重新上传"),
            aside.display(),
        ),
    );
    Ok(ExitCode::SUCCESS)
}

fn lacking(count: u64, words: &str) -> String {
    if count == 0 {
        String::new()
    } else {
        format!("，{}", words.replace("{}", &count.to_string()))
    }
}

fn print_result(as_json: bool, json: &serde_json::Value, text: &str) {
    if as_json { print::line(&json.to_string()) } else { print::line(text) }
}
