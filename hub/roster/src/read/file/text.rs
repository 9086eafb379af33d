//! Tables as text: commas, tabs or semicolons between the cells, in UTF-8, GB 18030 or UTF-16.

use super::Fault;
use crate::read::workbook::{Cell, Sheet, Workbook};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The characters that separate cells.
const SEPARATORS: [char; 3] = [',', '\t', ';'];
/// The number of lines in which the separator is looked for.
const TOLD_BY: usize = 20;

/// Reads a text, unless it is a web page or something else under a wrong name.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let text = decoded(bytes)?;
    let begins = text.trim_start();
    if begins.starts_with('<') {
        return Err(marked_up(begins));
    }
    if begins.starts_with("MIME-Version:") {
        return Err(Fault::WebPage);
    }
    if begins.starts_with("%PDF") || begins.starts_with("{\\rtf") {
        return Err(Fault::NotAWorkbook);
    }
    let mut sheet = Sheet::default();
    let separator = separator(&text);
    for (row, cells) in (0_u32..).zip(lines(&text, separator)) {
        for (column, text) in (0_u32..).zip(cells) {
            if let Some(cell) = Cell::written(unwrapped(&text)) {
                sheet.put(row, column, cell);
            }
        }
    }
    Ok(Workbook { sheets: vec![sheet] })
}

fn decoded(bytes: &[u8]) -> Result<String, Fault> {
    let wide = if bytes.starts_with(&[0xff, 0xfe]) {
        Some(UTF_16LE)
    } else if bytes.starts_with(&[0xfe, 0xff]) {
        Some(UTF_16BE)
    } else {
        None
    };
    if let Some(wide) = wide {
        let (text, _, wrong) = wide.decode(bytes);
        return if wrong { Err(Fault::Encoding) } else { Ok(text.into_owned()) };
    }
    if bytes.iter().any(|byte| *byte < 0x20 && !b"\t\r\n\x0b\x0c\x1a".contains(byte)) {
        return Err(Fault::NotAWorkbook);
    }
    for encoding in [UTF_8, GB18030] {
        let (text, wrong) = encoding.decode_with_bom_removal(bytes);
        if !wrong {
            return Ok(text.into_owned());
        }
    }
    Err(Fault::Encoding)
}

fn marked_up(text: &str) -> Fault {
    let head: String = text.chars().take(4096).collect::<String>().to_lowercase();
    let page = ["<html", "<table", "<!doctype html", "<meta", "<div", "<style"];
    match page.iter().any(|mark| head.contains(mark)) {
        true => Fault::WebPage,
        false => Fault::Xml,
    }
}

/// The separator that the first lines have most of.
fn separator(text: &str) -> char {
    let count = |separator: &char| {
        let lines = text.lines().take(TOLD_BY);
        lines.map(|line| line.chars().filter(|c| c == separator).count()).sum::<usize>()
    };
    // Of equals the first is taken, and the maximum is the last.
    SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(',')
}

/// The lines of a text as cells; a line break within quotes belongs to its cell.
fn lines(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() || cell == "=" => quoted = true,
            _ if quoted => cell.push(c),
            _ if c == separator => push(&mut lines, &mut cell),
            '\r' => {}
            '\n' => {
                push(&mut lines, &mut cell);
                lines.push(Vec::new());
            }
            _ => cell.push(c),
        }
    }
    push(&mut lines, &mut cell);
    lines
}

fn push(lines: &mut [Vec<String>], cell: &mut String) {
    if let Some(line) = lines.last_mut() {
        line.push(std::mem::take(cell));
    }
}

/// A cell without what was put around it so that Excel keeps it as text: a tab, `=` or `'`.
fn unwrapped(text: &str) -> &str {
    let text = text.trim_matches(['\t', '\u{feff}', '\u{1a}']);
    let text = text.strip_prefix('=').unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text)
}
