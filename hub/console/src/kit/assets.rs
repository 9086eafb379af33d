//! Style and script, shipped in the binary.

use super::refusal::Refusal;
use super::request::PageResponse;

const CSS: &str = include_str!("../../assets/console.css");
const JS: &str = include_str!("../../assets/console.js");
const HTMX: &str = include_str!("../../assets/htmx-2.0.11.min.js");
const ICON: &str = include_str!("../../assets/icon.svg");

/// One of the files, for a browser to keep: what has changed has another address.
pub(crate) fn asset(name: &str) -> Result<PageResponse, Refusal> {
    let (media, text) = match name {
        "console.css" => ("text/css; charset=utf-8", CSS),
        "console.js" => ("text/javascript; charset=utf-8", JS),
        "htmx.js" => ("text/javascript; charset=utf-8", HTMX),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Err(Refusal::NotFound),
    };
    let headers = vec![("cache-control", "public, max-age=86400".to_owned())];
    Ok(PageResponse { status: 200, media, headers, body: text.as_bytes().to_vec() })
}

/// The version in the addresses of the files: another number as soon as one of them has changed, so
/// that a page of a new build never uses an old style.
pub(crate) const VERSION: u64 = sum(ICON, sum(CSS, sum(JS, HTMX.len() as u64)));

/// The FNV-1a sum of a text, continued from another one.
const fn sum(text: &str, before: u64) -> u64 {
    let (mut sum, mut left) = (before ^ 0xcbf2_9ce4_8422_2325, text.as_bytes());
    while let [byte, rest @ ..] = left {
        sum = (sum ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
        left = rest;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_has_another_address() {
        assert_ne!(sum("a {}", 0), sum("b {}", 0));
        assert_ne!(sum("a {}", sum("1", 0)), sum("a {}", sum("2", 0)));
        assert_ne!(VERSION, sum(ICON, sum(&CSS.replace("4px", "5px"), sum(JS, HTMX.len() as u64))));
    }
}
