//! Lists the files of `src/migrations` in the order of their numbers, so that a migration is a file
//! and nothing else.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const FOLDER: &str = "src/migrations";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let found = fs::read_dir(root.join(FOLDER))?.map(|entry| Ok(entry?.path()));
    let mut files = found.collect::<Result<Vec<_>, std::io::Error>>()?;
    files.sort();
    for (at, file) in files.iter().enumerate() {
        let number = format!("{:04}_", at + 1);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with(&number) || !name.ends_with(".sql") {
            return Err(
                format!("{FOLDER}/{name} should begin with {number} and end in .sql").into()
            );
        }
    }
    let texts = files.iter().map(|file| format!("include_str!({file:?}),"));
    let list = format!("&[{}]", texts.collect::<String>());
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), list)?)
}
