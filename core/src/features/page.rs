//! What all pages of lists have in common.

/// The most lines of one page.
pub const MAX_PAGE: u32 = 200;
