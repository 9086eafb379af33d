//! The cells of a row whose words come from a table: the relation to the head, care groups,
//! residence, and the use of the dwelling.

use super::people;
use super::rows::{Read, Reader};
use super::titles::Column;
use super::values;
use super::words::{self, Group};
use crate::note::Code;
use gridbook_domain::person::{Care, Relation, Residence};
use serde_json::Value;

impl Reader<'_> {
    pub(super) fn head_and_relation(&mut self) {
        if let Some(cell) = self.raw.text(Column::Head) {
            match words::yes(cell) {
                Some(yes) => self.entry.is_head |= yes,
                None if words::is_blank(cell) => {}
                None => self.entry.head_name = Some(people::named(cell).name),
            }
        }
        let named = self.entry.head_name.as_deref() == Some(self.entry.name.as_str());
        self.entry.is_head |= named;
        let relation = match self.text(Column::Relation) {
            Read::Text(text) if words::is_dead(&text) => None,
            Read::Text(text) if !words::is_blank(&text) => Some(self.relation(&text)),
            Read::Lost => return,
            Read::Text(_) | Read::Empty => None,
        };
        self.entry.is_head |= relation == Some(Relation::Head);
        match relation.or_else(|| self.entry.is_head.then_some(Relation::Head)) {
            Some(relation) => self.say(Column::Relation, "relation", relation.as_str().to_owned()),
            None => self.say_nothing(Column::Relation, "relation"),
        }
    }

    fn relation(&mut self, text: &str) -> Relation {
        let (relation, usual) = words::relation(text);
        if !usual {
            let words = "不是常用的与户主关系，已按所写保留，请核对";
            self.note(Column::Relation, Code::UnknownRelation, words);
        }
        relation
    }

    /// Care groups and residence, which share their columns often enough.
    pub(super) fn groups(&mut self) {
        let mut residence = None;
        let mut lost = false;
        for column in [Column::Care, Column::Residence] {
            match self.text(column) {
                Read::Text(text) => self.words(column, &text, &mut residence),
                Read::Lost => lost = true,
                Read::Empty => {}
            }
        }
        self.flags();
        let blank = self.raw.text(Column::Care).is_none_or(words::is_blank);
        let mut columns = self.raw.layout.header.columns.values();
        let told = columns.any(|(column, _)| matches!(column, Column::Care | Column::CareFlag(_)));
        if told && self.clears(Column::Name) && blank && !lost {
            self.entry.care.whole = true;
        }
        match residence {
            Some(found) => self.say(Column::Residence, "residence", found.as_str().to_owned()),
            None if lost => {}
            None => self.say_nothing(Column::Residence, "residence"),
        }
    }

    /// The words of a cell. A care cell whose words are all known names all groups of the person.
    fn words(&mut self, column: Column, text: &str, residence: &mut Option<Residence>) {
        let mut known = false;
        let mut unknown = false;
        for word in values::list(text) {
            match words::group(&word) {
                Group::Care(group) => {
                    self.entry.care.yes.insert(group);
                    known = true;
                }
                Group::Residence(found) => drop(residence.get_or_insert(found)),
                Group::None => {}
                Group::Restricted => {
                    let words = "属于只限专管人员查看或不收集的类别，未导入，请由专管人员另行登记";
                    self.note(column, Code::RestrictedGroup, words);
                }
                Group::Unknown if words::is_dead(&word) => {}
                Group::Unknown => {
                    self.unknown_group(column);
                    unknown = true;
                }
            }
        }
        self.entry.care.whole |= column == Column::Care && known && !unknown;
    }

    fn unknown_group(&mut self, column: Column) {
        let (code, words) = match column {
            Column::Residence => {
                (Code::UnknownResidence, "不认识的人口类型，未导入；请写户籍、流动或境外")
            }
            _ => (Code::UnknownCare, "有不认识的关爱类别，未导入这一类；请按类别表填写"),
        };
        self.note(column, code, words);
    }

    /// Columns with yes or no for one care group.
    fn flags(&mut self) {
        let columns = self.raw.layout.header.columns.values();
        let flags: Vec<(Column, &str)> = columns
            .filter_map(|(column, _)| match column {
                Column::CareFlag(code) => Some((*column, *code)),
                _ => None,
            })
            .collect();
        for (column, code) in flags {
            let Read::Text(text) = self.text(column) else { continue };
            if words::yes(&text) == Some(false) {
                self.entry.care.no.insert(Care::from_code(code));
            } else if !words::is_blank(&text) {
                self.entry.care.yes.insert(Care::from_code(code));
            }
        }
    }

    /// How the dwelling is used.
    pub(super) fn dwelling(&mut self) {
        if self.entry.vacant {
            self.entry.dwelling.insert("use".to_owned(), Value::String("vacant".to_owned()));
            return;
        }
        let value = match self.text(Column::Use) {
            Read::Text(text) if words::is_blank(&text) => Value::Null,
            Read::Empty => Value::Null,
            Read::Text(text) => match words::dwelling_use(&text) {
                Some(found) => Value::String(found.as_str().to_owned()),
                None => {
                    let words = "看不出是出租还是自住，这一格未导入；请写出租、自住或空置";
                    self.note(Column::Use, Code::UnknownUse, words);
                    return;
                }
            },
            Read::Lost => return,
        };
        if value.is_null() && !self.clears(Column::Use) {
            return;
        }
        self.entry.dwelling.insert("use".to_owned(), value);
    }
}
