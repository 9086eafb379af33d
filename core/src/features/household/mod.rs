//! Households 户 and their dwellings 房屋, page by page in the order a worker walks (I1).

mod form;
mod last_met;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod walk;

pub use form::{DwellingEdit, DwellingForm, HouseholdEdit};
pub(crate) use form::{dwelling_patch, household_patch};

pub use super::page::MAX_PAGE;
use super::resident::PersonSummary;
use super::{conflict, deployment, resident};
use crate::db::{ReadTx, WriteTx};
use crate::error::{Error, Result};
use crate::replica::change::change;
use crate::replica::outbox::{self, NewPart};
use crate::replica::rows;
use chrono::NaiveDate;
use gridbook_domain::encoding::{from_text, to_text};
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::household::Use;
use gridbook_domain::outcome::Why;
use gridbook_domain::person::Care;
use gridbook_domain::text::is_blank;
use gridbook_domain::{AreaId, Class, OpId, RecordId};
use rusqlite::Connection;
pub(crate) use store::{buildings, count};
pub(super) use table::TABLES;

/// A selection of households for a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdFilter {
    /// Only households of this grid; of all grids if absent.
    pub area: Option<AreaId>,
    /// Only households of this building, as [`Building`] names it. Combine it with the building's
    /// area, because two grids may each have a 3号楼.
    pub building: Option<String>,
}

/// A building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    /// The grid it is in.
    pub area: Option<AreaId>,
    /// Its name, such as 3号楼; empty for dwellings without a building.
    pub building: String,
    /// The number of households in it.
    pub households: u32,
}

/// A household as a list shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdLine {
    /// The record.
    pub household: RecordId,
    /// The household number 户号; empty if unknown.
    pub number: String,
    /// The building; empty if unknown.
    pub building: String,
    /// The unit; empty if unknown.
    pub unit: String,
    /// The door; empty if unknown.
    pub door: String,
    /// The standard address; empty if unknown.
    pub address: String,
    /// The address as one text: building, unit and door, or the standard address if those are
    /// empty.
    pub place: String,
    /// The head's name; empty if unknown.
    pub head: String,
    /// The number of people who live there, without those deregistered.
    pub people: u32,
    /// The care groups of the people who live there.
    pub care: Vec<Care>,
    /// When somebody was last met there, in milliseconds since 1970 (F10: a visit that met nobody
    /// does not count).
    pub last_visit: Option<i64>,
    /// Whether a change made on this install is not settled yet.
    pub unsettled: bool,
}

/// A page of households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdPage {
    /// The households in walking order.
    pub lines: Vec<HouseholdLine>,
    /// The position of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A household with its dwelling and its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdDetail {
    /// The household as a list shows it.
    pub line: HouseholdLine,
    /// The dwelling; absent if unknown.
    pub dwelling: Option<RecordId>,
    /// The grid of the dwelling.
    pub area: Option<AreaId>,
    /// How the dwelling is used.
    pub usage: Option<Use>,
    /// The head 户主, if the household names one.
    pub head: Option<RecordId>,
    /// A remark; empty if there is none.
    pub note: String,
    /// The day the household was last confirmed (V8); absent if it never was.
    pub last_confirmed: Option<NaiveDate>,
    /// The people: the head first, those deregistered last. Numbers are masked.
    pub people: Vec<PersonSummary>,
    /// The number of open conflicts about the household or its dwelling.
    pub open_conflicts: u32,
}

/// The result of adding or correcting a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdSaved {
    /// The op; absent if nothing changed.
    pub op: Option<OpId>,
    /// The household.
    pub household: RecordId,
    /// Its dwelling.
    pub dwelling: Option<RecordId>,
}

fn save_if_any(w: &WriteTx<'_>, part: Option<NewPart>) -> Result<Option<OpId>> {
    part.map(|part| outbox::save(w, vec![part])).transpose()
}

/// Reads a page of households in walking order.
pub(crate) fn page(
    conn: &Connection,
    filter: &HouseholdFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<HouseholdPage> {
    let after = after.map(Place::read).transpose()?;
    store::page(conn, filter, after, limit.clamp(1, MAX_PAGE))
}

/// Corrects a household; the op's patch has only the fields that really change.
pub(crate) fn correct(
    w: &WriteTx<'_>,
    household: RecordId,
    edits: &[HouseholdEdit],
) -> Result<HouseholdSaved> {
    let part = change(w, Class::Household, household, household_patch(edits))?;
    let op = save_if_any(w, part)?;
    Ok(HouseholdSaved { op, household, dwelling: None })
}

/// Corrects the dwelling of a household; the op's patch has only the fields that really change.
pub(crate) fn correct_dwelling(
    w: &WriteTx<'_>,
    household: RecordId,
    edits: &[DwellingEdit],
) -> Result<HouseholdSaved> {
    let row = rows::get(w, &Class::Household, household)?.ok_or(Error::NotFound)?;
    let dwelling = row.fields.id("dwelling").ok_or(Error::NotFound)?;
    let part = change(w, Class::Dwelling, dwelling, dwelling_patch(edits))?;
    let op = save_if_any(w, part)?;
    Ok(HouseholdSaved { op, household, dwelling: Some(dwelling) })
}

/// Adds a household and its dwelling in one op.
pub(crate) fn add(w: &WriteTx<'_>, form: &DwellingForm) -> Result<HouseholdSaved> {
    if is_blank(&form.door) && is_blank(&form.address) {
        return Err(Error::Invalid { field: "door".to_owned(), why: Why::MissingField });
    }
    let feed = deployment::feed_of(w, form.area)?;
    let dwelling = w.host().record()?;
    let household = w.host().record()?;
    let parts = vec![
        NewPart {
            class: Class::Dwelling,
            record: dwelling,
            feed: Some(feed),
            patch: form.dwelling_fields(),
        },
        NewPart {
            class: Class::Household,
            record: household,
            feed: Some(feed),
            patch: form.household_fields(dwelling),
        },
    ];
    let op = Some(outbox::save(w, parts)?);
    Ok(HouseholdSaved { op, household, dwelling: Some(dwelling) })
}

/// Reads a household with its dwelling and its people.
pub(crate) fn detail(conn: &ReadTx<'_>, household: RecordId) -> Result<HouseholdDetail> {
    let line = store::one(conn, household)?.ok_or(Error::NotFound)?;
    let row = rows::get(conn, &Class::Household, household)?.ok_or(Error::NotFound)?;
    let dwelling = row.fields.id("dwelling");
    let at = dwelling.map(|dwelling| rows::get(conn, &Class::Dwelling, dwelling));
    let at = at.transpose()?.flatten();
    let at = at.map(|row| row.fields).unwrap_or_default();
    let mut open_conflicts = conflict::open_about(conn, household)?;
    if let Some(dwelling) = dwelling {
        let more = conflict::open_about(conn, dwelling)?;
        open_conflicts = open_conflicts.saturating_add(more);
    }
    Ok(HouseholdDetail {
        line,
        dwelling,
        area: at.area("area"),
        usage: at.code::<Use>("use"),
        head: row.fields.id("head"),
        note: row.fields.text_or_empty("note").to_owned(),
        last_confirmed: row.fields.date("last_confirmed"),
        people: resident::of_household(conn, household)?,
        open_conflicts,
    })
}

/// A position in the walking order, encoded in [`HouseholdPage::next`].
struct Place {
    walk: Vec<u8>,
    household: RecordId,
}

impl Place {
    fn read(text: &str) -> Result<Self> {
        let read = || {
            let bytes = from_text(text)?;
            let (walk, household) = bytes.split_last_chunk::<16>()?;
            Some(Self { walk: walk.to_vec(), household: RecordId::from_bytes(*household) })
        };
        read().ok_or(Error::Invalid { field: "after".to_owned(), why: Why::BadField })
    }

    fn words(&self) -> String {
        let mut bytes = self.walk.clone();
        bytes.extend(self.household.as_bytes());
        to_text(&bytes)
    }
}
