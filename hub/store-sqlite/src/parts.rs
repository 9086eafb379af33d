//! Statements over the outcomes of parts.

use super::SqliteTx;
use gridbook_domain::id::{AreaId, InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{PartRow, PartRows, Result};
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<PartRow> {
    Ok(PartRow {
        community: row.read("community")?,
        op: row.read("op")?,
        part: row.get("part")?,
        install: row.read("install")?,
        mseq: row.get("mseq")?,
        effect: Effect::from_code(&row.get::<_, String>("effect")?),
        why: row.get::<_, Option<String>>("why")?.map(|why| Why::from_code(&why)),
        blocked_on: row.read("waits")?,
    })
}

impl PartRows for SqliteTx<'_> {
    fn put_part(&mut self, part: &PartRow) -> Result<()> {
        self.run(
            include_str!("parts/put_part.sql"),
            named_params! {
                ":community": part.community.as_bytes(),
                ":op": part.op.as_bytes(),
                ":part": part.part,
                ":install": part.install.as_bytes(),
                ":mseq": part.mseq,
                ":effect": part.effect.as_str(),
                ":why": part.why.as_ref().map(|why| why.as_str()),
                ":waits": part.blocked_on.as_ref().map(|record| record.as_bytes()),
            },
        )?;
        Ok(())
    }

    fn part(&mut self, community: AreaId, op: OpId, part: u64) -> Result<Option<PartRow>> {
        self.first(
            "SELECT community, op, part, install, mseq, effect, why, waits FROM part
                WHERE community = :community AND op = :op AND part = :part",
            named_params! {
                ":community": community.as_bytes(),
                ":op": op.as_bytes(),
                ":part": part,
            },
            from_row,
        )
    }

    fn blocked_on(&mut self, community: AreaId, record: RecordId) -> Result<Vec<PartRow>> {
        self.all(
            include_str!("parts/blocked_on.sql"),
            named_params! { ":community": community.as_bytes(), ":record": record.as_bytes() },
            from_row,
        )
    }

    fn any_blocked(&mut self, community: AreaId) -> Result<bool> {
        let found = self.first(
            "SELECT part FROM part WHERE community = :community AND waits IS NOT NULL LIMIT 1",
            named_params! { ":community": community.as_bytes() },
            |row| row.get::<_, u64>("part"),
        )?;
        Ok(found.is_some())
    }

    fn to_retry(&mut self, from: OpId, limit: u64) -> Result<Vec<PartRow>> {
        self.all(
            "SELECT community, op, part, install, mseq, effect, why, waits FROM part
                WHERE why = 'later' ORDER BY op < :from, op, part LIMIT :limit",
            named_params! { ":from": from.as_bytes(), ":limit": limit },
            from_row,
        )
    }

    fn effects(&mut self, community: AreaId, install: InstallId) -> Result<Vec<(Effect, u64)>> {
        self.all(
            "SELECT effect, count(*) AS parts FROM part
                WHERE community = :community AND install = :install
                GROUP BY effect ORDER BY effect",
            named_params! { ":community": community.as_bytes(), ":install": install.as_bytes() },
            |row| Ok((Effect::from_code(&row.get::<_, String>("effect")?), row.get("parts")?)),
        )
    }
}
