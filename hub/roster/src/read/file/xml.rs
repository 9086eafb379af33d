//! Functions that the readers of XML parts share.

use super::{Archive, Fault};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart};
use std::io::{BufReader, Read};

/// A part of an archive, read event by event; `None` when there is none of that name.
pub(super) fn part<'a>(
    archive: &'a mut Archive,
    name: &str,
) -> Result<Option<quick_xml::Reader<BufReader<impl Read + use<'a>>>>, Fault> {
    if archive.index_for_name(name).is_none() {
        return Ok(None);
    }
    let file = archive.by_name(name).map_err(|_| Fault::Damaged)?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(file));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    Ok(Some(reader))
}

/// An attribute by its name without the prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in element.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            return Some(value.into_owned());
        }
    }
    None
}

/// Whether an attribute says yes.
pub(super) fn is_yes(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(element, name).as_deref(), Some("1" | "true" | "on"))
}

/// The character behind `&amp;` and its like.
pub(super) fn entity(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => return c.to_string(),
        Ok(None) => {}
        Err(_) => return String::new(),
    }
    let known = quick_xml::escape::resolve_predefined_entity(&reference.xml10_content());
    known.unwrap_or_default().to_owned()
}
