//! The console as one handle, and the answer of its pages.

use crate::kit::password::LoginThrottle;
use crate::kit::refusal::Refusal;
use crate::kit::request::PageResponse;
use askama::Template;
use gridbook_hub::Hub;
use gridbook_store::Tx;
use std::sync::Arc;

/// The answer of a page.
pub(crate) type Answer = Result<PageResponse, Refusal>;

/// The console of a hub.
pub struct Console {
    pub(crate) hub: Arc<Hub>,
    pub(crate) throttle: LoginThrottle,
}

impl Console {
    /// The console of a hub. One for each process is enough, and bounds how many passwords are
    /// checked at the same time.
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, throttle: LoginThrottle::default() }
    }

    /// Reads in one transaction, which sees one moment.
    pub(crate) fn read<T>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.hub.store().read(work)
    }
}

/// A rendered page.
pub(crate) fn html(status: u16, page: &impl Template) -> Answer {
    let failed = |error: askama::Error| {
        let reason = format!("a page did not render: {error}");
        Refusal::Hub(gridbook_hub::HubError::Internal { reason })
    };
    Ok(PageResponse::page(status, page.render().map_err(failed)?))
}
