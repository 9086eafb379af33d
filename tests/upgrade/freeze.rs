//! Writes the frozen pair of the newest schemas.

use crate::files::{Dump, Pair, Side, copy, frozen};
use crate::story::Story;
use crate::{hub, phone};
use std::fs;

/// Lives the story and writes its phone and its hub into a new folder.
pub fn newest() {
    let story = Story::new();
    let sides = [
        (Side::Phone, story.phone().folder().to_owned()),
        (Side::Hub, story.world.centre.folder()),
    ];
    let dumps = sides.map(|(side, folder)| {
        let dump = Dump::of(&folder.join(side.file()));
        (side, folder, dump)
    });
    let names = dumps.each_ref().map(|(side, _, dump)| format!("{}-{}", side.name(), dump.version));
    let pair = Pair(frozen().join(names.join("-")));
    fs::create_dir(&pair.0).expect("a frozen pair never changes");
    for ((side, folder, dump), name) in dumps.iter().zip(names) {
        fs::write(pair.0.join(format!("{name}.sql")), dump.to_sql()).unwrap();
        copy(folder, &pair.0.join(side.name()));
        let folder = pair.thaw(*side, dump.version);
        let says = match side {
            Side::Phone => phone::says(&phone::open(folder.path())),
            Side::Hub => hub::says(&hub::open(folder.path()).hub()),
        };
        let says: String = says.lines().map(|line| format!("1: {line}\n")).collect();
        fs::write(pair.0.join(format!("{}.txt", side.name())), says).unwrap();
    }
}
