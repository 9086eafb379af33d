//! Households as coverage lists them, and the persons who claim to be their heads.

use crate::page::{Order, PageKey};
use crate::read_model::{ListRow, LookupArgs, key};
use crate::spec::{
    IndexScope, ListIndex, ListSpec, Lookup, Placement, RowsSpec, TableSpec, WriteMode,
};
use crate::value::{Column as _, Values};
use crate::{Result, Tx};
use gridbook_domain::id::{AreaId, RecordId};

/// A household as coverage lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdRow {
    /// The community.
    pub community: AreaId,
    /// The household.
    pub household: RecordId,
    /// Its grid.
    pub grid: AreaId,
    /// The dwelling it names.
    pub dwelling: Option<RecordId>,
    /// The head it names.
    pub head: Option<RecordId>,
    /// Its door and head, for a person to read.
    pub door: String,
    /// When somebody of it was last met; `None` for never.
    pub last_met: Option<i64>,
}

pub(super) const TABLE: TableSpec = TableSpec {
    name: "household_row",
    key: &["community", "household"],
    write: WriteMode::Replace,
};

/// The persons who claim to be the head of a household.
const HEADS: TableSpec = TableSpec {
    name: "household_head",
    key: &["community", "household", "person"],
    write: WriteMode::Replace,
};

/// Ordered by when somebody was last met, households that were never met first.
const LIST: ListSpec = ListSpec {
    table: &TABLE,
    order: "met",
    only: &[],
    split: &[],
    filters: &[],
    placement: Placement::Grid,
    indexes: &[
        ListIndex { name: "household_row_grid", scope: IndexScope::Grid, by: &[], only: &[] },
        ListIndex { name: "household_row_met", scope: IndexScope::Community, by: &[], only: &[] },
    ],
    shown: &["community", "household", "grid", "dwelling", "head", "door", "met"],
    joined: None,
    details: &[],
};

/// Describes the lookup of the households whose column names a record.
const fn naming(index: &'static str, by: &'static [&'static str]) -> Lookup {
    Lookup {
        table: &TABLE,
        index: Some(index),
        by,
        only: &[],
        order: &["household"],
        direction: Order::Asc,
        shown: &["household"],
    }
}

const OF_DWELLING: Lookup = naming("household_row_dwelling", &["community", "dwelling"]);

const OF_HEAD: Lookup = naming("household_row_head", &["community", "head"]);

const HEADS_OF: Lookup = Lookup {
    table: &HEADS,
    index: None,
    by: &["community", "household"],
    only: &[],
    order: &["person"],
    direction: Order::Asc,
    shown: &["person"],
};

pub(super) const SPEC: RowsSpec = RowsSpec {
    tables: &[&TABLE, &HEADS],
    lists: &[&LIST],
    lookups: &[&OF_DWELLING, &OF_HEAD, &HEADS_OF],
    ..RowsSpec::NONE
};

impl ListRow for HouseholdRow {
    type Filter = ();
    const LIST: &'static ListSpec = &LIST;

    /// Uses 0 for never, whatever a clock reported.
    fn key(&self) -> PageKey {
        PageKey { at: self.last_met.map_or(0, |met| met.max(1)), record: self.household }
    }

    fn read(values: &Values) -> Result<Self> {
        let met: i64 = values.get("met")?;
        Ok(Self {
            community: values.get("community")?,
            household: values.get("household")?,
            grid: values.get("grid")?,
            dwelling: values.get("dwelling")?,
            head: values.get("head")?,
            door: values.get("door")?,
            last_met: (met > 0).then_some(met),
        })
    }

    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("household", &self.household)
            .with("grid", &self.grid)
            .with("dwelling", &self.dwelling)
            .with("head", &self.head)
            .with("door", &self.door)
            .with("met", &self.key().at)
    }
}

/// Lookups of households for other records.
impl dyn Tx + '_ {
    /// Reads the households whose rows name a dwelling.
    pub fn households_of(
        &mut self,
        community: AreaId,
        dwelling: RecordId,
    ) -> Result<Vec<RecordId>> {
        let args = LookupArgs { by: &key(community, dwelling), ..LookupArgs::default() };
        self.related_rows(&OF_DWELLING, &args)?.iter().map(|row| row.get("household")).collect()
    }

    /// Reads the households whose rows name a person as their head.
    pub fn headed_by(&mut self, community: AreaId, person: RecordId) -> Result<Vec<RecordId>> {
        let args = LookupArgs { by: &key(community, person), ..LookupArgs::default() };
        self.related_rows(&OF_HEAD, &args)?.iter().map(|row| row.get("household")).collect()
    }

    /// Notes that a person claims to be a household's head.
    pub fn add_head(
        &mut self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()> {
        let row = Values::default().with("community", &community).with("household", &household);
        self.put_row(&HEADS, &row.with("person", &person))
    }

    /// Removes that note.
    pub fn remove_head(
        &mut self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()> {
        let [community, household] = key(community, household);
        self.remove_rows(&HEADS, &[community, household, person.to_value()])
    }

    /// Reads one of the persons who claim to be a household's head; the same one as long as the
    /// same persons claim it.
    pub fn head_of(&mut self, community: AreaId, household: RecordId) -> Result<Option<RecordId>> {
        let by = &key(community, household);
        let args = LookupArgs { by, limit: Some(1), ..LookupArgs::default() };
        self.related_rows(&HEADS_OF, &args)?.first().map(|row| row.get("person")).transpose()
    }
}
