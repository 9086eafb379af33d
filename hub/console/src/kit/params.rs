//! The values of a query or a form, and the keys and ids in addresses.

use super::request::MAX_FORM;
use form_urlencoded::Serializer;
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_store::PageKey;

/// The most bytes a query may have.
const MAX_QUERY: usize = 4 * 1024;
/// The most fields a query or a form may have.
const MAX_FIELDS: usize = 64;

/// Named values of a query or a form, in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values(Vec<(String, String)>);

/// Why a query or a form was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is too long or has too many fields.
    TooLarge,
    /// It is not UTF-8, or holds characters no field has.
    Malformed,
}

impl Values {
    /// Reads a query.
    pub fn of_query(query: &str) -> Result<Self, Unreadable> {
        if query.len() > MAX_QUERY {
            return Err(Unreadable::TooLarge);
        }
        Self::read(query.as_bytes())
    }

    /// Reads a form.
    pub fn of_form(body: Option<&[u8]>) -> Result<Self, Unreadable> {
        Self::read(body.filter(|body| body.len() <= MAX_FORM).ok_or(Unreadable::TooLarge)?)
    }

    fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut values = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            if values.len() == MAX_FIELDS {
                return Err(Unreadable::TooLarge);
            }
            // The parser puts this sign where the bytes were no UTF-8.
            if [&name, &value].iter().any(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
                return Err(Unreadable::Malformed);
            }
            values.push((name.into_owned(), value.replace("\r\n", "\n")));
        }
        if values.iter().any(|(_, value)| value.chars().any(forbidden)) {
            return Err(Unreadable::Malformed);
        }
        Ok(Self(values))
    }

    /// The first value of a name; `None` when it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        Some(self.typed(name).trim()).filter(|value| !value.is_empty())
    }

    /// The first value of a name with the blanks around it, as a password is typed.
    pub fn typed(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Sets a value in place of those of that name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// Leaves a name out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Only these names.
    pub fn only(&self, names: &[&str]) -> Self {
        let kept = names.iter().filter_map(|name| Some(((*name).to_owned(), self.get(name)?)));
        Self(kept.map(|(name, value)| (name, value.to_owned())).collect())
    }

    /// Writes the values as an address holds them: with the question mark, or empty for no values.
    pub fn to_query(&self) -> String {
        let mut text = Serializer::new(String::new());
        self.0.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
            text.append_pair(name, value);
        });
        let text = text.finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }
}

/// Control characters other than those a text area sends.
fn forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Writes a key of a list as an address holds it: `1800000000000.<id>`.
pub(crate) fn write_key(key: PageKey) -> String {
    format!("{}.{}", key.at, key.record)
}

/// Reads [`write_key`].
pub(crate) fn read_key(text: &str) -> Option<PageKey> {
    let (at, record) = text.split_once('.')?;
    Some(PageKey { at: at.parse().ok()?, record: RecordId::parse(record).ok()? })
}

/// A community and a record, as two steps of a path.
pub(crate) fn read_ids(community: &str, record: &str) -> Option<(AreaId, RecordId)> {
    Some((AreaId::parse(community).ok()?, RecordId::parse(record).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_the_way_into_an_address_and_back() {
        let mut values = Values::default();
        values.set("area", "a&b=c");
        values.set("reason", "地点 不清?");
        values.set("empty", "");
        let query = values.to_query();
        let read = Values::of_query(query.strip_prefix('?').unwrap()).unwrap();
        assert_eq!(read.get("area"), Some("a&b=c"));
        assert_eq!(read.get("reason"), Some("地点 不清?"));
        assert_eq!(read.get("empty"), None);
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        assert_eq!(Values::of_query("a=%FF"), Err(Unreadable::Malformed));
        assert_eq!(Values::of_query("a=%00"), Err(Unreadable::Malformed));
        assert_eq!(Values::of_query(&"x".repeat(5_000)), Err(Unreadable::TooLarge));
        assert_eq!(Values::of_query(&"a=1&".repeat(65)), Err(Unreadable::TooLarge));
        assert_eq!(Values::of_form(Some(&[b'x'; 70_000])), Err(Unreadable::TooLarge));
        assert_eq!(
            Values::of_form(Some("a=行1%0D%0A行2".as_bytes())).unwrap().get("a"),
            Some("行1\n行2")
        );
    }

    #[test]
    fn keys_survive_the_way_into_an_address_and_back() {
        let key = PageKey { at: -5, record: RecordId::from_bytes([7; 16]) };
        assert_eq!(read_key(&write_key(key)), Some(key));
        for wrong in ["", "5", "x.y", "5.short", "99999999999999999999.AAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(read_key(wrong), None, "{wrong}");
        }
    }
}
