//! The keys by which two rows, or a row and the memory of an earlier import, are the same door,
//! household or person. Keys live in memory only; records get random ids, so that nothing of a
//! document number can be read out of an id.

use super::areas::arabic;
use crate::read::rows::Place;
use gridbook_domain::Fields;
use gridbook_domain::text::compact;

/// A dwelling: its grid, and building, unit and door or else the address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DwellingKey {
    pub grid: String,
    pub building: String,
    pub unit: String,
    pub door: String,
}

/// A household: by its number within the building, since many communities begin again with 1 in
/// every building, or by its dwelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum HouseholdKey {
    Number { grid: String, building: String, number: String },
    Dwelling(DwellingKey),
}

/// The key of the dwelling at a place; `None` when the place names no door and no address.
pub(crate) fn dwelling(grid: &str, place: &Place) -> Option<DwellingKey> {
    let door = match (&place.door, &place.address) {
        (Some(door), _) => without(door, &["室", "号房", "房", "号"]),
        (None, Some(address)) => compact(address),
        (None, None) => return None,
    };
    Some(DwellingKey {
        grid: grid.to_owned(),
        building: building(place),
        unit: place.unit.as_deref().map(|unit| without(unit, &["单元", "号"])).unwrap_or_default(),
        door,
    })
}

/// The key of the household of that number at a place.
pub(crate) fn numbered(grid: &str, place: &Place) -> Option<HouseholdKey> {
    let number = place.number.as_deref()?;
    let number = bare_number(&compact(number).to_uppercase());
    Some(HouseholdKey::Number { grid: grid.to_owned(), building: building(place), number })
}

/// A household number without the zeros that only fill it up: H001 is H1.
fn bare_number(number: &str) -> String {
    let digits = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let tail = number.get(digits.len()..).unwrap_or_default();
    match tail.trim_start_matches('0') {
        "" => number.to_owned(),
        bare => format!("{digits}{bare}"),
    }
}

/// The numbers of a place alone, in the spellings that clerks change between: 1号楼1单元101, 1-101,
/// and an address that ends so. Two places that share one may be the same; their people decide.
pub(crate) fn loose(place: &Place) -> Vec<String> {
    let parts = [&place.building, &place.unit, &place.door];
    let mut text: Vec<String> = parts.iter().filter_map(|part| part.as_ref()).cloned().collect();
    if text.is_empty() {
        text.extend(place.address.clone());
    }
    let tokens: Vec<String> = text.iter().flat_map(|part| tokens(part)).collect();
    let mut keys = match tokens.as_slice() {
        [] => return Vec::new(),
        [first, .., before, last] => {
            vec![tokens.join("-"), format!("{first}-{last}"), format!("{before}-{last}")]
        }
        _ => vec![tokens.join("-")],
    };
    keys.sort();
    keys.dedup();
    keys
}

/// The numbers and Latin letters of a text.
fn tokens(text: &str) -> Vec<String> {
    let text = arabic(&compact(text)).to_uppercase();
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let bare = |part: &str| part.trim_start_matches('0').to_owned();
    parts.map(bare).filter(|part| !part.is_empty()).collect()
}

/// A place as an earlier import remembers it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RememberedPlace {
    pub grid: String,
    pub place: Place,
}

/// The words of a place, of a remembered dwelling and household.
pub(crate) fn remembered_place(dwelling: Option<&Fields>, household: Option<&Fields>) -> Place {
    let text = |fields: Option<&Fields>, name: &str| {
        fields
            .and_then(|fields| fields.get(name))
            .and_then(|value| value.as_str())
            .map(str::to_owned)
    };
    Place {
        building: text(dwelling, "building"),
        unit: text(dwelling, "unit"),
        door: text(dwelling, "door"),
        address: text(dwelling, "address"),
        number: text(household, "number"),
    }
}

fn building(place: &Place) -> String {
    let ends = ["号楼", "号", "幢", "栋", "座", "楼"];
    place.building.as_deref().map(|building| without(building, &ends)).unwrap_or_default()
}

/// A name without what is written after the number by some and not by others.
fn without(name: &str, ends: &[&str]) -> String {
    let name = arabic(&compact(name)).to_uppercase();
    let short = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|rest| !rest.is_empty());
    let short = short.unwrap_or(&name).trim_start_matches('第');
    let digits = short.chars().all(|c| c.is_ascii_digit());
    let short = if digits { short.trim_start_matches('0') } else { short };
    if short.is_empty() { name } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(building: &str, unit: &str, door: &str) -> Place {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Place { building: text(building), unit: text(unit), door: text(door), ..Place::default() }
    }

    #[test]
    fn a_door_is_the_same_under_each_of_its_spellings() {
        let one = dwelling("g", &place("3号楼", "2单元", "502室"));
        for other in
            [place("3", "2", "502"), place("三幢", "二单元", "502"), place("03栋", "2", "0502号")]
        {
            assert_eq!(dwelling("g", &other), one, "{other:?}");
        }
        assert_ne!(dwelling("g", &place("3", "1", "502")), one);
        assert_ne!(dwelling("h", &place("3", "2", "502")), one);
    }

    #[test]
    fn numbers_that_begin_again_in_each_building_are_different_households() {
        let number =
            |building: &str| Place { number: Some("1".to_owned()), ..place(building, "", "101") };
        assert_ne!(numbered("g", &number("3幢")), numbered("g", &number("5幢")));
        assert_eq!(numbered("g", &number("3幢")), numbered("g", &number("3号楼")));
    }
}
