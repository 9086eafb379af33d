//! Identity documents (I2): parsing and checking citizen numbers.
//!
//! GB 11643-1999: 17 digits (6 for the place, 8 for the birth date, 3 for the order, odd for men)
//! and a check digit by ISO 7064 mod 11-2. The old form has 15 digits: a two-digit year and no
//! check digit.

use crate::person::{DocumentKind, Sex};
use crate::text::compact;
use chrono::{Datelike as _, NaiveDate};

/// The content of a citizen number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    /// The 18 characters; a 15-digit number is converted to this form.
    pub number: String,
    /// The date of birth.
    pub birth: NaiveDate,
    /// The sex.
    pub sex: Sex,
}

/// Why a text is not a citizen number; each a message for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACitizen {
    /// Not 18 (or 15) characters.
    #[error("身份证号应为18位（旧号15位）")]
    Length,
    /// A character that is not a digit.
    #[error("身份证号里有不是数字的字符")]
    Characters,
    /// The date of birth does not exist.
    #[error("身份证号里的出生日期不存在")]
    Birth,
    /// The check digit does not match: a typing error.
    #[error("身份证号校验位不对，请核对是否抄错")]
    Check,
}

/// The fields in which a citizen number and the rest of a record disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disagreement {
    /// The date of birth.
    Birth,
    /// The sex.
    Sex,
    /// Both.
    BirthAndSex,
}

impl Disagreement {
    /// Returns the message for the person who typed the number.
    pub fn message(self) -> &'static str {
        match self {
            Self::Birth => "出生日期与身份证号不一致，请核对",
            Self::Sex => "性别与身份证号不一致，请核对",
            Self::BirthAndSex => "出生日期和性别与身份证号不一致，请核对",
        }
    }

    /// Returns whether the date of birth disagrees.
    pub fn birth(self) -> bool {
        self != Self::Sex
    }

    /// Returns whether the sex disagrees.
    pub fn sex(self) -> bool {
        self != Self::Birth
    }
}

impl Citizen {
    /// Compares the number with the recorded date of birth and sex, as far as they are recorded.
    pub fn disagreement(
        &self,
        birth: Option<NaiveDate>,
        sex: Option<&Sex>,
    ) -> Option<Disagreement> {
        let birth = birth.is_some_and(|birth| birth != self.birth);
        let sex = sex.is_some_and(|sex| *sex != self.sex);
        match (birth, sex) {
            (true, true) => Some(Disagreement::BirthAndSex),
            (true, false) => Some(Disagreement::Birth),
            (false, true) => Some(Disagreement::Sex),
            (false, false) => None,
        }
    }
}

/// Returns whether a document's number should be read as a citizen number: always, unless the
/// record names another kind of document.
pub fn is_citizen(kind: Option<&DocumentKind>) -> bool {
    kind.is_none_or(|kind| *kind == DocumentKind::Citizen)
}

/// Normalizes a number to the form that is stored and compared: no blanks, half-width, capital
/// letters.
pub fn normal(text: &str) -> String {
    compact(text).to_uppercase()
}

/// Parses a citizen number. Accepts blanks, full-width digits and a lower-case `x`.
///
/// # Errors
/// A [`NotACitizen`] with what is wrong.
pub fn citizen(text: &str) -> Result<Citizen, NotACitizen> {
    let number = normal(text);
    match number.chars().count() {
        18 => eighteen(&number),
        15 => fifteen(&number),
        _ => Err(NotACitizen::Length),
    }
}

fn fifteen(number: &str) -> Result<Citizen, NotACitizen> {
    let (place, rest) = number.split_at_checked(6).ok_or(NotACitizen::Characters)?;
    let head = format!("{place}19{rest}");
    let digits = digits(&head)?;
    eighteen(&format!("{head}{}", check_digit(&digits)))
}

fn eighteen(number: &str) -> Result<Citizen, NotACitizen> {
    let (head, last) = number.split_at_checked(17).ok_or(NotACitizen::Characters)?;
    let digits = digits(head)?;
    if last != "X" && !last.chars().all(|c| c.is_ascii_digit()) {
        return Err(NotACitizen::Characters);
    }
    let value = |from: usize, count: usize| {
        digits.iter().skip(from).take(count).fold(0, |sum, digit| sum * 10 + digit)
    };
    let year = i32::try_from(value(6, 4)).map_err(|_| NotACitizen::Birth)?;
    let birth = NaiveDate::from_ymd_opt(year, value(10, 2), value(12, 2));
    let birth = birth.filter(|day| day.year() >= 1800).ok_or(NotACitizen::Birth)?;
    if last != check_digit(&digits).to_string() {
        return Err(NotACitizen::Check);
    }
    let sex = if value(16, 1) % 2 == 1 { Sex::Male } else { Sex::Female };
    Ok(Citizen { number: number.to_owned(), birth, sex })
}

fn digits(text: &str) -> Result<Vec<u32>, NotACitizen> {
    text.chars().map(|c| c.to_digit(10).ok_or(NotACitizen::Characters)).collect()
}

/// Returns the check digit of 17 digits, ISO 7064 mod 11-2.
pub fn check_digit(digits: &[u32]) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match (12 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('X'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i2_a_number_tells_birth_date_and_sex() {
        // The example of the standard itself.
        let found = citizen("11010519491231002x").unwrap();
        assert_eq!(found.number, "11010519491231002X");
        assert_eq!(found.birth.to_string(), "1949-12-31");
        assert_eq!(found.sex, Sex::Female);
    }

    #[test]
    fn i2_a_number_is_checked_against_what_is_recorded() {
        let number = citizen("11010519491231002X").unwrap();
        let (born, other) = (number.birth, number.birth.succ_opt());
        let found = |birth, sex: Option<Sex>| number.disagreement(birth, sex.as_ref());
        assert_eq!(found(Some(born), Some(Sex::Female)), None);
        assert_eq!(found(None, None), None);
        assert_eq!(found(other, None), Some(Disagreement::Birth));
        assert_eq!(found(Some(born), Some(Sex::Male)), Some(Disagreement::Sex));
        let both = found(other, Some(Sex::Other("x".to_owned()))).unwrap();
        assert_eq!((both, both.birth(), both.sex()), (Disagreement::BirthAndSex, true, true));
        assert!(Disagreement::Birth.message().starts_with("出生日期"));
    }

    #[test]
    fn i2_only_a_citizen_number_has_the_rule() {
        assert!(is_citizen(None) && is_citizen(Some(&DocumentKind::Citizen)));
        assert!(!is_citizen(Some(&DocumentKind::Passport)));
    }

    #[test]
    fn i2_the_old_number_gives_the_same_as_the_new() {
        assert_eq!(citizen("110105491231002"), citizen("11010519491231002X"));
    }

    #[test]
    fn i2_each_slip_is_told_apart() {
        assert_eq!(citizen("1101051949123100"), Err(NotACitizen::Length));
        assert_eq!(citizen("110105194912310021"), Err(NotACitizen::Check));
        assert_eq!(citizen("11010519490231002X"), Err(NotACitizen::Birth));
        assert_eq!(citizen("身份证号码错身份证号码错身份证号码"), Err(NotACitizen::Length));
        assert_eq!(citizen("身份证号码错身份证号码错身份证号码错"), Err(NotACitizen::Characters));
        assert_eq!(citizen("1101051949123100２Ｘ"), citizen("11010519491231002X"));
    }

    #[test]
    fn i2_a_changed_digit_is_always_noticed() {
        let right = "11010519491231002X";
        for at in 0..17 {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = right.chars().collect();
                if wrong[at] != digit {
                    wrong[at] = digit;
                    assert!(citizen(&wrong.iter().collect::<String>()).is_err());
                }
            }
        }
    }
}
