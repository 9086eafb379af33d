//! Databases as text, and the folder they are kept in.

use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of all frozen databases.
pub fn frozen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("upgrade/frozen")
}

/// Whose database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Phone,
    Hub,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Hub => "hub",
        }
    }

    /// What its database is called in its folder.
    pub fn file(self) -> &'static str {
        match self {
            Self::Phone => "book.db",
            Self::Hub => "hub.db",
        }
    }
}

/// One phone and its hub, frozen together; the same rows in all schemas that are there.
#[derive(Debug, Clone)]
pub struct Pair(pub PathBuf);

impl Pair {
    pub fn all() -> Vec<Self> {
        let entries = fs::read_dir(frozen()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).map(Self).collect()
    }

    /// The schemas of a side, from the oldest.
    pub fn versions(&self, side: Side) -> Vec<u32> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        let version = |name: std::ffi::OsString| {
            let name = name.to_str()?.strip_suffix(".sql")?;
            name.strip_prefix(side.name())?.strip_prefix('-')?.parse().ok()
        };
        names.filter_map(version).collect::<BTreeSet<u32>>().into_iter().collect()
    }

    /// A copy of a frozen database, with the files that lay beside it.
    pub fn thaw(&self, side: Side, version: u32) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let sql = self.0.join(format!("{}-{version}.sql", side.name()));
        let db = Connection::open(folder.path().join(side.file())).unwrap();
        db.execute_batch(&fs::read_to_string(sql).unwrap()).unwrap();
        copy(&self.0.join(side.name()), folder.path());
        folder
    }

    /// What a database says once it is opened. A line begins with the first schema it holds of.
    pub fn expected(&self, side: Side, version: u32) -> String {
        let text = fs::read_to_string(self.0.join(format!("{}.txt", side.name()))).unwrap();
        let lines = text.lines().map(|line| line.split_once(": ").unwrap());
        let lines = lines.filter(|(since, _)| since.parse::<u32>().unwrap() <= version);
        lines.map(|(_, line)| format!("{line}\n")).collect()
    }
}

/// The schemas of a side that are frozen in any pair.
pub fn versions(side: Side) -> Vec<u32> {
    let all = Pair::all().into_iter().flat_map(|pair| pair.versions(side));
    all.collect::<BTreeSet<u32>>().into_iter().collect()
}

/// A database as SQL.
pub struct Dump {
    pub version: u32,
    /// What makes the tables and indexes, by name.
    pub schema: Vec<String>,
    rows: Vec<String>,
}

impl Dump {
    pub fn of(path: &Path) -> Self {
        let db = Connection::open(path).unwrap();
        let version = db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        let list = |sql| {
            let mut statement = db.prepare(sql).unwrap();
            let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            found.map(Result::unwrap).collect::<Vec<_>>()
        };
        // Tables before what is made of them.
        let schema = list(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL \
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC, name",
        );
        let tables = list(
            "SELECT name FROM sqlite_schema WHERE type = 'table' \
            AND name <> 'sqlite_stat1' ORDER BY name",
        );
        let rows = tables.iter().flat_map(|table| rows(&db, table)).collect();
        Self { version, schema, rows }
    }

    /// Statements that make the database again.
    pub fn to_sql(&self) -> String {
        let begin = "PRAGMA foreign_keys = OFF;\nBEGIN;\n";
        let end = format!("COMMIT;\nPRAGMA user_version = {};\n", self.version);
        let lines = self.schema.iter().chain(&self.rows).map(|line| format!("{line};\n"));
        format!("{begin}{}{end}", lines.collect::<String>())
    }
}

fn rows(db: &Connection, table: &str) -> Vec<String> {
    let statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let names: Vec<&str> = statement.column_names().collect();
    let columns = names.join(", ");
    let quoted: Vec<_> = names.iter().map(|name| format!("quote({name})")).collect();
    let sql = format!("SELECT {} FROM {table}", quoted.join(" || ', ' || "));
    let mut statement = db.prepare(&sql).unwrap();
    let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    found.map(|row| format!("INSERT INTO {table} ({columns}) VALUES ({})", row.unwrap())).collect()
}

/// Copies files and folders but for databases and locks.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(name)),
            false if name.contains(".db") || name == "lock" => {}
            false => drop(fs::copy(entry.path(), to.join(name)).unwrap()),
        }
    }
}
