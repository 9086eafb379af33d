//! An invitation as a QR code that a terminal can show.

use fast_qr::QRBuilder;

/// The code drawn with half blocks, dark on light, with its quiet margin; `None` when the text is
/// too long for one.
pub fn draw(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let size = code.size;
    let dark = |row: usize, column: usize| {
        let inside = (2..size + 2).contains(&row) && (2..size + 2).contains(&column);
        inside && code[row - 2].get(column - 2).is_some_and(|module| module.value())
    };
    let rows = (0..size + 4).step_by(2).map(|row| {
        (0..size + 4).map(|column| half_block(dark(row, column), dark(row + 1, column))).collect()
    });
    Some(rows.collect::<Vec<String>>().join("\n"))
}

/// Terminals are mostly dark, so light modules are the drawn ones.
fn half_block(upper_dark: bool, lower_dark: bool) -> char {
    match (upper_dark, lower_dark) {
        (false, false) => '█',
        (false, true) => '▀',
        (true, false) => '▄',
        (true, true) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_fits_into_a_code_narrower_than_a_terminal() {
        let drawn = draw(&"gridbook:1:".repeat(30)).unwrap();
        let width = drawn.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(width < 100, "{width}");
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}
