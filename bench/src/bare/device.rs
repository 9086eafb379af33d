//! The peer's phone: a row and an outbox row a save, batches up, pages down.

use super::{BareError, Page, Push, open, pack, unpack};
use crate::people::{id, visit_content};
use gridbook_domain::Fields;
use gridbook_domain::id::RecordId;
use rusqlite::{Connection, Transaction, named_params};
use std::path::Path;

const ENGINE: &str = include_str!("../../../core/src/db/migrations/0001_engine.sql");
const RECORDS: &str = include_str!("../../../core/src/db/migrations/0002_records.sql");
const NOBODY: [u8; 16] = [2; 16];
/// The same bytes of bodies in a push as the core's batches grow to on a good network.
const BATCH: usize = 512 * 1024;

/// The peer's phone with its open file.
pub struct BareDevice {
    connection: Connection,
    url: String,
    agent: ureq::Agent,
}

/// How many bytes went up and down.
pub type Moved = (u64, u64);

impl BareDevice {
    /// A new one that talks to this hub.
    pub fn open(folder: &Path, url: &str) -> Result<Self, BareError> {
        let connection = open(&folder.join("bare-phone.db"), &[ENGINE, RECORDS])?;
        Ok(Self { connection, url: url.to_owned(), agent: ureq::Agent::new_with_defaults() })
    }

    /// Saves visit number `n` with a body like the core's.
    pub fn save(&mut self, n: u64) -> Result<(), BareError> {
        let (visit, content) = (id(9, n), visit_content(n));
        let body = body(n, visit, &content);
        let tx = self.connection.transaction()?;
        tx.prepare_cached(
            "INSERT INTO visit (record, feed, at, unsettled, household, purpose, met, content)
            VALUES (:record, :feed, :at, 1, :household, 'routine', 'met', :content)",
        )?
        .execute(named_params! {
            ":record": visit.as_bytes(), ":feed": NOBODY, ":at": i64::try_from(n).unwrap_or(0),
            ":household": id(2, n).as_bytes(), ":content": content,
        })?;
        tx.prepare_cached("INSERT INTO op (op, body, at) VALUES (:op, :body, 0)")?
            .execute(named_params! {":op": id(8, n).as_bytes(), ":body": body})?;
        Ok(tx.commit()?)
    }

    /// Sends everything that waits, batch by batch, and marks it as sent.
    pub fn drain(&mut self) -> Result<Moved, BareError> {
        let (mut up, mut down) = (0, 0);
        loop {
            let (ops, last) = self.batch()?;
            if ops.is_empty() {
                return Ok((up, down));
            }
            let packed = pack(&Push { ops })?;
            up += packed.len() as u64;
            let mut answer =
                self.agent.post(format!("{}/push", self.url)).send(&packed).map_err(Box::new)?;
            down += answer.body_mut().read_to_vec().map_err(Box::new)?.len() as u64;
            self.connection
                .prepare_cached(
                    "UPDATE op SET mseq = saved, chain = zeroblob(32)
                    WHERE mseq IS NULL AND saved <= :last",
                )?
                .execute(named_params! {":last": last})?;
        }
    }

    /// Fetches everything after `from`.
    pub fn pull(&mut self, mut from: i64) -> Result<Moved, BareError> {
        let mut down = 0;
        loop {
            let url = format!("{}/pull?from={from}", self.url);
            let mut answer = self.agent.get(url).call().map_err(Box::new)?;
            let packed = answer.body_mut().read_to_vec().map_err(Box::new)?;
            down += packed.len() as u64;
            let page: Page = unpack(&packed)?;
            if page.rows.is_empty() {
                return Ok((0, down));
            }
            from = page.to;
            let tx = self.connection.transaction()?;
            for row in page.rows {
                let fields: Fields = serde_json::from_str(row.fields.get())?;
                put_person(&tx, &row.record, &fields)?;
            }
            tx.commit()?;
        }
    }

    fn batch(&self) -> Result<(Vec<String>, i64), BareError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT saved, body FROM op WHERE mseq IS NULL ORDER BY saved")?;
        let mut rows = statement.query([])?;
        let (mut ops, mut bytes, mut last) = (Vec::new(), 0, 0);
        while let Some(row) = rows.next()? {
            let body: String = row.get("body")?;
            bytes += body.len();
            last = row.get("saved")?;
            ops.push(body);
            if bytes > BATCH {
                break;
            }
        }
        Ok((ops, last))
    }
}

/// Inserts a resident with everything the core's index of names holds of one.
fn put_person(tx: &Transaction<'_>, record: &str, fields: &Fields) -> Result<(), BareError> {
    let text = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
    let bytes = |text: &str| gridbook_domain::encoding::from_text(text).unwrap_or_default();
    let known = tx
        .prepare_cached("DELETE FROM person WHERE record = :record RETURNING id")?
        .query_row(named_params! {":record": bytes(record)}, |row| row.get::<_, i64>("id"))
        .ok();
    let row: i64 = tx.prepare_cached(include_str!("put_person.sql"))?.query_row(
        named_params! {
            ":id": known, ":record": bytes(record), ":feed": NOBODY,
            ":household": text("household").map(bytes), ":name": text("name"),
            ":sex": text("sex"), ":birth": text("birth"), ":kind": text("document_kind"),
            ":document": text("document"), ":phone": text("phone"),
            ":relation": text("relation"), ":residence": text("residence"),
            ":standing": text("standing"),
        },
        |row| row.get("id"),
    )?;
    if known.is_none() {
        grams(tx, row, text("name").unwrap_or_default(), text("phone").unwrap_or_default())?;
    }
    Ok(())
}

fn grams(tx: &Transaction<'_>, row: i64, name: &str, phone: &str) -> Result<(), BareError> {
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO gram (g, id) VALUES (:g, :id)")?;
    insert.execute(named_params! {":g": format!("^{name}"), ":id": row})?;
    for (at, _) in name.char_indices() {
        let ending = name.get(at..).unwrap_or_default();
        insert.execute(named_params! {":g": ending, ":id": row})?;
    }
    let tail = phone.get(phone.len().saturating_sub(4)..).unwrap_or_default();
    insert.execute(named_params! {":g": format!("#{tail}"), ":id": row})?;
    insert.execute(named_params! {":g": format!("a{}", row % 26), ":id": row})?;
    Ok(())
}

/// A body as long as the core's, with the same members.
fn body(n: u64, visit: RecordId, content: &str) -> String {
    serde_json::json!({
        "op": id(8, n), "salt": id(7, n), "author": id(6, 0), "grant_ver": 1,
        "clock": {"at": {"wall": n, "mono": n, "boot": 1}},
        "parts": [{
            "class": "visit", "record": visit, "feed": id(5, 0),
            "patch": {
                "household": id(2, n), "purpose": "routine", "met": "met", "content": content,
            },
        }],
    })
    .to_string()
}
