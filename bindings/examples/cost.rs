//! Measures the calls of `python/cost.py` without the bindings: the same functions of the same
//! library, called from Rust, on the book that the script leaves behind.

use gridbook::Book;
use gridbook_core::domain::RecordId;
use gridbook_core::domain::visit::{Purpose, VisitContact};
use gridbook_core::visit::VisitForm;
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("cost FOLDER")?;
    let book = Book::open(folder, None, None)?;
    let home = book.households(None, None, 1)?.lines.first().ok_or("an empty book")?.household;
    tell("a status", 1_000, || drop(std::hint::black_box(book.status())));
    tell("a page of 50 households", 100, || drop(book.households(None, None, 50)));
    tell("a saved visit", 20, || drop(book.submit_visit(visit(home), None)));
    Ok(())
}

fn visit(household: RecordId) -> VisitForm {
    let content = "老人身体尚好。".to_owned();
    VisitForm { content, ..VisitForm::new(household, Purpose::Care, VisitContact::Met) }
}

/// Prints the median of nine rounds, after one warm-up round.
fn tell(what: &str, times: u32, call: impl Fn()) {
    let mut rounds = [0.0; 10].map(|_: f64| {
        let begun = Instant::now();
        (0..times).for_each(|_| call());
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(times)
    });
    let [_warm, rounds @ ..] = &mut rounds;
    rounds.sort_by(f64::total_cmp);
    let [_, _, _, _, median, ..] = *rounds;
    println!("Rust    {what:<24} {median:>10.1} µs");
}
