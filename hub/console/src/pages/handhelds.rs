//! 终端: the devices with their last contact, version and waiting work, the longest silent first.

use crate::kit::console::Answer;
use crate::kit::format::thousands;
use crate::kit::layout::Layout;
use crate::kit::page::PageContext;
use crate::kit::paging::{ListPage, PageQuery};
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use gridbook_store::{Install, Order, Result, Tx};

/// A device that has been silent for this time is marked.
const SILENT_MS: i64 = 3 * 24 * 3_600_000;

#[derive(Template)]
#[template(path = "handhelds.html")]
struct HandheldsPage {
    layout: Layout,
    list: ListPage<HandheldLine>,
}

/// A device as a row shows it.
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

/// Answers with the list.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    let query = context.query;
    context.render(|tx, viewer| {
        let area = viewer.chosen(query)?;
        let (places, on) = (viewer.places(area), query.only(&["area"]));
        let listed = PageQuery::read(query, Order::Asc).list(tx, &places, &(), &on)?;
        let list = listed.try_map(|rows| lines(tx, viewer, rows))?;
        Ok(HandheldsPage { layout: Layout::new(tx, context, viewer, "手持终端", area)?, list })
    })
}

fn lines(tx: &mut dyn Tx, viewer: &Viewer, rows: Vec<Install>) -> Result<Vec<HandheldLine>> {
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
    Ok(lines)
}
