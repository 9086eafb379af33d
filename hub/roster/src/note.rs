//! Notes for a clerk about one cell, one row or one sheet.

use serde::{Serialize, Serializer};

/// Where a note belongs and what a clerk can do about it.
///
/// Messages name sheets, rows, columns and areas, never a person or a number, so that a report can
/// be passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The sheet's name.
    pub sheet: String,
    /// The row as Excel counts it, from 1.
    pub row: u32,
    /// The column's letter and, in brackets, its title; empty when it is about the whole row.
    pub column: String,
    /// The code of the fault, for programs.
    pub code: Code,
    /// The fault and its remedy, for the clerk.
    pub message: String,
}

/// The effect of a note on its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is about a sheet or a column, not about a row.
    Sheet,
    /// The row was imported, but something needs a look.
    Warning,
    /// The row was not imported.
    Refusal,
}

impl Severity {
    /// The word in the report.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sheet => "提示",
            Self::Warning => "警告",
            Self::Refusal => "未导入",
        }
    }
}

macro_rules! note_codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal $severity:ident,)*) => {
        /// The code of a note.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// The word in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                }
            }

            /// Returns the effect on the row.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }
        }
    };
}

note_codes! {
    /// The sheet has no row that names columns.
    NoHeader = "no_header" Sheet,
    /// The sheet names columns, but none for the name.
    NoNameColumn = "no_name_column" Sheet,
    /// A column the importer does not know.
    IgnoredColumn = "ignored_column" Sheet,
    /// A second column of the same meaning.
    SecondColumn = "second_column" Sheet,
    /// A column the ledger must not hold, or not in what every worker of the grid reads.
    NotCollected = "not_collected" Sheet,
    /// Rows that are hidden or filtered out.
    HiddenRows = "hidden_rows" Sheet,
    /// A sheet that is hidden.
    HiddenSheet = "hidden_sheet" Sheet,
    /// The sheet names no grid; everything went into one.
    DefaultGrid = "default_grid" Sheet,
    /// The sheet names no community; the given or only one was taken.
    DefaultCommunity = "default_community" Sheet,

    /// A document number that Excel stored as a number and so lost its last digits.
    LostDigits = "lost_digits" Warning,
    /// A document number that cannot be right.
    BadDocument = "bad_document" Warning,
    /// A 15-digit number was brought to 18.
    OldNumber = "old_number" Warning,
    /// The number differs from the previous import's; taken as the same person's.
    DocumentChanged = "document_changed" Warning,
    /// The number is known under another name; the ledger's name stays, both are kept.
    OtherName = "other_name" Warning,
    /// A worker recorded the person before; both were joined.
    KnownAlready = "known_already" Warning,
    /// The person lived in another grid at the previous import.
    MovedGrid = "moved_grid" Warning,
    /// A date that cannot be read.
    BadDate = "bad_date" Warning,
    /// The date of birth is not the one in the document number.
    BirthDiffers = "birth_differs" Warning,
    /// The sex is not the one in the document number.
    SexDiffers = "sex_differs" Warning,
    /// A word for the sex that is not known.
    BadSex = "bad_sex" Warning,
    /// A phone number that cannot be one.
    BadPhone = "bad_phone" Warning,
    /// More than one phone number.
    TwoPhones = "two_phones" Warning,
    /// A relation that is not known; kept as written.
    UnknownRelation = "unknown_relation" Warning,
    /// A residence that is not known.
    UnknownResidence = "unknown_residence" Warning,
    /// A care group that is not known.
    UnknownCare = "unknown_care" Warning,
    /// A group that only those may see whose duty it is.
    RestrictedGroup = "restricted_group" Warning,
    /// A use of the dwelling that is not known.
    UnknownUse = "unknown_use" Warning,
    /// A value that its field does not take.
    BadValue = "bad_value" Warning,
    /// A text longer than its field.
    TooLong = "too_long" Warning,
    /// A cell with a formula error.
    CellFault = "cell_fault" Warning,
    /// A formula whose value no program has computed.
    Uncomputed = "uncomputed" Warning,
    /// A cell held words beside its value, and they were left out.
    DroppedWords = "dropped_words" Warning,
    /// The name cell held more than a name.
    MoreThanName = "more_than_name" Warning,
    /// The row says that the person has died.
    MarkedDead = "marked_dead" Warning,
    /// The ledger has the person as deregistered.
    Deregistered = "deregistered" Warning,
    /// Empty cells cleared what the workbook had said before, as the importer chose.
    Cleared = "cleared" Warning,
    /// The same person once more in the same household.
    SamePersonAgain = "same_person_again" Warning,
    /// The place was left empty and taken from the row above.
    PlaceFromAbove = "place_from_above" Warning,
    /// One household number at two doors.
    TwoDoors = "two_doors" Warning,
    /// A second head of one household.
    TwoHeads = "two_heads" Warning,
    /// A household without a head among its rows.
    NoHead = "no_head" Warning,
    /// The rows of one dwelling disagree about it.
    DwellingDiffers = "dwelling_differs" Warning,
    /// The rows of one household disagree about it.
    HouseholdDiffers = "household_differs" Warning,
    /// Somebody corrected the same field since; both values are kept.
    Conflict = "conflict" Warning,
    /// The hub kept the change and holds it back.
    Held = "held" Warning,

    /// The name is masked, and nobody at that place fits it.
    MaskedName = "masked_name" Refusal,
    /// A part of the place is longer than its field.
    PlaceTooLong = "place_too_long" Refusal,
    /// No name.
    NoName = "no_name" Refusal,
    /// Neither door nor household number.
    NoPlace = "no_place" Refusal,
    /// No grid.
    NoGrid = "no_grid" Refusal,
    /// A grid that is not in the area tree.
    UnknownGrid = "unknown_grid" Refusal,
    /// No community, and no way to find it.
    NoCommunity = "no_community" Refusal,
    /// A community that is not in the area tree.
    UnknownCommunity = "unknown_community" Refusal,
    /// The same person is in another household of the workbook.
    PersonElsewhere = "person_elsewhere" Refusal,
    /// Another person of the workbook has the same document number.
    NumberTaken = "number_taken" Refusal,
    /// Two rows of one household with the same name and nothing to distinguish them.
    SameName = "same_name" Refusal,
    /// The hub refused the change.
    HubRefused = "hub_refused" Refusal,
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The letters of a column, from 0: A, B, … Z, AA.
pub(crate) fn letters(column: u32) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        if left < 26 {
            break;
        }
        left = left / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_excel_letters_them() {
        let found: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(found, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_note_is_the_five_things_a_program_reads() {
        let note = Note {
            sheet: "台账".to_owned(),
            row: 7,
            column: "F(身份证号)".to_owned(),
            code: Code::LostDigits,
            message: "…".to_owned(),
        };
        assert_eq!(
            serde_json::to_string(&note).unwrap(),
            "{\"sheet\":\"台账\",\"row\":7,\"column\":\"F(身份证号)\",\
             \"code\":\"lost_digits\",\"message\":\"…\"}"
        );
    }
}
