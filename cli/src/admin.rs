//! `gridbook admin`: areas, accounts, invitations and devices.

use crate::answer::Answer;
use crate::args::{AccountCommand, AdminArgs, AdminCommand, AreaCommand, LevelArg, RoleArg};
use crate::failure::{Failure, While as _};
use crate::{desk, names, password, print, qr, serve};
use comfy_table::{Table, presets};
use gridbook_domain::area::Level;
use gridbook_domain::id::InstallId;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::visit::Verdict;
use gridbook_hub::{AccountInfo, AreaInfo, Hub, InstallInfo};
use serde_json::{Value, json};
use std::process::ExitCode;

/// `gridbook admin`.
pub fn run(args: &AdminArgs) -> Result<ExitCode, Failure> {
    let hub = match &args.command {
        AdminCommand::Area(AreaCommand::Add { .. }) if !args.data.join("hub.db").exists() => {
            serve::open(&args.data)?
        }
        _ => serve::open_beside(&args.data)?,
    };
    let answer = match &args.command {
        AdminCommand::Area(AreaCommand::List) => areas(&hub)?,
        AdminCommand::Area(AreaCommand::Add { name, level, parent }) => {
            add_area(&hub, name, (*level).into(), parent.as_deref())?
        }
        AdminCommand::Account(AccountCommand::List) => accounts(&hub)?,
        AdminCommand::Account(AccountCommand::Add { name, role, areas }) => {
            add_account(&hub, name, (*role).into(), areas)?
        }
        AdminCommand::Account(AccountCommand::Grant { account, area }) => {
            grant(&hub, account, area)?
        }
        AdminCommand::Account(AccountCommand::Withdraw { account, area }) => {
            withdraw(&hub, account, area)?
        }
        AdminCommand::Account(AccountCommand::Close { account }) => close(&hub, account)?,
        AdminCommand::Password { account, login } => set_login(&hub, account, login)?,
        AdminCommand::Invite { account, url, hours } => invite(&hub, account, url, *hours)?,
        AdminCommand::Revoke { install, lost } => revoke(&hub, install, *lost)?,
        AdminCommand::Installs => installs(&hub)?,
        AdminCommand::Set { name, value } => set(&hub, name, value)?,
        AdminCommand::Approve { visit, by } => {
            desk::review(&hub, visit, &Verdict::Approved, None, by)?
        }
        AdminCommand::Return { visit, reason, by } => {
            desk::review(&hub, visit, &Verdict::Returned, Some(reason), by)?
        }
        AdminCommand::Step { matter, state, reason, department, by } => {
            desk::step(&hub, matter, state, reason.as_deref(), department.as_deref(), by)?
        }
    };
    if args.json {
        print::line(&answer.json.to_string());
    } else {
        print::line(&answer.text);
    }
    Ok(ExitCode::SUCCESS)
}

fn areas(hub: &Hub) -> Result<Answer, Failure> {
    let areas = hub.areas().during("reading the areas")?;
    let depth = |area: &AreaInfo| Level::KNOWN.iter().position(|level| *level == area.level);
    let line = |area: &AreaInfo| {
        let indent = "  ".repeat(depth(area).unwrap_or(0));
        format!("{indent}{} {}  {}", area.level.label(), area.name, area.area)
    };
    let json = areas.iter().map(|area| {
        json!({
            "area": area.area, "parent": area.parent, "level": area.level, "name": area.name,
            "community": area.community,
        })
    });
    Ok(Answer { text: areas.iter().map(line).collect::<Vec<_>>().join("\n"), json: json.collect() })
}

fn add_area(hub: &Hub, name: &str, level: Level, parent: Option<&str>) -> Result<Answer, Failure> {
    let parent = parent.map(|words| names::area(hub, words)).transpose()?;
    let area = hub.add_area(name, level, parent.map(|area| area.area)).during(name)?;
    Ok(Answer { text: format!("{name}  {area}"), json: json!({"area": area, "name": name}) })
}

fn accounts(hub: &Hub) -> Result<Answer, Failure> {
    let accounts = hub.accounts().during("reading the accounts")?;
    let areas = hub.areas().during("reading the areas")?;
    let granted = |account: &AccountInfo| {
        let names = account.grants.iter().filter_map(|grant| {
            areas.iter().find(|area| area.area == grant.area).map(|area| area.name.clone())
        });
        names.collect::<Vec<_>>().join("、")
    };
    let mut table = plain_table(["姓名", "角色", "区域", "编号"]);
    for account in &accounts {
        let row = [
            account.name.clone(),
            account.role.label().into(),
            granted(account),
            account.account.to_string(),
        ];
        table.add_row(row);
    }
    let json = accounts.iter().map(|account| {
        let grants =
            account.grants.iter().map(|grant| json!({"area": grant.area, "kind": grant.kind}));
        json!({
            "account": account.account, "name": account.name, "role": account.role,
            "community": account.community, "grants": grants.collect::<Value>(),
        })
    });
    Ok(Answer { text: table.to_string(), json: json.collect() })
}

fn add_account(hub: &Hub, name: &str, role: Role, areas: &[String]) -> Result<Answer, Failure> {
    let areas: Vec<AreaInfo> =
        areas.iter().map(|words| names::area(hub, words)).collect::<Result<_, _>>()?;
    let home = names::home(hub, &areas)?;
    let account = hub.add_account(name, role.clone(), home).during(name)?;
    for area in &areas {
        hub.grant(account, area.area, FeedKind::Grid).during(&area.name)?;
    }
    Ok(Answer {
        text: format!("{name}  {}  {account}", role.label()),
        json: json!({"account": account, "name": name, "role": role, "community": home}),
    })
}

fn grant(hub: &Hub, account: &str, area: &str) -> Result<Answer, Failure> {
    let (account, area) = (names::account(hub, account)?, names::area(hub, area)?);
    let version = hub.grant(account.account, area.area, FeedKind::Grid).during(&area.name)?;
    Ok(Answer {
        text: format!("{} ＋ {}", account.name, area.name),
        json: json!({"account": account.account, "area": area.area, "grant_ver": version}),
    })
}

fn withdraw(hub: &Hub, account: &str, area: &str) -> Result<Answer, Failure> {
    let (account, area) = (names::account(hub, account)?, names::area(hub, area)?);
    let version = hub.withdraw(account.account, area.area, FeedKind::Grid).during(&area.name)?;
    Ok(Answer {
        text: format!("{} － {}", account.name, area.name),
        json: json!({"account": account.account, "area": area.area, "grant_ver": version}),
    })
}

fn close(hub: &Hub, account: &str) -> Result<Answer, Failure> {
    let account = names::account(hub, account)?;
    hub.close_account(account.account).during(&account.name)?;
    Ok(Answer {
        text: format!("{} 已关闭：授权、设备、邀请码和登录都已收回，记录保留", account.name),
        json: json!({"account": account.account, "closed": true}),
    })
}

/// Sets a login name and a new random password, which is therefore no default, in no shell's
/// history and used nowhere else; the hub keeps only its hash.
fn set_login(hub: &Hub, account: &str, login: &str) -> Result<Answer, Failure> {
    let account = names::account(hub, account)?;
    let password = password::generate()?;
    gridbook_console::set_login(hub, account.account, login, &password).during(&account.name)?;
    Ok(Answer {
        text: format!("{}  登录名 {login}  密码 {password}  （只显示这一次）", account.name),
        json: json!({"account": account.account, "login": login, "password": password}),
    })
}

fn invite(hub: &Hub, account: &str, url: &str, hours: u32) -> Result<Answer, Failure> {
    let account = names::account(hub, account)?;
    let valid = i64::from(hours) * 3_600_000;
    let invitation = hub.invite(account.account, url, valid).during(&account.name)?;
    let line = invitation.to_line().during("writing the invitation")?;
    let code = qr::draw(&line).unwrap_or_default();
    Ok(Answer {
        text: format!("{line}\n\n{code}\n{}，{hours} 小时内有效，只能用一次", account.name),
        json: json!({
            "invitation": line, "account": account.account, "expires": invitation.expires,
        }),
    })
}

fn revoke(hub: &Hub, install: &str, lost: bool) -> Result<Answer, Failure> {
    let id = InstallId::parse(install).during(install)?;
    hub.revoke(id, lost).during(install)?;
    let wiped = if lost { "，下次联系时清除本机数据" } else { "" };
    Ok(Answer {
        text: format!("{install} 已停用{wiped}"),
        json: json!({"install": id, "revoked": true, "lost": lost}),
    })
}

/// Writes a setting. A number such as 110 stays text: telephone numbers are no quantities.
fn set(hub: &Hub, name: &str, value: &str) -> Result<Answer, Failure> {
    let read = serde_json::from_str(value).ok().filter(|read: &Value| !read.is_number());
    let read = read.unwrap_or_else(|| Value::from(value));
    let text = format!("{name} = {read}");
    let json = json!({"name": name, "value": read});
    hub.set(name, read).during(name)?;
    Ok(Answer { text, json })
}

fn installs(hub: &Hub) -> Result<Answer, Failure> {
    let installs = hub.installs().during("reading the devices")?;
    let mut table = plain_table(["网格员", "机型", "版本", "待发送", "最近联系", "状态", "编号"]);
    for install in &installs {
        table.add_row([
            install.name.clone(),
            install.device.clone(),
            install.app.clone(),
            waiting(install),
            time(install.contact),
            if install.revoked.is_some() { "已停用".to_owned() } else { "在用".to_owned() },
            install.install.to_string(),
        ]);
    }
    let json = installs.iter().map(|install| {
        json!({
            "install": install.install, "account": install.account, "name": install.name,
            "device": install.device, "app": install.app, "contact": install.contact,
            "waiting": install.waiting, "durable": install.durable, "revoked": install.revoked,
        })
    });
    Ok(Answer { text: table.to_string(), json: json.collect() })
}

fn waiting(install: &InstallInfo) -> String {
    let waiting = install.waiting;
    format!("{} 条 {} 张 {} 草稿", waiting.ops, waiting.photos, waiting.drafts)
}

/// A time in the deployment's words: 11月23日 09:32.
pub fn time(at: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at).filter(|_| at > 0);
    let at = at.map(|at| at.with_timezone(&gridbook_domain::clock::CHINA));
    at.map_or_else(|| "从未".to_owned(), |at| at.format("%-m月%-d日 %H:%M").to_string())
}

fn plain_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    table
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::District => Self::District,
            LevelArg::Street => Self::Street,
            LevelArg::Community => Self::Community,
            LevelArg::Grid => Self::Grid,
        }
    }
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Worker => Self::Worker,
            RoleArg::Leader => Self::Leader,
            RoleArg::Supervisor => Self::Supervisor,
            RoleArg::Dispatcher => Self::Dispatcher,
            RoleArg::Handler => Self::Handler,
            RoleArg::Admin => Self::Admin,
        }
    }
}
