//! The people at the hub: dispatchers move matters on, supervisors return a log now and then.

use super::handheld::Handheld;
use super::seed::Seed;
use super::street;
use crate::failure::{Failure, While as _};
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::State;
use gridbook_domain::role::Role;
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, Fields};
use gridbook_hub::store::Record;
use gridbook_hub::{Hub, NewPart};
use serde_json::{Value, json};

/// The people of one community at the hub.
struct Staff {
    community: AreaId,
    dispatcher: AccountId,
    supervisor: AccountId,
    handler: AccountId,
}

/// The people at the hub, and what lies on their desks.
pub struct Centre<'a> {
    hub: &'a Hub,
    staff: Vec<Staff>,
    matters: Vec<(AreaId, RecordId)>,
    seed: Seed,
}

impl<'a> Centre<'a> {
    /// One dispatcher, supervisor and handler for each community.
    pub fn new(hub: &'a Hub, seed: Seed) -> Result<Self, Failure> {
        let areas = hub.areas().during("reading the areas")?;
        let communities = areas.iter().filter(|area| area.level == Level::Community);
        let staff = communities.map(|area| {
            let one = |name, role| {
                let account = street::account(hub, name, role, area.area)?;
                street::grant(hub, account, area.area)?;
                Ok(account)
            };
            Ok(Staff {
                community: area.area,
                dispatcher: one("网格中心", Role::Dispatcher)?,
                supervisor: one("督导员", Role::Supervisor)?,
                handler: one("城管办", Role::Handler)?,
            })
        });
        let staff = staff.collect::<Result<_, Failure>>()?;
        Ok(Self { hub, staff, matters: Vec::new(), seed })
    }

    /// Works through what has arrived.
    pub fn work(&mut self, handhelds: &mut [Handheld]) -> Result<(), Failure> {
        for handheld in handhelds {
            let community = handheld.community;
            let made = std::mem::take(&mut handheld.made);
            self.matters.extend(made.matters.into_iter().map(|matter| (community, matter)));
            for visit in made.visits {
                if !self.review(community, visit)? {
                    handheld.made.visits.push(visit);
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

    /// Returns one log in eight with a reason; `false` when it has not arrived yet.
    fn review(&mut self, community: AreaId, visit: RecordId) -> Result<bool, Failure> {
        let Some(log) = self.record(community, visit)? else { return Ok(false) };
        if self.seed.chance(12) {
            let patch = json!({
                "visit": visit, "verdict": Verdict::Returned, "reason": "请写明见到了谁、核对了什么。",
            });
            let part = NewPart {
                class: Class::Review,
                record: self.hub.new_record().during("a new id")?,
                feed: log.feed,
                base: None,
                patch: fields(patch),
            };
            self.save(community, |staff| staff.supervisor, part)?;
        }
        Ok(true)
    }

    /// Takes a matter one step further; `true` when it is closed.
    fn move_on(&mut self, community: AreaId, matter: RecordId) -> Result<bool, Failure> {
        let Some(record) = self.record(community, matter)? else { return Ok(false) };
        let state = record.fields.get("state").and_then(Value::as_str).unwrap_or_default();
        let step = |to: State| json!({"state": to});
        match State::of(state) {
            State::Reported => {
                self.step(&record, |staff| staff.dispatcher, step(State::Accepted))?
            }
            State::Accepted => {
                let patch = json!({"state": State::Dispatched, "department": "城管办"});
                self.step(&record, |staff| staff.dispatcher, patch)?;
            }
            State::Dispatched => {
                self.step(&record, |staff| staff.handler, step(State::Handling))?;
            }
            State::Handling => self.step(&record, |staff| staff.handler, step(State::Handled))?,
            State::Verified => {
                self.step(&record, |staff| staff.dispatcher, step(State::Closed))?;
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
        patch: Value,
    ) -> Result<(), Failure> {
        let part = NewPart {
            class: Class::Matter,
            record: record.record,
            feed: record.feed,
            base: Some(record.version),
            patch: fields(patch),
        };
        self.save(record.community, who, part)
    }

    fn save(
        &self,
        community: AreaId,
        who: impl Fn(&Staff) -> AccountId,
        part: NewPart,
    ) -> Result<(), Failure> {
        match self.staff.iter().find(|staff| staff.community == community) {
            Some(staff) => {
                self.hub.save(community, who(staff), vec![part]).during("saving at the hub")?;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn record(&self, community: AreaId, record: RecordId) -> Result<Option<Record>, Failure> {
        self.hub.record(community, record).during("reading a record")
    }
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
