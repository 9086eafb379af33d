//! One visit log: the household, the worker, the time; the evidence; the changes it made; its
//! history and the form for a verdict.

use super::lines::{DONE, FILTER, VisitLine, lines};
use super::list::asked;
use super::load::Log;
use super::sections::{Changed, Judged, Versioned, changes, earlier, people, reviews, versions};
use crate::kit::console::Answer;
use crate::kit::layout::{Layout, done, with_done};
use crate::kit::page::{FormInput, Handler, PageContext};
use crate::kit::paging::{PageQuery, neighbours_in};
use crate::kit::params::Values;
use crate::kit::photos::{PhotoThumb, photo_thumbs};
use crate::kit::refusal::Refusal;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use gridbook_domain::evidence::{EvidenceContext, EvidenceItem, evidence, score};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::role::Page;
use gridbook_domain::visit::{ReviewStatus, Verdict};
use gridbook_hub::Decision;
use gridbook_store::{ListRow as _, Order, PageKey, Tx, VisitRow};

#[derive(Template)]
#[template(path = "visit.html")]
struct VisitPage {
    layout: Layout,
    line: VisitLine,
    purpose: String,
    content: String,
    promise: String,
    people: Vec<String>,
    proof: EvidenceSummary,
    shots: Vec<PhotoThumb>,
    changes: Vec<Changed>,
    reviews: Vec<Judged>,
    earlier: Vec<VisitLine>,
    versions: Vec<Versioned>,
    amended_by: String,
    list: String,
    newer: String,
    older: String,
    post: String,
    on: String,
    /// How many verdicts the page shows: one that is given on it says so.
    seen: usize,
    may_judge: bool,
    typed: FormInput,
}

/// Whether a visit was real (V3): when it was and how sure that is, and what speaks for it.
struct EvidenceSummary {
    when: String,
    /// Whose clock says so.
    clock: String,
    received: String,
    items: Vec<EvidenceItem>,
    /// How many of them are good, of how many.
    score: (usize, usize),
}

/// The forms of the page.
pub(crate) const FORMS: &[(&str, Handler)] = &[
    ("approve", |context| judge(context, Verdict::Approved)),
    ("return", |context| judge(context, Verdict::Returned)),
];

/// Answers with the page of one visit.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    page(context, FormInput::default())
}

fn page(context: &PageContext<'_>, typed: FormInput) -> Answer {
    context.render_form(&typed, |tx, viewer| {
        if !viewer.opens(Page::Visit) {
            return Err(Refusal::NoPage);
        }
        let log = Log::load(tx, viewer, context.ids()?)?;
        visit_page(tx, context, viewer, log, typed.clone())
    })
}

fn visit_page(
    tx: &mut dyn Tx,
    context: &PageContext<'_>,
    viewer: &Viewer,
    log: Log,
    typed: FormInput,
) -> Result<VisitPage, Refusal> {
    let query = context.query;
    let (mut names, on) = (Names::default(), query.only(FILTER));
    let community = log.row.community;
    let shots = photo_thumbs(tx, community, &log.visit.photos)?;
    let [newer, older] = neighbours(tx, viewer, log.row.key(), query)?;
    let mut row = lines(tx, viewer, &mut names, vec![log.row.clone()], &on)?;
    let line = row.pop().ok_or(Refusal::NotFound)?;
    let mut layout = Layout::new(tx, context, viewer, "走访记录", viewer.chosen(query)?)?;
    layout.done = done(query.get("done"), DONE);
    Ok(VisitPage {
        layout,
        purpose: log.visit.purpose.label().to_owned(),
        content: log.visit.content.clone(),
        promise: log.visit.promise.clone(),
        people: people(tx, viewer, &log)?,
        proof: proof(viewer, &log, &shots),
        shots,
        changes: changes(tx, viewer, &log)?,
        reviews: reviews(tx, viewer, &mut names, &log)?,
        earlier: earlier(tx, viewer, &mut names, &log.row, &on)?,
        versions: versions(tx, viewer, &log)?,
        amended_by: log.row.amended_by.map(|id| address(community, id, &on)).unwrap_or_default(),
        list: format!("/visits{}", on.to_query()),
        newer,
        older,
        post: format!("/visits/{community}/{}", log.row.visit),
        on: on.to_query(),
        seen: log.reviews.len(),
        may_judge: viewer.reviews() && log.row.standing != ReviewStatus::Amended,
        line,
        typed,
    })
}

/// Saves a verdict and goes on to the next visit of the list.
fn judge(context: &PageContext<'_>, verdict: Verdict) -> Answer {
    let (query, form) = (context.query, context.form);
    let (community, visit) = context.ids()?;
    let next = context.read(|tx, viewer| {
        let row = tx.row::<VisitRow>(community, visit)?.ok_or(Refusal::NotFound)?;
        let [_, older] = neighbours(tx, viewer, row.key(), query)?;
        Ok(older)
    })?;
    let list = format!("/visits{}", query.only(FILTER).to_query());
    let to = with_done(if next.is_empty() { &list } else { &next }, verdict.as_str());
    let reason = form.get("reason").unwrap_or_default().to_owned();
    // A form that does not say how many verdicts it showed was not sent from the page.
    let seen = form.get("seen").and_then(|seen| seen.parse().ok()).or(Some(usize::MAX));
    let decision = Decision::Review { verdict, reason, seen };
    context.decide(Ok(decision), to, |typed| page(context, typed))
}

fn proof(viewer: &Viewer, log: &Log, shots: &[PhotoThumb]) -> EvidenceSummary {
    let occurred = log.occurred();
    let received = log.op.as_ref().map_or(occurred.time, |op| op.received);
    let photos_here = shots.iter().filter(|shot| shot.here).count();
    let items =
        evidence(&log.visit, &EvidenceContext { occurred: &occurred, received, photos_here });
    EvidenceSummary {
        when: viewer.format.moment(occurred.time),
        clock: occurred.source.label().to_owned(),
        received: viewer.format.moment(received),
        score: score(&items),
        items,
    }
}

fn address(community: AreaId, visit: RecordId, on: &Values) -> String {
    format!("/visits/{community}/{visit}{}", on.to_query())
}

/// The addresses of the newer and the older log of the filtered list.
fn neighbours(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    own: PageKey,
    query: &Values,
) -> Result<[String; 2], Refusal> {
    let places = viewer.places(viewer.chosen(query)?);
    let (filter, _) = asked(query, viewer);
    let on = query.only(FILTER);
    let mut list = |window: &PageQuery| window.list(tx, &places, &filter, &on);
    let address = |row: &VisitRow| address(row.community, row.visit, &on);
    Ok(neighbours_in((own, Order::Desc), "/visits", &mut list, address)?)
}
