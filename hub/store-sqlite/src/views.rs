//! The rows of the console as the traits have them; the statements stand beside.

use super::row::{Int, int};
use super::{Result, SqliteTx, records};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_store::{
    Count, Counted, Coverage, HouseholdRow, Install, MatterFilter, MatterRow, MatterStep, Page,
    PageArgs, Partition, ProjectionState, ReadModel, ReadModelWrites, Record, Tally, VisitFilter,
    VisitRow,
};
use rusqlite::named_params;

impl ReadModel for SqliteTx<'_> {
    fn visit_row(&mut self, community: AreaId, visit: RecordId) -> Result<Option<VisitRow>> {
        self.one_visit_row(community, visit)
    }

    fn visit_rows(
        &mut self,
        partitions: &[Partition],
        filter: &VisitFilter,
        args: PageArgs,
    ) -> Result<Page<VisitRow>> {
        self.page_of_visits(partitions, filter, args)
    }

    fn count_visit_rows(
        &mut self,
        partitions: &[Partition],
        filter: &VisitFilter,
        most: u64,
    ) -> Result<Count> {
        self.count_visits(partitions, filter, most)
    }

    fn matter_row(&mut self, community: AreaId, matter: RecordId) -> Result<Option<MatterRow>> {
        self.one_matter_row(community, matter)
    }

    fn matter_rows(
        &mut self,
        partitions: &[Partition],
        filter: &MatterFilter,
        args: PageArgs,
    ) -> Result<Page<MatterRow>> {
        self.page_of_matters(partitions, filter, args)
    }

    fn count_matter_rows(
        &mut self,
        partitions: &[Partition],
        filter: &MatterFilter,
        most: u64,
    ) -> Result<Count> {
        self.count_matters(partitions, filter, most)
    }

    fn matter_steps(&mut self, community: AreaId, matter: RecordId) -> Result<Vec<MatterStep>> {
        self.steps(community, matter)
    }

    fn reviews_of(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>> {
        self.reviews(community, visit)
    }

    fn household_row(
        &mut self,
        community: AreaId,
        household: RecordId,
    ) -> Result<Option<HouseholdRow>> {
        self.one_household_row(community, household)
    }

    fn household_rows(
        &mut self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<HouseholdRow>> {
        self.page_of_households(partitions, args)
    }

    fn coverage(&mut self, partitions: &[Partition], month: u32) -> Result<Vec<Coverage>> {
        self.month(partitions, month)
    }

    fn tally(&mut self, partitions: &[Partition]) -> Result<Tally> {
        self.tallied(partitions)
    }

    fn installs_by_contact(
        &mut self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<Install>> {
        self.page_of_installs(partitions, args)
    }
}

impl ReadModelWrites for SqliteTx<'_> {
    fn put_visit_row(&mut self, row: &VisitRow) -> Result<()> {
        self.write_visit_row(row)
    }

    fn remove_visit_row(&mut self, community: AreaId, visit: RecordId) -> Result<()> {
        self.drop_visit_row(community, visit)
    }

    fn amending(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>> {
        self.logs_amending(community, visit)
    }

    fn meetings(
        &mut self,
        community: AreaId,
        household: RecordId,
        within: (i64, i64),
        limit: u64,
    ) -> Result<Vec<i64>> {
        self.moments_met(community, household, within, limit)
    }

    fn add_review(&mut self, community: AreaId, visit: RecordId, review: RecordId) -> Result<()> {
        self.write_review(community, visit, review)
    }

    fn put_matter_row(&mut self, row: &MatterRow) -> Result<()> {
        self.write_matter_row(row)
    }

    fn remove_matter_row(&mut self, community: AreaId, matter: RecordId) -> Result<()> {
        self.drop_matter_row(community, matter)
    }

    fn add_matter_step(
        &mut self,
        community: AreaId,
        matter: RecordId,
        step: &MatterStep,
    ) -> Result<()> {
        self.write_step(community, matter, step)
    }

    fn put_household_row(&mut self, row: &HouseholdRow) -> Result<()> {
        self.write_household_row(row)
    }

    fn remove_household_row(&mut self, community: AreaId, household: RecordId) -> Result<()> {
        self.drop_household_row(community, household)
    }

    fn households_of(&mut self, community: AreaId, dwelling: RecordId) -> Result<Vec<RecordId>> {
        self.households_in(community, dwelling)
    }

    fn headed_by(&mut self, community: AreaId, person: RecordId) -> Result<Vec<RecordId>> {
        self.households_under(community, person)
    }

    fn add_head(&mut self, community: AreaId, household: RecordId, person: RecordId) -> Result<()> {
        self.write_head(community, household, person)
    }

    fn remove_head(
        &mut self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()> {
        self.drop_head(community, household, person)
    }

    fn head_of(&mut self, community: AreaId, household: RecordId) -> Result<Option<RecordId>> {
        self.first_head(community, household)
    }

    fn count(&mut self, community: AreaId, grid: AreaId, by: Counted) -> Result<()> {
        self.count_in(community, grid, by)
    }

    fn cover(
        &mut self,
        community: AreaId,
        grid: AreaId,
        month: u32,
        met: i64,
        visits: i64,
    ) -> Result<()> {
        self.cover_in((community, grid), month, (met, visits))
    }

    fn projection_state(&mut self) -> Result<Option<ProjectionState>> {
        self.first("SELECT shape, offset_minutes, upto FROM view_state WHERE one = 1", [], |row| {
            Ok(ProjectionState {
                version: int(row, "shape")?,
                offset_minutes: row.get("offset_minutes")?,
                upto: row.get::<_, Option<Int>>("upto")?.map(|upto| upto.0),
            })
        })
    }

    fn put_projection_state(&mut self, state: ProjectionState) -> Result<()> {
        self.run(
            "INSERT INTO view_state (one, shape, offset_minutes, upto) \
             VALUES (1, :shape, :offset_minutes, :upto) \
             ON CONFLICT (one) DO UPDATE SET shape = excluded.shape, \
             offset_minutes = excluded.offset_minutes, upto = excluded.upto",
            named_params! {
                ":shape": Int(state.version),
                ":offset_minutes": state.offset_minutes,
                ":upto": state.upto.map(Int),
            },
        )?;
        Ok(())
    }

    fn clear_rows(&mut self) -> Result<()> {
        for sql in [
            "DELETE FROM visit_row",
            "DELETE FROM visit_review",
            "DELETE FROM matter_row",
            "DELETE FROM matter_step",
            "DELETE FROM household_row",
            "DELETE FROM household_head",
            "DELETE FROM tally",
            "DELETE FROM coverage",
        ] {
            self.run(sql, [])?;
        }
        Ok(())
    }

    fn records_after(&mut self, after: u64, limit: u64) -> Result<Vec<(u64, Record)>> {
        self.all(
            records::IN_ORDER,
            named_params! { ":after": Int(after), ":limit": Int(limit) },
            |row| Ok((int(row, "rowid")?, records::from_row(row)?)),
        )
    }
}
