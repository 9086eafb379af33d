//! From a row of cells to what it says about a person, a household and a dwelling.
//!
//! A row *says* something or leaves it open. A column the workbook does not have, an empty cell and
//! a cell that cannot be read say nothing and change nothing; only an importer who chooses so makes
//! an empty cell say that there is no value. What is said may be *weak*, such as a number with a
//! wrong check digit: it never replaces a sound value.

use super::dates;
use super::declared;
use super::names::Names;
use super::people;
use super::sheet::{FromAbove, Layout, Raw};
use super::titles::{Column, Owner};
use super::values::{self, Problem};
use super::words;
use super::workbook::Kind;
use crate::note::{Code, Note, Severity};
use chrono::{Datelike as _, NaiveDate};
use gridbook_domain::document::Citizen;
use gridbook_domain::person::Care;
use gridbook_domain::{Class, Fields};
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The first year in which somebody may be born who is in a roster.
const FIRST_YEAR: i32 = 1900;

/// The content of one row.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub layout: Rc<Layout>,
    /// As Excel counts, from 1.
    pub row: u32,
    /// The areas the row itself, and its sheet's titles, name.
    pub areas: Names,
    pub place: Place,
    pub name: String,
    /// A document number sound enough to identify a person.
    pub document: Option<String>,
    /// The fields of the person; `null` says that there is no value.
    pub person: Fields,
    /// The fields of the person whose value is doubtful.
    pub weak: BTreeSet<&'static str>,
    /// The care groups of the person.
    pub care: CareSaid,
    /// Whether letters of the name are hidden.
    pub masked: bool,
    /// The fields of the dwelling, without its place.
    pub dwelling: Fields,
    /// The fields of the household, without its number and head.
    pub household: Fields,
    /// Whether the row says that it is the head's.
    pub is_head: bool,
    /// The name of the head, where the row gives it.
    pub head_name: Option<String>,
    /// The row is about a dwelling that nobody lives in.
    pub vacant: bool,
    pub notes: Vec<Note>,
}

/// The care groups of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CareSaid {
    /// The groups it names or ticks.
    pub yes: BTreeSet<Care>,
    /// The groups it says no to.
    pub no: BTreeSet<Care>,
    /// Whether it names all of them, so that what it leaves out is gone.
    pub whole: bool,
}

/// Where a household lives, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub building: Option<String>,
    pub unit: Option<String>,
    pub door: Option<String>,
    pub address: Option<String>,
    /// The household number.
    pub number: Option<String>,
}

impl Entry {
    /// Whether the row is not imported.
    pub(crate) fn is_refused(&self) -> bool {
        self.notes.iter().any(|note| note.code.severity() == Severity::Refusal)
    }

    /// Forgets all but the notes, once the plan has taken over what the row says.
    pub(crate) fn forget(&mut self) {
        let layout = Rc::clone(&self.layout);
        let (row, notes) = (self.row, std::mem::take(&mut self.notes));
        *self = Self { notes, ..Self::new(layout, row) };
    }

    fn new(layout: Rc<Layout>, row: u32) -> Self {
        Self {
            layout,
            row,
            areas: Names::default(),
            place: Place::default(),
            name: String::new(),
            document: None,
            person: Fields::new(),
            weak: BTreeSet::new(),
            care: CareSaid::default(),
            masked: false,
            dwelling: Fields::new(),
            household: Fields::new(),
            is_head: false,
            head_name: None,
            vacant: false,
            notes: Vec::new(),
        }
    }

    /// Returns the fields of one of its records.
    fn said(&mut self, owner: Owner) -> &mut Fields {
        match owner {
            Owner::Person => &mut self.person,
            Owner::Household => &mut self.household,
            Owner::Dwelling => &mut self.dwelling,
        }
    }

    /// Notes something about a cell of the row, or with no column about the row.
    pub(crate) fn note(&mut self, column: Option<Column>, problem: Problem) {
        let column = column.map(|column| self.layout.column(column)).unwrap_or_default();
        self.notes.push(Note {
            sheet: self.layout.sheet.clone(),
            row: self.row,
            column,
            code: problem.code,
            message: problem.message,
        });
    }
}

/// The circumstances of reading a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// A birth date after this day is a slip.
    pub today: NaiveDate,
    /// Whether an empty cell takes back what was said before.
    pub clear: bool,
}

/// Reads a row.
pub(crate) fn read(raw: &Raw, how: Reading) -> Entry {
    let entry = Entry::new(Rc::clone(&raw.layout), raw.row);
    let mut reader = Reader { raw, how, entry };
    reader.place();
    reader.name();
    reader.document();
    reader.head_and_relation();
    reader.groups();
    reader.phone();
    reader.dwelling();
    reader.declared();
    reader.remark();
    reader.refuse_without_place();
    reader.entry
}

/// Reads one row.
pub(super) struct Reader<'a> {
    pub raw: &'a Raw,
    how: Reading,
    pub entry: Entry,
}

impl Reader<'_> {
    pub(super) fn note(&mut self, column: Column, code: Code, words: impl Into<String>) {
        self.entry.note(Some(column), Problem::new(code, words));
    }

    /// Whether a cell that gives nothing takes back what was said before.
    pub(super) fn clears(&self, column: Column) -> bool {
        self.how.clear && self.raw.layout.has(column)
    }

    /// A cell's text; a cell that Excel took for something it is not is noted and gives nothing.
    pub(super) fn text(&mut self, column: Column) -> Read {
        let Some(cell) = self.raw.cells.get(&column) else { return Read::Empty };
        let problem = values::uncomputed(cell).or_else(|| match cell.kind {
            Kind::Date(_) | Kind::Month => {
                let words = "内容被 Excel 变成了日期，未导入；请把该列设为文本格式后重新填写";
                Some(Problem::new(Code::CellFault, words))
            }
            _ => None,
        });
        match problem {
            None if cell.has_lost_digits() => {
                let words = "号码被 Excel 当作数字存储，末几位已丢失，未导入；\
                             请把该列设为文本格式后重新填写";
                self.note(column, Code::LostDigits, words);
                Read::Lost
            }
            None => Read::Text(cell.text.clone()),
            Some(problem) => {
                self.entry.note(Some(column), problem);
                Read::Lost
            }
        }
    }

    fn token(&mut self, column: Column) -> Option<String> {
        match self.text(column) {
            Read::Text(text) => values::token(&text),
            Read::Empty | Read::Lost => None,
        }
    }

    /// A part of the place. One that does not fit its field refuses the row: without it the person
    /// would be recorded at an empty place.
    fn part(&mut self, column: Column) -> Option<String> {
        let text = self.token(column)?;
        let field = column.field().and_then(|(owner, name)| owner.class().field(name));
        let value = Value::String(text.clone());
        if let Some(field) = field.filter(|field| !field.accepts(&value)) {
            let problem = values::too_long(field);
            let words = problem.message.replace("未导入这一格", "这一行未导入");
            self.note(column, Code::PlaceTooLong, words);
        }
        Some(text)
    }

    fn place(&mut self) {
        let street = self.token(Column::Street);
        let community = self.token(Column::Community);
        let grid = self.token(Column::Grid);
        self.entry.areas = Names { street, community, grid }.or(&self.raw.titles);
        self.entry.place = Place {
            building: self.part(Column::Building),
            unit: self.part(Column::Unit),
            door: self.part(Column::Door),
            address: self.part(Column::Address),
            number: self.part(Column::HouseholdNumber),
        };
        if self.raw.from_above == FromAbove::Assumed {
            let words = "楼栋或门牌为空，按上一行的填入；如不在同一处请补填";
            self.note(Column::Door, Code::PlaceFromAbove, words);
        }
    }

    fn name(&mut self) {
        let text = match self.text(Column::Name) {
            Read::Text(text) => text,
            Read::Empty | Read::Lost => String::new(),
        };
        let empty = words::is_blank(&text) || words::is_vacant_name(&text);
        let used = self.raw.text(Column::Use).and_then(words::dwelling_use);
        let vacant = used == Some(gridbook_domain::household::Use::Vacant);
        if empty && (vacant || words::is_vacant_name(&text)) {
            self.entry.vacant = true;
        } else if empty {
            self.note(Column::Name, Code::NoName, "没有写姓名，这一行未导入");
        } else {
            self.named(people::named(&text));
        }
    }

    fn named(&mut self, named: people::Named) {
        let words = match &named {
            people::Named { several: true, .. } => {
                Some("姓名格里写了不止一个人，只导入了第一个；其余的人请各写一行")
            }
            people::Named { divided: true, .. } => {
                Some("姓名中间有空格，已当作一个人的姓名；如是两个人请各写一行")
            }
            people::Named { more: true, .. } => {
                Some("姓名格里还写了别的内容，没有当作姓名；电话、关系等请写到各自的列里")
            }
            _ => None,
        };
        if let Some(words) = words {
            self.note(Column::Name, Code::MoreThanName, words);
        }
        if named.dead {
            self.note_dead(Column::Name);
        }
        if let Some(phone) = named.phone {
            self.say(Column::Phone, "phone", phone);
        }
        self.entry.is_head |= named.head;
        self.entry.masked = named.masked;
        self.entry.name.clone_from(&named.name);
        if !named.masked {
            self.say(Column::Name, "name", named.name);
        }
    }

    fn note_dead(&mut self, column: Column) {
        let words = "表中写明已去世，没有自动注销；请核实后在平台上办理注销";
        self.note(column, Code::MarkedDead, words);
    }

    /// A remark that somebody has died.
    fn remark(&mut self) {
        for column in [Column::NOTE, Column::Relation, Column::Residence, Column::Care] {
            let dead = self
                .raw
                .text(column)
                .is_some_and(|text| text.chars().count() <= 20 && words::is_dead(text));
            if dead && !self.entry.notes.iter().any(|note| note.code == Code::MarkedDead) {
                self.note_dead(column);
            }
        }
    }

    /// Puts a text where the column's field is; one that does not fit is noted and left out.
    pub(super) fn say(&mut self, column: Column, field: &'static str, text: String) {
        let value = Value::String(text);
        match Class::Person.field(field) {
            Some(found) if found.accepts(&value) => {
                self.entry.person.insert(field.to_owned(), value);
            }
            Some(found) => self.entry.note(Some(column), values::too_long(found)),
            None => {}
        }
    }

    /// Says that there is no value, if empty cells say so.
    pub(super) fn say_nothing(&mut self, column: Column, field: &'static str) {
        if self.clears(column) {
            self.entry.person.insert(field.to_owned(), Value::Null);
        }
    }

    fn document(&mut self) {
        let cell = self.raw.cells.get(&Column::Document);
        let stated = self.raw.text(Column::DocumentKind);
        let found = cell.map(|cell| values::document(cell, stated)).unwrap_or_default();
        if found == values::Document::default() {
            self.say_nothing(Column::Document, "document_kind");
            self.say_nothing(Column::Document, "document");
        }
        if let Some(kind) = &found.kind {
            self.say(Column::Document, "document_kind", kind.as_str().to_owned());
        }
        if let Some(number) = found.number.clone() {
            self.say(Column::Document, "document", number);
        }
        if found.weak {
            self.entry.weak.extend(["document_kind", "document"]);
        }
        if let Some(problem) = found.problem {
            self.entry.note(Some(Column::Document), problem);
        }
        self.entry.document = found.number.filter(|_| found.identifies);
        self.birth(found.citizen.as_ref());
        self.sex(found.citizen.as_ref());
    }

    /// The date of birth: what the number says, which a check digit guards, comes first.
    fn birth(&mut self, number: Option<&Citizen>) {
        let written = self.written_birth();
        let says = number.and_then(|number| number.disagreement(written.value().copied(), None));
        if says.is_some() {
            let words = "出生日期与身份证号里的不一致，已按身份证号登记，请核对";
            self.note(Column::Birth, Code::BirthDiffers, words);
        }
        let value = match (number.map(|number| number.birth), written) {
            (Some(birth), _) | (None, Said::Value(birth)) => Value::String(birth.to_string()),
            (None, Said::Empty) => return self.say_nothing(Column::Birth, "birth"),
            (None, Said::Nothing) => return,
        };
        self.entry.person.insert("birth".to_owned(), value);
    }

    fn written_birth(&mut self) -> Said<NaiveDate> {
        let Some(cell) = self.raw.cells.get(&Column::Birth) else { return Said::Empty };
        if words::is_blank(&cell.text) && cell.kind == Kind::Text {
            return Said::Empty;
        }
        if let Some(problem) = values::uncomputed(cell) {
            self.entry.note(Some(Column::Birth), problem);
            return Said::Nothing;
        }
        let words = match dates::date(cell, self.raw.layout.from_1904) {
            Ok(birth) if birth > self.how.today => "出生日期在今天之后，未导入，请核对".to_owned(),
            Ok(birth) if birth.year() < FIRST_YEAR => {
                format!("出生日期在 {FIRST_YEAR} 年之前，未导入，请核对")
            }
            Ok(birth) => return Said::Value(birth),
            Err(wrong) => format!("出生日期未导入：{wrong}"),
        };
        self.note(Column::Birth, Code::BadDate, words);
        Said::Nothing
    }

    fn sex(&mut self, number: Option<&Citizen>) {
        let written = match self.text(Column::Sex) {
            Read::Text(text) if words::is_blank(&text) => Said::Empty,
            Read::Text(text) => match words::sex(&text) {
                Some(sex) => Said::Value(sex),
                None => {
                    self.note(Column::Sex, Code::BadSex, "性别请写“男”或“女”，这一格未导入");
                    Said::Nothing
                }
            },
            Read::Empty => Said::Empty,
            Read::Lost => Said::Nothing,
        };
        let says = number.and_then(|number| number.disagreement(None, written.value()));
        if says.is_some() {
            let words = "性别与身份证号里的不一致，已按身份证号登记，请核对";
            self.note(Column::Sex, Code::SexDiffers, words);
        }
        let value = match (number.map(|number| number.sex.clone()), written) {
            (Some(sex), _) | (None, Said::Value(sex)) => Value::String(sex.as_str().to_owned()),
            (None, Said::Empty) => return self.say_nothing(Column::Sex, "sex"),
            (None, Said::Nothing) => return,
        };
        self.entry.person.insert("sex".to_owned(), value);
    }

    fn phone(&mut self) {
        let text = match self.text(Column::Phone) {
            Read::Text(text) => text,
            Read::Empty => String::new(),
            Read::Lost => return,
        };
        let found = values::phone(&text);
        if found == values::Phone::default() && !self.entry.person.contains_key("phone") {
            self.say_nothing(Column::Phone, "phone");
        }
        if let Some(phone) = found.value {
            self.say(Column::Phone, "phone", phone);
        }
        if found.weak {
            self.entry.weak.insert("phone");
        }
        if let Some(problem) = found.problem {
            self.entry.note(Some(Column::Phone), problem);
        }
    }

    /// The columns that are read by the kinds of their fields.
    fn declared(&mut self) {
        let layout = Rc::clone(&self.raw.layout);
        for (column, _) in layout.header.columns.values() {
            let Column::Declared(owner, name) = *column else { continue };
            let Some(field) = owner.class().field(name) else { continue };
            let value = match self.raw.cells.get(column) {
                Some(cell) => declared::value(field, cell, layout.from_1904),
                None => Ok(None),
            };
            match value {
                Ok(Some(value)) => drop(self.entry.said(owner).insert(name.to_owned(), value)),
                Ok(None) if self.clears(*column) => {
                    self.entry.said(owner).insert(name.to_owned(), Value::Null);
                }
                Ok(None) => {}
                Err(problem) => self.entry.note(Some(*column), problem),
            }
        }
    }

    fn refuse_without_place(&mut self) {
        let place = &self.entry.place;
        let nowhere = place.door.is_none() && place.number.is_none() && place.address.is_none();
        if nowhere {
            let column = [Column::Door, Column::HouseholdNumber, Column::Address];
            let column = column.into_iter().find(|column| self.raw.layout.has(*column));
            let words = "没有写门牌也没有写户号，无法确定属于哪一户，这一行未导入";
            self.entry.note(column, Problem::new(Code::NoPlace, words));
        }
    }
}

/// The text of a cell.
pub(super) enum Read {
    Empty,
    Lost,
    Text(String),
}

/// The value that a cell gives to its field.
enum Said<T> {
    Nothing,
    Empty,
    Value(T),
}

impl<T> Said<T> {
    fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Empty => None,
        }
    }
}
