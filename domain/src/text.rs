//! Normalizing text that people and old programs write; masking text.

use crate::field::Mask;

/// Converts full-width letters, digits, signs and spaces to half-width ones, trims the text and
/// collapses inner blanks.
pub fn plain(text: &str) -> String {
    let half: String = text.chars().map(half_width).collect();
    half.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// Removes all blanks, for numbers and names that were written with spaces.
pub fn compact(text: &str) -> String {
    plain(text).split(' ').collect()
}

/// Returns whether a text has no visible character: only blanks, control and zero-width characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    })
}

/// Masks a text (I6): 110101********1234, 138****5678. A short text is masked entirely.
pub fn masked(mask: Mask, text: &str) -> String {
    match mask {
        Mask::None => text.to_owned(),
        Mask::Document => middle_hidden(text, 6, 4),
        Mask::Phone => middle_hidden(text, 3, 4),
    }
}

fn middle_hidden(text: &str, head: usize, tail: usize) -> String {
    let all: Vec<char> = text.chars().collect();
    let hide = |at: usize| all.len() <= head + tail || (at >= head && at + tail < all.len());
    all.iter().enumerate().map(|(at, c)| if hide(at) { '*' } else { *c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_text_becomes_plain() {
        assert_eq!(plain("　１３８ １２３４\u{a0}５６７８ "), "138 1234 5678");
        assert_eq!(compact("王　 芳"), "王芳");
        assert_eq!(compact("１１０１０１ｘ"), "110101x");
    }

    #[test]
    fn what_nobody_sees_is_blank() {
        for blank in
            ["", " \u{3000}\t\n", "\u{200b}\u{feff}", "\u{2060} \u{ad}", "\u{202e}\u{3164}"]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank("\u{200b}王") && !is_blank(".") && !is_blank("□"));
    }

    #[test]
    fn i6_masks_show_what_is_needed_to_recognise_and_no_more() {
        assert_eq!(masked(Mask::Document, "110101194803021234"), "110101********1234");
        assert_eq!(masked(Mask::Phone, "13812345678"), "138****5678");
        assert_eq!(masked(Mask::Phone, "12345"), "*****");
        assert_eq!(masked(Mask::Document, "E12345678"), "*********");
    }
}
