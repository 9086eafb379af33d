//! Columns that follow from the declaration: a field `in_roster` that no reader of [`super::rows`]
//! fills is read by its kind, under its label.

use super::dates;
use super::values::{self, Problem};
use super::words;
use super::workbook::{self, Cell};
use crate::note::Code;
use gridbook_domain::field::{Field, Kind};
use gridbook_domain::text::{compact, plain};
use serde_json::Value;

/// Reads a cell that is not blank as a value of a field.
type Reader = fn(&Field, &Cell, bool) -> Result<Value, Problem>;

/// Returns the reader of a kind; `None` for a kind that no clerk can write into a cell.
fn reader(kind: Kind) -> Option<Reader> {
    match kind {
        Kind::Text(_) => Some(|_, cell, _| Ok(plain(&cell.text).into())),
        Kind::Date => Some(date),
        Kind::Code => Some(|field, cell, _| code(field, &compact(&cell.text))),
        Kind::Codes => Some(codes),
        Kind::Integer(..) => Some(integer),
        Kind::Flag => Some(flag),
        Kind::Id | Kind::Ids | Kind::Hash | Kind::Nested(_) => None,
    }
}

/// Reads a cell by the kind of its field; `None` for a blank one, which says nothing. `from_1904`
/// says how the workbook counts days.
///
/// # Errors
/// The [`Problem`] for the clerk; the field is left as it is.
pub(crate) fn value(field: &Field, cell: &Cell, from_1904: bool) -> Result<Option<Value>, Problem> {
    if let Some(problem) = values::uncomputed(cell) {
        return Err(problem);
    }
    if cell.kind == workbook::Kind::Text && words::is_blank(&cell.text) {
        return Ok(None);
    }
    let read = reader(field.kind).ok_or_else(|| unreadable(field, "请在平台上登记"))?;
    let value = read(field, cell, from_1904)?;
    match field.accepts(&value) {
        true => Ok(Some(value)),
        false => Err(values::too_long(field)),
    }
}

fn date(field: &Field, cell: &Cell, from_1904: bool) -> Result<Value, Problem> {
    match dates::date(cell, from_1904) {
        Ok(date) => Ok(date.to_string().into()),
        Err(wrong) => Err(Problem::new(Code::BadDate, format!("{}未导入：{wrong}", field.label))),
    }
}

fn code(field: &Field, word: &str) -> Result<Value, Problem> {
    let Some(table) = field.codes else { return Ok(word.into()) };
    let found = table.codes.iter().find(|(code, label)| [*code, *label].contains(&word));
    let labels: Vec<&str> = table.codes.iter().map(|(_, label)| *label).collect();
    let wanted = || unreadable(field, &format!("请写{}", labels.join("、")));
    found.map(|(code, _)| (*code).into()).ok_or_else(wanted)
}

fn codes(field: &Field, cell: &Cell, _: bool) -> Result<Value, Problem> {
    let words = values::list(&cell.text);
    let read: Result<Vec<Value>, Problem> = words.iter().map(|word| code(field, word)).collect();
    let mut codes = read?;
    codes.sort_by_key(ToString::to_string);
    codes.dedup();
    Ok(Value::Array(codes))
}

fn integer(field: &Field, cell: &Cell, _: bool) -> Result<Value, Problem> {
    let text = compact(&cell.text).replace(',', "");
    let number = text.parse::<i64>().map(Value::from);
    let fits = number.ok().filter(|number| field.accepts(number));
    fits.ok_or_else(|| unreadable(field, "请写整数"))
}

fn flag(field: &Field, cell: &Cell, _: bool) -> Result<Value, Problem> {
    let found = words::yes(&cell.text).map(Value::Bool);
    found.ok_or_else(|| unreadable(field, "请写“是”或“否”"))
}

fn unreadable(field: &Field, wanted: &str) -> Problem {
    let words = format!("看不懂“{}”这一格，未导入；{wanted}", field.label);
    Problem::new(Code::BadValue, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::titles::{Column, Owner, TITLES, titles};
    use gridbook_domain::Class;
    use gridbook_domain::household::Use;

    fn read(field: Field, text: &str) -> Result<Value, Code> {
        let read = value(&field, &Cell::text(text), false).map_err(|problem| problem.code);
        read.map(Option::unwrap_or_default)
    }

    #[test]
    fn a_cell_is_read_by_the_kind_of_its_field() {
        let table = Field::code::<Use>("用途");
        assert_eq!(read(Field::text("说明", 4), " 三 楼 "), Ok("三 楼".into()));
        assert_eq!(read(Field::text("说明", 2), "三楼东"), Err(Code::TooLong));
        assert_eq!(read(Field::date("最近核实"), "2026.3.5"), Ok("2026-03-05".into()));
        assert_eq!(read(Field::date("最近核实"), "三月"), Err(Code::BadDate));
        assert_eq!(read(table, "出租"), Ok("rented".into()));
        assert_eq!(read(table, "拆除"), Err(Code::BadValue));
        assert_eq!(
            read(Field::codes::<Use>("用途"), "空置、出租"),
            Ok(["rented", "vacant"].into())
        );
        assert_eq!(read(Field::integer("人数", 0, 20), "3"), Ok(3.into()));
        assert_eq!(read(Field::integer("人数", 0, 20), "21"), Err(Code::BadValue));
        assert_eq!(read(Field::flag("常住"), "是"), Ok(true.into()));
        assert_eq!(read(Field::date("最近核实"), "/"), Ok(Value::Null), "nothing");
    }

    #[test]
    fn every_field_declared_for_the_roster_has_a_column_and_a_reader_and_no_other_has() {
        for owner in Owner::ALL {
            for field in owner.class().fields() {
                let fills = |column: Column| column.field() == Some((owner, field.name));
                let mut columns: Vec<Column> =
                    titles().map(|(column, _)| column).filter(|column| fills(*column)).collect();
                columns.dedup();
                let (class, name) = (owner.class(), field.name);
                assert_eq!(columns.is_empty(), !field.in_roster, "{class} {name}");
                for column in columns {
                    let generic = column == Column::Declared(owner, name);
                    assert!(!generic || reader(field.kind).is_some(), "{class} {name}");
                }
            }
        }
        assert!(TITLES.iter().all(|(column, _)| match column.field() {
            Some((owner, name)) => owner.class().field(name).is_some_and(|field| field.in_roster),
            None => true,
        }));
        assert!(Class::KNOWN.iter().all(|class| {
            let owned = Owner::ALL.iter().any(|owner| *owner.class() == *class);
            owned || class.fields().iter().all(|field| !field.in_roster)
        }));
    }
}
