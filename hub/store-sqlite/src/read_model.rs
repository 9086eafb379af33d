//! Rows of the console, for any description.

use super::fragment::SqlFragment;
use super::lists::{bounds, list};
use super::scan::MOST_PARTS;
use super::statements::{Shown, counted};
use super::value::{Bound, Named, columns, values};
use super::{Result, SqliteTx, records};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_store::{
    Column as _, Count, CounterSpec, ListQuery, ListSpec, Lookup, LookupArgs, Page, PageArgs,
    Partition, ProjectionState, ReadModel, ReadModelWrites, Record, TableSpec, Value, Values,
};
use rusqlite::{Row, named_params, params_from_iter};

impl ReadModel for SqliteTx<'_> {
    fn list_rows(&mut self, query: &ListQuery<'_>, args: PageArgs) -> Result<Page<Values>> {
        self.scan(&list(query)?, &bounds(query, args), args)
    }

    fn count_rows(&mut self, query: &ListQuery<'_>, most: u64) -> Result<Count> {
        self.count_matching(&list(query)?, &bounds(query, PageArgs::default()), most)
    }

    fn row_at(
        &mut self,
        list: &'static ListSpec,
        community: AreaId,
        record: RecordId,
    ) -> Result<Option<Values>> {
        let text = self.texts.row(list);
        let key = [community.to_value(), record.to_value()];
        let from_row = |row: &Row<'_>| values(row, 0, &text.names);
        self.first(&text.sql, params_from_iter(key.iter().map(Bound)), from_row)
    }

    fn related_rows(
        &mut self,
        lookup: &'static Lookup,
        args: &LookupArgs<'_>,
    ) -> Result<Vec<Values>> {
        let within = args.within.map(|(since, until)| [Value::Int(since), Value::Int(until)]);
        let limit = args.limit.filter(|limit| *limit != 1).map(Value::Counter);
        let given = args.by.iter().chain(within.iter().flatten()).chain(&limit);
        let text = self.texts.related(lookup, within.is_some(), args.limit);
        let from_row = |row: &Row<'_>| values(row, 0, &text.names);
        self.all(&text.sql, params_from_iter(given.map(Bound)), from_row)
    }

    fn counter_rows(
        &mut self,
        counters: &'static CounterSpec,
        partitions: &[Partition],
        given: &[Value],
    ) -> Result<Vec<Values>> {
        let shown = Shown::new(counters.table, counters.shown, counters.joined.as_ref());
        let names = counters.joined.iter().flat_map(|joined| joined.given);
        let given = names.zip(given).map(|(name, value)| (format!(":{name}"), value.clone()));
        let given: Named = given.collect();
        let from_row = |row: &Row<'_>| values(row, 0, &shown.names);
        let mut rows = Vec::new();
        for partitions in partitions.chunks(MOST_PARTS) {
            let SqlFragment { sql, values: mut named } =
                counted(counters.table, &shown, partitions);
            named.extend(given.iter().cloned());
            rows.extend(self.named(&sql, &named, from_row)?);
        }
        Ok(rows)
    }
}

impl ReadModelWrites for SqliteTx<'_> {
    fn put_row(&mut self, table: &'static TableSpec, row: &Values) -> Result<()> {
        self.write_row(&self.texts.put(table, columns(row)).sql, row)
    }

    fn remove_rows(&mut self, table: &'static TableSpec, key: &[Value]) -> Result<()> {
        let text = self.texts.delete(table, key.len());
        self.run(&text.sql, params_from_iter(key.iter().map(Bound)))?;
        Ok(())
    }

    fn bump_row(&mut self, table: &'static TableSpec, by: &Values) -> Result<()> {
        self.write_row(&self.texts.bump(table, columns(by)).sql, by)
    }

    fn projection_state(&mut self) -> Result<Option<ProjectionState>> {
        self.first("SELECT shape, offset_minutes, upto FROM view_state WHERE one = 1", [], |row| {
            Ok(ProjectionState {
                version: row.get("shape")?,
                offset_minutes: row.get("offset_minutes")?,
                upto: row.get("upto")?,
            })
        })
    }

    fn put_projection_state(&mut self, state: ProjectionState) -> Result<()> {
        self.run(
            include_str!("read_model/put_projection_state.sql"),
            named_params! {
                ":shape": state.version,
                ":offset_minutes": state.offset_minutes,
                ":upto": state.upto,
            },
        )?;
        Ok(())
    }

    fn records_after(&mut self, after: u64, limit: u64) -> Result<Vec<(u64, Record)>> {
        self.all(records::IN_ORDER, named_params! { ":after": after, ":limit": limit }, |row| {
            Ok((row.get("rowid")?, records::from_row(row)?))
        })
    }
}

impl SqliteTx<'_> {
    /// Runs a statement that binds the values of a row in their order.
    pub(super) fn write_row(&self, sql: &str, row: &Values) -> Result<()> {
        self.run(sql, params_from_iter(row.iter().map(|(_, value)| Bound(value))))?;
        Ok(())
    }
}
