//! 终端: the handhelds with their last contact, version and what waits on them, the longest silent
//! first.

use crate::kit::console::{Answer, Console, html};
use crate::kit::format::thousands;
use crate::kit::layout::Layout;
use crate::kit::paging::{ListPage, PageQuery};
use crate::kit::request::Values;
use crate::kit::session::SignedIn;
use crate::kit::viewer::Names;
use askama::Template;
use gridbook_domain::role::Page;
use gridbook_store::{Install, Order};

/// A handheld that has been silent for so long stands out.
const SILENT_MS: i64 = 3 * 24 * 3_600_000;

#[derive(Template)]
#[template(path = "handhelds.html")]
struct HandheldsPage {
    layout: Layout,
    list: ListPage<HandheldLine>,
}

/// A handheld as a row shows it.
struct HandheldLine {
    key: String,
    worker: String,
    community: String,
    device: String,
    app: String,
    contact: String,
    ago: String,
    silent: bool,
    revoked: bool,
    lost: bool,
    ops: String,
    photos: String,
    drafts: String,
}

impl Console {
    pub(crate) fn handhelds(&self, who: &SignedIn, query: &Values) -> Answer {
        let page = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let area = viewer.chosen(query)?;
            let (places, on) = (viewer.places(area), query.only(&["area"]));
            let window = PageQuery::read(query, Order::Asc);
            let ListPage { rows, before, after, unfinished } =
                window.list::<Install>(tx, &places, &(), &on)?;
            let (mut names, mut lines) = (Names::default(), Vec::with_capacity(rows.len()));
            for install in rows {
                let silent = viewer.format.now.saturating_sub(install.contact) > SILENT_MS;
                lines.push(HandheldLine {
                    key: install.install.to_string(),
                    worker: names.of(tx, install.account)?,
                    community: viewer.area_name(install.community),
                    contact: viewer.format.moment(install.contact),
                    ago: viewer.format.ago(install.contact),
                    silent: silent && install.revoked.is_none(),
                    revoked: install.revoked.is_some(),
                    lost: install.lost,
                    ops: thousands(install.waiting.ops),
                    photos: thousands(install.waiting.photos),
                    drafts: thousands(install.waiting.drafts),
                    device: install.device,
                    app: install.app,
                });
            }
            let layout = Layout::new(tx, &viewer, Page::Handhelds, "手持终端", area)?;
            Ok(HandheldsPage { layout, list: ListPage { rows: lines, before, after, unfinished } })
        })?;
        html(200, &page)
    }
}
