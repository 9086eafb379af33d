//! The limit that all paged lists share.

/// The maximum number of lines of a page.
pub const MAX_PAGE: u32 = 200;
