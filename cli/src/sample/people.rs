//! Households of made-up people.

use super::words;
use crate::seed::Seed;
use chrono::{Datelike as _, Days, NaiveDate};
use gridbook_domain::document::check_digit;
use std::collections::BTreeSet;

/// The day the made-up clerks wrote the ledger.
const WRITTEN: (i32, u32, u32) = (2026, 3, 1);

/// One household and its door.
#[derive(Debug, Clone)]
pub struct Home {
    /// The grid's name.
    pub grid: &'static str,
    /// The building's number.
    pub building: usize,
    /// The unit's number.
    pub unit: usize,
    /// The door's number: floor and flat.
    pub door: usize,
    /// The household's number in its grid, from 1.
    pub number: usize,
    /// Whether it is let.
    pub rented: bool,
    /// The people who live there, the head somewhere among them.
    pub people: Vec<Resident>,
}

/// One resident.
#[derive(Debug, Clone)]
pub struct Resident {
    pub name: String,
    pub man: bool,
    pub birth: NaiveDate,
    pub paper: Paper,
    pub phone: Option<String>,
    pub relation: &'static str,
    pub care: Vec<&'static str>,
    pub residence: &'static str,
    pub workplace: &'static str,
    pub remark: &'static str,
}

/// The content of the column of document numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Paper {
    /// A number, or what a clerk wrote for one.
    Text(String),
    /// A number that Excel took for a number.
    Number(f64),
}

/// A member of a family before it has a name: relation, whether a man, age.
type Member = (&'static str, bool, usize);

/// Makes the households of one grid.
pub struct Maker {
    seed: Seed,
    grid: u64,
    taken: BTreeSet<String>,
}

impl Maker {
    /// The maker of grid number `grid` of the street.
    pub fn new(seed: Seed, grid: u64) -> Self {
        Self { seed, grid, taken: BTreeSet::new() }
    }

    /// The next household: 10 buildings of 2 units of 5 floors with 3 flats each.
    pub fn home(&mut self, grid: &'static str, number: usize) -> Home {
        let (building, flat) = (number / 30, number % 30);
        let (unit, flat) = (flat / 15, flat % 15);
        let members = self.family();
        let rented =
            members.iter().any(|(relation, ..)| *relation == "租客") || self.seed.chance(8);
        let surnames = (self.surname(), self.surname());
        let mut people: Vec<Resident> = Vec::new();
        for member in members {
            let mut resident = self.resident(member, surnames, rented);
            // Two of one name at a door could not be told apart without their numbers.
            while people.iter().any(|other| same_name(&other.name, &resident.name)) {
                let surname = resident.name.chars().next().unwrap_or('王');
                resident.name = self.name(surname, resident.man);
            }
            people.push(resident);
        }
        if people.len() > 1 && self.seed.chance(4) {
            people.rotate_left(1);
        }
        let start = usize::try_from(self.grid % 4).unwrap_or(0) * 10;
        Home {
            grid,
            building: start + building + 1,
            unit: unit + 1,
            door: (flat / 3 + 1) * 100 + flat % 3 + 1,
            number: number + 1,
            rented,
            people,
        }
    }

    fn family(&mut self) -> Vec<Member> {
        let man = self.seed.chance(50);
        let kind = self.seed.below(100);
        let age = |seed: &mut Seed, from: usize, to: usize| from + seed.below(to - from);
        let seed = &mut self.seed;
        match kind {
            0..11 => vec![("户主", man, age(seed, 62, 94))],
            11..26 => {
                let head = age(seed, 60, 88);
                vec![("户主", true, head), ("配偶", false, head - seed.below(5))]
            }
            26..40 => {
                let head = age(seed, 25, 60);
                vec![("户主", man, head), ("配偶", !man, head - seed.below(4))]
            }
            40..69 => self.with_children(1),
            69..78 => self.with_children(2),
            78..86 => self.three_generations(),
            86..93 => vec![("户主", man, age(seed, 22, 45))],
            _ => vec![
                ("户主", man, age(seed, 20, 40)),
                ("租客", seed.chance(60), age(seed, 20, 40)),
                ("租客", seed.chance(60), age(seed, 20, 40)),
            ],
        }
    }

    fn with_children(&mut self, children: usize) -> Vec<Member> {
        let head = 28 + self.seed.below(22);
        let mut family = vec![("户主", true, head), ("配偶", false, head - self.seed.below(4))];
        for _ in 0..children {
            let man = self.seed.chance(52);
            let relation = if man { "儿子" } else { "女儿" };
            family.push((relation, man, self.seed.below(head - 24)));
        }
        family
    }

    fn three_generations(&mut self) -> Vec<Member> {
        let mut family = self.with_children(1);
        let head = family.first().map_or(40, |(_, _, age)| *age);
        family.push(("母亲", false, head + 22 + self.seed.below(8)));
        family
    }

    fn resident(&mut self, member: Member, surnames: (char, char), rented: bool) -> Resident {
        let (relation, man, age) = member;
        let abroad = rented && relation == "户主" && self.seed.chance(3);
        let birth = self.birth(age);
        let surname = match relation {
            "配偶" | "母亲" => surnames.1,
            "租客" => self.surname(),
            _ => surnames.0,
        };
        let mut resident = Resident {
            name: self.name(surname, man),
            man,
            birth,
            paper: Paper::Text(String::new()),
            phone: (age >= 14 && self.seed.chance(92)).then(|| self.phone()),
            relation,
            care: self.care(age, member),
            residence: if rented && self.seed.chance(75) { "流动" } else { "户籍" },
            workplace: self.workplace(age),
            remark: self.now_and_then(2, words::REMARKS),
        };
        if abroad {
            self.make_foreign(&mut resident);
        } else {
            resident.paper = self.paper(&resident, age);
        }
        resident
    }

    fn birth(&mut self, age: usize) -> NaiveDate {
        let (year, month, day) = WRITTEN;
        let written = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let days = age * 365 + age / 4 + 1 + self.seed.below(364);
        let days = Days::new(u64::try_from(days).unwrap_or(0));
        written.checked_sub_days(days).unwrap_or(written)
    }

    fn surname(&mut self) -> char {
        let count = words::SURNAMES.chars().count();
        // Common surnames come first and are drawn more often.
        let at = self.seed.below(count).min(self.seed.below(count));
        words::SURNAMES.chars().nth(at).unwrap_or('王')
    }

    fn name(&mut self, surname: char, man: bool) -> String {
        let given = if man { words::MEN } else { words::WOMEN };
        let given = self.seed.pick(given).copied().unwrap_or("明");
        // Short names are spaced out to align with long ones, as many clerks do.
        let gap = if given.chars().count() == 1 && self.seed.chance(4) { "　" } else { "" };
        format!("{surname}{gap}{given}")
    }

    fn care(&mut self, age: usize, (relation, man, _): Member) -> Vec<&'static str> {
        let mut care = Vec::new();
        let seed = &mut self.seed;
        let mut add = |percent: usize, word| {
            if seed.chance(percent) {
                care.push(word);
            }
        };
        if age >= 60 {
            add(100, "老年人");
            add(if relation == "户主" { 12 } else { 0 }, "独居老人");
            add(4, "重病卧床");
        }
        add(2, "低保");
        add(2, "残疾人");
        if !man && (22..40).contains(&age) {
            add(2, "孕产妇");
        }
        if (20..58).contains(&age) {
            add(2, "失业");
        }
        if age < 14 {
            add(1, "留守儿童");
        }
        care
    }

    fn workplace(&mut self, age: usize) -> &'static str {
        if (20..60).contains(&age) { self.now_and_then(70, words::WORKPLACES) } else { "" }
    }

    fn now_and_then(&mut self, percent: usize, from: &[&'static str]) -> &'static str {
        if self.seed.chance(percent) { self.seed.pick(from).copied().unwrap_or("") } else { "" }
    }

    /// A mobile number no operator hands out: none begins with 12.
    fn phone(&mut self) -> String {
        let number = format!("12{:09}", self.seed.below(1_000_000_000));
        match self.seed.below(200) {
            0 => full_width(&number),
            1 => number.chars().enumerate().flat_map(dashed).collect(),
            2 => format!("{number}、12{:09}", self.seed.below(1_000_000_000)),
            _ => number,
        }
    }

    fn make_foreign(&mut self, resident: &mut Resident) {
        if let Some((name, man)) = self.seed.pick(words::ABROAD).copied() {
            resident.name = name.to_owned();
            resident.man = man;
        }
        resident.residence = "境外";
        resident.paper = Paper::Text(format!("E{:08}", self.seed.below(100_000_000)));
    }

    fn paper(&mut self, resident: &Resident, age: usize) -> Paper {
        let number = self.number(resident);
        match self.seed.below(1000) {
            0..15 => {
                let word = self.seed.pick(words::REFUSALS).copied().unwrap_or("拒报");
                Paper::Text(word.to_owned())
            }
            15..19 => Paper::Text(with_slip(&number)),
            19..22 => number.parse().map(Paper::Number).unwrap_or(Paper::Text(number)),
            22..27 => Paper::Text(full_width(&number)),
            27..60 if age >= 66 && resident.birth.year() < 2000 => Paper::Text(old_form(&number)),
            _ if self.seed.chance(40) => Paper::Text(number.to_lowercase()),
            _ => Paper::Text(number),
        }
    }

    /// A number with a right check digit that belongs to nobody: no place in the country has a
    /// code that begins with 99 (GB/T 2260 ends with 91).
    fn number(&mut self, resident: &Resident) -> String {
        let birth = resident.birth.format("%Y%m%d");
        loop {
            let order = self.seed.below(499) * 2 + usize::from(resident.man);
            let head =
                format!("99{:02}{:02}{birth}{order:03}", self.grid / 4 + 1, self.grid % 4 + 1);
            let digits: Vec<u32> = head.chars().filter_map(|c| c.to_digit(10)).collect();
            let number = format!("{head}{}", check_digit(&digits));
            if self.taken.insert(number.clone()) {
                return number;
            }
        }
    }
}

fn same_name(a: &str, b: &str) -> bool {
    a.replace('\u{3000}', "") == b.replace('\u{3000}', "")
}

fn full_width(text: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
    text.chars().map(|c| if c.is_ascii() { wide(c) } else { c }).collect()
}

fn dashed((at, c): (usize, char)) -> Vec<char> {
    if at == 3 || at == 7 { vec!['-', c] } else { vec![c] }
}

/// Two neighbouring digits changed places, or one was missed.
fn with_slip(number: &str) -> String {
    let mut all: Vec<char> = number.chars().collect();
    if all.get(15) == all.get(16) {
        all.pop();
    } else {
        all.swap(15, 16);
    }
    all.into_iter().collect()
}

/// The 15 digits of the old form: without the century and the check digit.
fn old_form(number: &str) -> String {
    number.chars().enumerate().filter(|(at, _)| !matches!(at, 6 | 7 | 17)).map(|(_, c)| c).collect()
}
