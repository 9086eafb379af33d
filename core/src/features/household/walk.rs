//! The walking order: grid, building, unit, door, with numbers compared as numbers, so that 2号楼
//! comes before 12号楼 and 三单元 between 二单元 and 四单元.

use gridbook_domain::AreaId;
use gridbook_domain::natural::natural;

/// The key of a household without a known dwelling: after all others.
pub(crate) const NOWHERE: &[u8] = &[0xff];

/// Ends the key of a building or unit; smaller than any character of one.
const END: char = '\u{1}';

/// Returns the key of a dwelling; keys compare as bytes.
pub(crate) fn key(area: Option<AreaId>, building: &str, unit: &str, door: &str) -> Vec<u8> {
    let mut key = building_key(area, building);
    key.extend(format!("{}{END}{}", natural(unit), natural(door)).into_bytes());
    key
}

/// Returns the common prefix of the keys of a building's dwellings.
pub(crate) fn building_key(area: Option<AreaId>, building: &str) -> Vec<u8> {
    let mut key = area_key(area);
    key.extend(format!("{}{END}", natural(building)).into_bytes());
    key
}

/// Returns the common prefix of the keys of a grid's dwellings.
pub(crate) fn area_key(area: Option<AreaId>) -> Vec<u8> {
    area.map_or([0; 16], |area| *area.as_bytes()).to_vec()
}

/// Returns the smallest key greater than all keys with this prefix, if such a key exists.
pub(crate) fn after(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut next = prefix.to_vec();
    while let Some(last) = next.pop() {
        if let Some(more) = last.checked_add(1) {
            next.push(more);
            return Some(next);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_ends_a_building_before_the_next_and_a_unit_before_the_next() {
        let grid = Some(AreaId::from_bytes([7; 16]));
        let doors = [
            ("2号楼", "1单元", "101"),
            ("2号楼", "1单元", "1001"),
            ("2号楼", "2单元", "101"),
            ("2号楼北", "1单元", "101"),
            ("12号楼", "", "3"),
        ];
        let keys: Vec<_> = doors.iter().map(|(b, u, d)| key(grid, b, u, d)).collect();
        assert!(keys.is_sorted());
        let of_two = building_key(grid, "2号楼");
        assert_eq!(keys.iter().filter(|key| key.starts_with(&of_two)).count(), 3);
        assert!(keys.iter().all(|key| key.as_slice() < NOWHERE));
    }

    #[test]
    fn what_comes_after_a_prefix_is_after_all_that_begin_with_it() {
        assert_eq!(after(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(after(&[1, 0xff]), Some(vec![2]));
        assert_eq!(after(&[0xff]), None);
    }
}
