//! The peer's hub: a journal row and a record row for each op, pages by index.

use super::{BareError, Page, PageRow, Push, open, pack, unpack};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use gridbook_domain::{Body, Fields};
use rusqlite::{Connection, named_params};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

const SCHEMA: &str = include_str!("../../../hub/store-sqlite/src/migrations/0001_hub.sql");
const COMMUNITY: [u8; 16] = [1; 16];
/// The feed of what phones pushed; residents lie in one of their own.
const PUSHED: [u8; 16] = [3; 16];
const PAGE: usize = 512 * 1024;

/// The peer's hub with its open file.
#[derive(Clone)]
pub struct BareHub(Arc<Mutex<Connection>>);

impl BareHub {
    /// A new one.
    pub fn open(folder: &Path) -> Result<Self, BareError> {
        Ok(Self(Arc::new(Mutex::new(open(&folder.join("bare-hub.db"), &[SCHEMA])?))))
    }

    /// Its routes.
    pub fn router(self) -> Router {
        Router::new().route("/push", post(push)).route("/pull", get(pull)).with_state(self)
    }

    /// Puts residents there before the clock runs.
    pub fn fill(
        &self,
        residents: impl Iterator<Item = ([u8; 16], Fields)>,
    ) -> Result<(), BareError> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction()?;
        for (seq, (record, fields)) in (1..).zip(residents) {
            put(&tx, (&COMMUNITY, seq), &record, "person", &fields)?;
        }
        Ok(tx.commit()?)
    }

    /// Gives so many residents, those at `first` and after it, another phone number and new places
    /// behind `head`.
    pub fn change(&self, count: i64, first: i64, head: i64) -> Result<(), BareError> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction()?;
        for at in 1..=count {
            tx.prepare_cached(
                "UPDATE record SET seq = :new, n = n + 1,
                    fields = json_set(fields, '$.phone', :phone)
                WHERE community = :community AND feed = :community AND seq = :seq",
            )?
            .execute(named_params! {
                ":new": head + at, ":seq": first + at, ":phone": format!("188{at:08}"),
                ":community": COMMUNITY,
            })?;
        }
        Ok(tx.commit()?)
    }

    fn take(&self, packed: &[u8]) -> Result<(), BareError> {
        let push: Push = unpack(packed)?;
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction()?;
        for op in &push.ops {
            take_op(&tx, op)?;
        }
        Ok(tx.commit()?)
    }

    fn page(&self, from: i64) -> Result<Vec<u8>, BareError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.prepare_cached(
            "SELECT record, seq, fields FROM record
            WHERE community = :community AND feed = :community AND seq > :from ORDER BY seq",
        )?;
        let mut rows = statement.query(named_params! {":community": COMMUNITY, ":from": from})?;
        let (mut page, mut bytes) = (Page { rows: Vec::new(), to: from }, 0);
        while let Some(row) = rows.next()? {
            let fields: String = row.get("fields")?;
            bytes += fields.len();
            page.to = row.get("seq")?;
            let record: [u8; 16] = row.get("record")?;
            let record = gridbook_domain::encoding::to_text(&record);
            page.rows.push(PageRow { record, fields: serde_json::from_str(&fields)? });
            if bytes > PAGE {
                break;
            }
        }
        pack(&page)
    }
}

fn take_op(tx: &Connection, text: &str) -> Result<(), BareError> {
    let Ok(body) = Body::read(text.as_bytes()) else { return Ok(()) };
    let seq: i64 = tx
        .prepare_cached("SELECT coalesce(max(mseq), 0) + 1 FROM op WHERE community = :community")?
        .query_row(named_params! {":community": COMMUNITY}, |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO op (community, install, mseq, chain, hash, body, op, received)
        VALUES (:community, :community, :mseq, :community, :community, :body, :op, 0)",
    )?
    .execute(named_params! {
        ":community": COMMUNITY, ":mseq": seq, ":body": text.as_bytes(), ":op": body.op.as_bytes(),
    })?;
    for part in &body.parts {
        put(tx, (&PUSHED, seq), part.record.as_bytes(), part.class.as_str(), &part.patch)?;
    }
    Ok(())
}

fn put(
    tx: &Connection,
    (feed, seq): (&[u8; 16], i64),
    record: &[u8; 16],
    class: &str,
    fields: &Fields,
) -> Result<(), BareError> {
    tx.prepare_cached(
        "INSERT INTO record (community, record, class, feed, seq, n, tag, fields)
        VALUES (:community, :record, :class, :feed, :seq, 1, :community, :fields)",
    )?
    .execute(named_params! {
        ":community": COMMUNITY, ":feed": feed, ":record": record, ":class": class, ":seq": seq,
        ":fields": serde_json::to_string(fields)?,
    })?;
    Ok(())
}

async fn push(State(hub): State<BareHub>, body: Bytes) -> &'static str {
    let done = tokio::task::spawn_blocking(move || hub.take(&body)).await;
    if matches!(done, Ok(Ok(()))) { "ok" } else { "failed" }
}

async fn pull(State(hub): State<BareHub>, Query(query): Query<HashMap<String, i64>>) -> Vec<u8> {
    let from = query.get("from").copied().unwrap_or(0);
    let page = tokio::task::spawn_blocking(move || hub.page(from)).await;
    page.ok().and_then(Result::ok).unwrap_or_default()
}
