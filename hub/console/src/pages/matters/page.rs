//! One matter: the report, its state and deadline, its history, and the steps that the viewer may
//! take (M3).

use super::list::{FILTER, MatterLine, asked, forward, lines};
use crate::kit::console::Answer;
use crate::kit::layout::{Layout, done, with_done};
use crate::kit::page::{FormInput, Handler, PageContext};
use crate::kit::paging::{PageQuery, neighbours_in};
use crate::kit::params::Values;
use crate::kit::photos::{PhotoThumb, photo_thumbs};
use crate::kit::refusal::Refusal;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::matter::{Matter, Needs, State, Step};
use gridbook_domain::role::Page;
use gridbook_hub::{Decision, DecisionError};
use gridbook_store::{HouseholdRow, ListRow as _, MatterRow, PageKey, Record, Result, Tx};

/// The departments a dispatcher is offered until the deployment's routing table comes (M2); any
/// other may be typed.
const DEPARTMENTS: &[&str] = &[
    "城管办",
    "应急办",
    "市场监管所",
    "派出所",
    "社区居委会",
    "物业公司",
    "司法所",
    "卫生服务中心",
];

#[derive(Template)]
#[template(path = "matter.html")]
struct MatterPage {
    layout: Layout,
    line: MatterLine,
    content: String,
    place: String,
    reason: String,
    household: String,
    /// Until when it should be closed in all; empty for no such moment.
    close_by: String,
    visit: String,
    shots: Vec<PhotoThumb>,
    steps: Vec<OpenStep>,
    history: Vec<Taken>,
    list: String,
    before: String,
    after: String,
    post: String,
    base: String,
    departments: &'static [&'static str],
    typed: FormInput,
}

/// A step that the viewer may take.
struct OpenStep {
    to: String,
    button: &'static str,
    hint: &'static str,
    needs_reason: bool,
    needs_department: bool,
    main: bool,
}

/// A step that was taken.
struct Taken {
    state: String,
    by: String,
    at: String,
    words: String,
}

/// The forms of the page.
pub(crate) const FORMS: &[(&str, Handler)] = &[("step", step)];

/// The sentences about a step that was just taken.
const DONE: &[(&str, &str)] = &[("stepped", "已办理，网格员下次同步时会看到进展。")];

/// Answers with the page of one matter.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    page(context, FormInput::default())
}

fn page(context: &PageContext<'_>, typed: FormInput) -> Answer {
    context.render_form(&typed, |tx, viewer| {
        let found = viewer.load(tx, context.ids()?, |row: &MatterRow| row.grid)?;
        matter_page(tx, context, viewer, found, typed.clone())
    })
}

fn matter_page(
    tx: &mut dyn Tx,
    context: &PageContext<'_>,
    viewer: &Viewer,
    (row, record): (MatterRow, Record),
    typed: FormInput,
) -> Result<MatterPage, Refusal> {
    let matter = Matter::from_fields(record.fields).map_err(|_| Refusal::NotFound)?;
    let query = context.query;
    let (mut names, on) = (Names::default(), query.only(FILTER));
    let community = row.community;
    let [before, after] = neighbours(tx, viewer, row.key(), query)?;
    let history = history(tx, viewer, &mut names, &row)?;
    let shots = photo_thumbs(tx, community, &matter.photos)?;
    let household = matter.household.map(|id| tx.row::<HouseholdRow>(community, id)).transpose()?;
    let household = household.flatten().filter(|row| viewer.sees(community, row.grid));
    let visit = matter.visit.filter(|_| viewer.opens(Page::Visit));
    let mut line = lines(tx, viewer, &mut names, vec![row.clone()], &on)?;
    let mut layout = Layout::new(tx, context, viewer, "事件", viewer.chosen(query)?)?;
    layout.done = done(query.get("done"), DONE);
    Ok(MatterPage {
        layout,
        line: line.pop().ok_or(Refusal::NotFound)?,
        content: matter.content,
        place: matter.place,
        reason: matter.reason,
        close_by: row.close_by.map(|at| viewer.format.moment(at)).unwrap_or_default(),
        household: household.map(|row| row.door).unwrap_or_default(),
        visit: visit.map(|id| format!("/visits/{community}/{id}")).unwrap_or_default(),
        shots,
        steps: open_steps(&row.state, viewer),
        history,
        list: format!("/matters{}", on.to_query()),
        before,
        after,
        post: format!("/matters/{community}/{}/step{}", row.matter, on.to_query()),
        base: record.version.to_string(),
        departments: DEPARTMENTS,
        typed,
    })
}

/// Takes a step and comes back to the matter.
fn step(context: &PageContext<'_>) -> Answer {
    let (community, matter) = context.ids()?;
    let text = |name: &str| context.form.get(name).unwrap_or_default().to_owned();
    // The page says which version it showed.
    let seen = text("base").parse().map_err(|_| DecisionError::Changed);
    let decision = seen.map(|seen| Decision::Step {
        to: State::from_code(&text("to")),
        reason: text("reason"),
        department: text("department"),
        seen: Some(seen),
    });
    let on = context.query.only(FILTER).to_query();
    let here = with_done(&format!("/matters/{community}/{matter}{on}"), "stepped");
    context.decide(decision, here, |typed| page(context, typed))
}

/// The steps from a state that the viewer may take, the ordinary one first.
fn open_steps(from: &State, viewer: &Viewer) -> Vec<OpenStep> {
    let mut steps: Vec<OpenStep> = Step::open(from, viewer.role()).map(open_step).collect();
    if let Some(first) = steps.first_mut() {
        first.main = true;
    }
    steps
}

fn open_step(step: &Step) -> OpenStep {
    OpenStep {
        to: step.to.as_str().to_owned(),
        button: step.label,
        hint: step.hint,
        needs_reason: step.needs == Needs::Reason,
        needs_department: step.needs == Needs::Department,
        main: false,
    }
}

fn history(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    row: &MatterRow,
) -> Result<Vec<Taken>> {
    let mut all = Vec::new();
    for step in tx.matter_steps(row.community, row.matter)? {
        all.push(Taken {
            state: match (&step.state, step.n) {
                (Some(State::Reported), 1) => "上报".to_owned(),
                (Some(state), _) => state.label().to_owned(),
                (None, _) => "补充信息".to_owned(),
            },
            by: names.of(tx, step.by)?,
            // The report happened when its author made it, not when it arrived.
            at: viewer.format.moment(if step.n == 1 { row.at } else { step.at }),
            words: step.words,
        });
    }
    Ok(all)
}

/// The addresses of the neighbours in the filtered list.
fn neighbours(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    own: PageKey,
    query: &Values,
) -> Result<[String; 2], Refusal> {
    let places = viewer.places(viewer.chosen(query)?);
    let (filter, _) = asked(query);
    let on = query.only(FILTER);
    let address =
        |row: &MatterRow| format!("/matters/{}/{}{}", row.community, row.matter, on.to_query());
    let mut list = |window: &PageQuery| window.list(tx, &places, &filter, &on);
    Ok(neighbours_in((own, forward(&filter)), "/matters", &mut list, address)?)
}
