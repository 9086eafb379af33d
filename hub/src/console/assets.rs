//! Style and script, shipped in the binary.

use super::ask::Reply;
use super::refusal::Refusal;

const CSS: &str = include_str!("../../assets/console.css");
const JS: &str = include_str!("../../assets/console.js");
const HTMX: &str = include_str!("../../assets/htmx-2.0.11.min.js");
const ICON: &str = include_str!("../../assets/icon.svg");

/// One of the files. Their names carry the version, so that a browser keeps them.
pub(super) fn asset(name: &str) -> Result<Reply, Refusal> {
    let (media, text) = match name {
        "console.css" => ("text/css; charset=utf-8", CSS),
        "console.js" => ("text/javascript; charset=utf-8", JS),
        "htmx.js" => ("text/javascript; charset=utf-8", HTMX),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Err(Refusal::NotFound),
    };
    let headers = vec![("cache-control", "public, max-age=86400".to_owned())];
    Ok(Reply { status: 200, media, headers, body: text.as_bytes().to_vec() })
}

/// What the addresses of the files end with, so that a new build is loaded anew.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
