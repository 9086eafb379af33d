//! Converts values of the store to those of SQLite and back.

use gridbook_store::{Value, Values};
use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

/// Named values of a statement.
pub(super) type Named = Vec<(String, Value)>;

/// Binds a value.
pub(super) struct Bound<'a>(pub &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(number) => ToSqlOutput::from(*number),
            Value::Counter(number) => return number.to_sql(),
            Value::Text(text) => ToSqlOutput::from(text.as_str()),
            Value::Blob(bytes) => ToSqlOutput::from(bytes.as_slice()),
        })
    }
}

fn read(value: ValueRef<'_>) -> FromSqlResult<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(_) => Value::Text(value.as_str()?.to_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        ValueRef::Real(_) => return Err(FromSqlError::InvalidType),
    })
}

/// Reads columns from the n-th on, and gives them these names.
pub(super) fn values(row: &Row<'_>, n: usize, names: &[&'static str]) -> rusqlite::Result<Values> {
    let named = names.iter().enumerate().map(|(at, name)| {
        let value = row.get_ref(n + at)?;
        let failed = |error| {
            let kind = value.data_type();
            rusqlite::Error::FromSqlConversionFailure(n + at, kind, Box::new(error))
        };
        Ok((*name, read(value).map_err(failed)?))
    });
    named.collect()
}

/// Returns the columns of a row, in order.
pub(super) fn columns(row: &Values) -> Vec<&'static str> {
    row.iter().map(|(column, _)| column).collect()
}
