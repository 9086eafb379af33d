//! How text that somebody wrote comes into a page.

use askama::filters::{Escaper, Html};
use std::fmt::{Result, Write};

/// The mark in place of a character that would have reversed its neighbours.
const MARK: &str = "□";

/// Writes text so that it is neither markup nor able to reorder the text beside it. The
/// characters that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069) show as a
/// mark: with them a text reads otherwise than it was judged. Scripts that run from right to left
/// need none of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Escaped;

impl Escaper for Escaped {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> Result {
        let mut pieces = text.split(turns);
        Html.write_escaped_str(&mut dest, pieces.next().unwrap_or_default())?;
        for piece in pieces {
            dest.write_str(MARK)?;
            Html.write_escaped_str(&mut dest, piece)?;
        }
        Ok(())
    }
}

fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut page = String::new();
        Escaped.write_escaped_str(&mut page, text).unwrap();
        page
    }

    #[test]
    fn what_turns_the_direction_of_writing_is_a_mark_and_all_else_stays() {
        assert_eq!(shown("已\u{202e}退回\u{202c}"), "已□退回□");
        assert_eq!(shown("\u{2066}<b>\u{2069}"), "□&#60;b&#62;□");
        for c in ['\u{202a}', '\u{202b}', '\u{202d}', '\u{2067}', '\u{2068}'] {
            assert_eq!(shown(&c.to_string()), "□");
        }
        for text in ["", "3号楼 · 赵", "ئۇيغۇر", "\u{2029}\u{202f}\u{2065}\u{206a}"] {
            assert_eq!(shown(text), text);
        }
    }
}
