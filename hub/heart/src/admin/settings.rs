//! Settings and code tables of the deployment: versioned records that every device receives.

use crate::deployment::{DEPLOYMENT, deployment};
use crate::derive::derived_id;
use crate::{Hub, HubError, NewPart, Saved, projections};
use gridbook_domain::id::RecordId;
use gridbook_domain::setting::OFFSET_MINUTES;
use gridbook_domain::{Class, Fields, setting};
use gridbook_store::Result;
use serde_json::{Value, json};

impl Hub {
    /// Writes a setting: a record of class `setting` with the fields `name` and `value`. Integers
    /// only, no fractions.
    ///
    /// # Errors
    /// [`HubError::Invalid`] for a value an op cannot carry.
    pub fn set(&self, name: &str, value: Value) -> Result<(), HubError> {
        let fields = [("name", json!(name)), ("value", value)];
        let saved = self.publish(Class::Setting, setting::id(name), fields)?;
        if saved.is_some() && name == OFFSET_MINUTES {
            // Months and deadlines of the console's rows are reckoned in it.
            projections::rebuild(self.store.as_ref())?;
        }
        Ok(())
    }

    /// Writes a code table: a record of class `table` with the fields `name` and `items`, a list of
    /// `{code, label}` in the order a screen offers them.
    ///
    /// # Errors
    /// [`HubError::Invalid`] for a table an op cannot carry.
    pub fn set_table(&self, name: &str, items: &[(&str, &str)]) -> Result<(), HubError> {
        let items = items.iter().map(|(code, label)| json!({"code": code, "label": label}));
        let fields = [("name", json!(name)), ("items", Value::Array(items.collect()))];
        self.publish(Class::Table, table_id(name), fields).map(|_| ())
    }

    fn publish(
        &self,
        class: Class,
        record: RecordId,
        fields: [(&str, Value); 2],
    ) -> Result<Option<Saved>, HubError> {
        let (deployment, current) = self
            .store
            .read(|tx| -> Result<_> { Ok((deployment(tx)?, tx.record(DEPLOYMENT, record)?)) })?;
        let patch: Fields = fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
        if current.as_ref().is_some_and(|current| current.fields == patch) {
            return Ok(None);
        }
        let base = current.map(|current| current.version);
        let part = NewPart { class, record, feed: deployment.feed, base, patch };
        self.save(DEPLOYMENT, deployment.account, vec![part]).map(Some)
    }
}

/// Returns the record id of a code table, which is the same in every deployment.
fn table_id(name: &str) -> RecordId {
    derived_id(format!("gridbook table 1\n{name}").as_bytes())
}
