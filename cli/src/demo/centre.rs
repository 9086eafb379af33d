//! The people at the hub: the dispatcher moves matters on, the supervisor returns a log now and
//! then. The user of the demo signs in as one of them.

use super::device::Device;
use super::street;
use crate::failure::{Failure, While as _};
use crate::password;
use crate::seed::Seed;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::State;
use gridbook_domain::role::Role;
use gridbook_domain::visit::Verdict;
use gridbook_hub::{Decision, DecisionError, Hub};
use gridbook_store::Record;
use serde_json::Value;

/// The people at the hub: one of each role for the whole street.
struct Staff {
    supervisor: AccountId,
    dispatcher: AccountId,
    handler: AccountId,
    admin: AccountId,
}

impl Staff {
    /// Their home is the first community; they see all of them.
    fn of(hub: &Hub) -> Result<Option<Self>, Failure> {
        let areas = hub.areas().during("reading the areas")?;
        let communities = areas.iter().filter(|area| area.level == Level::Community);
        let communities: Vec<AreaId> = communities.map(|area| area.area).collect();
        let Some(home) = communities.first() else { return Ok(None) };
        let one = |name, role| {
            let account = street::account(hub, name, role, *home)?;
            for community in &communities {
                street::grant(hub, account, *community)?;
            }
            Ok(account)
        };
        Ok(Some(Self {
            supervisor: one("周敏", Role::Supervisor)?,
            dispatcher: one("何平", Role::Dispatcher)?,
            handler: one("城管办", Role::Handler)?,
            admin: one("韩雪", Role::Admin)?,
        }))
    }
}

/// The people at the hub, and the work on their desks.
pub struct Centre<'a> {
    hub: &'a Hub,
    staff: Option<Staff>,
    matters: Vec<(AreaId, RecordId)>,
    seed: Seed,
}

/// How somebody signs in to the console.
pub struct Login {
    /// In what role.
    pub role: Role,
    /// The login name.
    pub login: &'static str,
    /// The password.
    pub password: String,
}

impl<'a> Centre<'a> {
    /// The people of the street.
    pub fn new(hub: &'a Hub, seed: Seed) -> Result<Self, Failure> {
        Ok(Self { hub, staff: Staff::of(hub)?, matters: Vec::new(), seed })
    }

    /// Gives supervisor, dispatcher and administrator new passwords, which nobody has seen before
    /// and no run keeps.
    pub fn logins(&self) -> Result<Vec<Login>, Failure> {
        let Some(staff) = &self.staff else { return Ok(Vec::new()) };
        let one = |role, login, account| {
            let password = password::generate()?;
            gridbook_console::set_login(self.hub, account, login, &password).during(login)?;
            Ok(Login { role, login, password })
        };
        Ok(vec![
            one(Role::Supervisor, "zhoumin", staff.supervisor)?,
            one(Role::Dispatcher, "heping", staff.dispatcher)?,
            one(Role::Admin, "hanxue", staff.admin)?,
        ])
    }

    /// Works through what has arrived.
    pub fn work(&mut self, devices: &mut [Device]) -> Result<(), Failure> {
        for device in devices {
            let community = device.community;
            let made = std::mem::take(&mut device.made);
            self.matters.extend(made.matters.into_iter().map(|matter| (community, matter)));
            for visit in made.visits {
                if !self.review(community, visit)? {
                    device.made.visits.push(visit);
                }
            }
        }
        for (community, matter) in std::mem::take(&mut self.matters) {
            if !self.move_on(community, matter)? {
                self.matters.push((community, matter));
            }
        }
        Ok(())
    }

    /// Takes one matter a step further: the evening's pace, which leaves work to the account that
    /// has signed in.
    pub fn one_step(&mut self) -> Result<(), Failure> {
        if self.matters.is_empty() {
            return Ok(());
        }
        let (community, matter) = self.matters.swap_remove(self.seed.below(self.matters.len()));
        if !self.move_on(community, matter)? {
            self.matters.push((community, matter));
        }
        Ok(())
    }

    /// Returns one log in eight with a reason; `false` when it has not arrived yet.
    fn review(&mut self, community: AreaId, visit: RecordId) -> Result<bool, Failure> {
        if self.record(community, visit)?.is_none() {
            return Ok(false);
        }
        if self.seed.chance(12) {
            let reason = "请写明见到了谁、核对了什么。".to_owned();
            let decision = Decision::Review { verdict: Verdict::Returned, reason, seen: None };
            self.decide((community, visit), |staff| staff.supervisor, &decision)?;
        }
        Ok(true)
    }

    /// Takes a matter one step further; `true` when it is closed.
    fn move_on(&mut self, community: AreaId, matter: RecordId) -> Result<bool, Failure> {
        let Some(record) = self.record(community, matter)? else { return Ok(false) };
        let state = record.fields.get("state").and_then(Value::as_str).unwrap_or_default();
        let dispatcher = |staff: &Staff| staff.dispatcher;
        let handler = |staff: &Staff| staff.handler;
        match State::from_code(state) {
            State::Reported => self.step(&record, dispatcher, State::Accepted)?,
            State::Accepted => self.step(&record, dispatcher, State::Dispatched)?,
            State::Dispatched => self.step(&record, handler, State::Handling)?,
            State::Handling => self.step(&record, handler, State::Handled)?,
            State::Verified => {
                self.step(&record, dispatcher, State::Closed)?;
                return Ok(true);
            }
            State::Closed => return Ok(true),
            State::Returned | State::Handled | State::Other(_) => {}
        }
        Ok(false)
    }

    fn step(
        &self,
        record: &Record,
        who: impl Fn(&Staff) -> AccountId,
        to: State,
    ) -> Result<(), Failure> {
        let department = if to == State::Dispatched { "城管办" } else { "" }.to_owned();
        let reason = String::new();
        let decision = Decision::Step { to, reason, department, seen: Some(record.version) };
        self.decide((record.community, record.record), who, &decision)
    }

    /// Takes a decision. When the account that has signed in was quicker, theirs counts.
    fn decide(
        &self,
        about: (AreaId, RecordId),
        who: impl Fn(&Staff) -> AccountId,
        decision: &Decision,
    ) -> Result<(), Failure> {
        let Some(staff) = &self.staff else { return Ok(()) };
        match self.hub.decide(who(staff), about, decision) {
            Ok(())
            | Err(DecisionError::Changed | DecisionError::NoSuchStep | DecisionError::Amended) => {
                Ok(())
            }
            Err(DecisionError::Hub(error)) => Err(error).during("saving at the hub"),
            Err(why) => Err(Failure::new(format!("deciding at the hub: {why}"))),
        }
    }

    fn record(&self, community: AreaId, record: RecordId) -> Result<Option<Record>, Failure> {
        self.hub.record(community, record).during("reading a record")
    }
}
