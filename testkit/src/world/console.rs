//! Checks that the console's rows agree with the records: they equal rows rebuilt from them.

use crate::Centre;
use crate::hub::rows_and_rebuilt_rows;
use std::fs;
use std::path::Path;

/// Checks the rows of a hub against those that a copy of it rebuilds when it opens, as after an
/// upgrade.
pub fn rows_are_true(centre: &Centre, anew: &Path, who: &str) {
    let (found, expected) = rows_and_rebuilt_rows(&centre.folder(), anew);
    for (row, new) in found.iter().zip(&expected) {
        assert_eq!(row, new, "{who}: a row of the console");
    }
    assert_eq!(found.len(), expected.len(), "{who}: rows of the console");
    fs::remove_dir_all(anew).unwrap();
}
