//! The beginning of a record's content, as lists show it.

/// The most characters of a summary.
const SUMMARY: usize = 60;

/// Returns the beginning of a text on one line, at most [`SUMMARY`] characters.
pub(super) fn summary(content: &str) -> String {
    let mut summary = String::new();
    let mut left = SUMMARY;
    for word in content.split_whitespace() {
        if left == 0 {
            break;
        }
        if !summary.is_empty() {
            summary.push(' ');
            left -= 1;
        }
        let part: String = word.chars().take(left).collect();
        left -= part.chars().count();
        summary.push_str(&part);
    }
    summary.trim_end().to_owned()
}
