//! One matter: what was reported, where it stands and until when, what happened so far, and the
//! steps that are open to who looks (M3).

use super::list::{self, FILTER, MatterLine};
use crate::kit::console::{Answer, Console, html};
use crate::kit::layout::{Layout, done};
use crate::kit::paging::{PageQuery, neighbours_in};
use crate::kit::photos::{PhotoThumb, photo_thumbs};
use crate::kit::refusal::{Refusal, undecided};
use crate::kit::request::{PageResponse, Values};
use crate::kit::session::SignedIn;
use crate::kit::viewer::{Names, Viewer};
use askama::Template;
use gridbook_domain::fields::from_fields;
use gridbook_domain::id::{AreaId, RecordId};
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

/// What somebody typed before, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormInput {
    /// The step.
    pub to: String,
    /// The reason.
    pub reason: String,
    /// The department.
    pub department: String,
    /// What is wrong; empty for nothing.
    pub wrong: String,
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

struct Found {
    row: MatterRow,
    record: Record,
    matter: Matter,
}

fn load(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    (community, matter): (AreaId, RecordId),
) -> Result<Found, Refusal> {
    let row = tx.row::<MatterRow>(community, matter)?.ok_or(Refusal::NotFound)?;
    if !viewer.sees(row.community, row.grid) {
        return Err(Refusal::NotFound);
    }
    let record = tx.record(community, matter)?.ok_or(Refusal::NotFound)?;
    let matter = from_fields(record.fields.clone()).map_err(|_| Refusal::NotFound)?;
    Ok(Found { row, record, matter })
}

impl Console {
    pub(crate) fn matter(
        &self,
        who: &SignedIn,
        ids: (AreaId, RecordId),
        query: &Values,
        typed: FormInput,
    ) -> Answer {
        let status = if typed.wrong.is_empty() { 200 } else { 422 };
        let page = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let found = load(tx, &viewer, ids)?;
            self.matter_page(tx, &viewer, found, query, typed.clone())
        })?;
        html(status, &page)
    }

    fn matter_page(
        &self,
        tx: &mut dyn Tx,
        viewer: &Viewer,
        found: Found,
        query: &Values,
        typed: FormInput,
    ) -> Result<MatterPage, Refusal> {
        let Found { row, record, matter } = found;
        let (mut names, on) = (Names::default(), query.only(FILTER));
        let community = row.community;
        let [before, after] = neighbours(tx, viewer, row.key(), query)?;
        let history = history(tx, viewer, &mut names, &row)?;
        let shots = photo_thumbs(tx, community, &matter.photos)?;
        let household =
            matter.household.map(|id| tx.row::<HouseholdRow>(community, id)).transpose()?;
        let household = household.flatten().filter(|row| viewer.sees(community, row.grid));
        let visit = matter.visit.filter(|_| viewer.opens(Page::Visit));
        let mut lines = list::lines(tx, viewer, &mut names, vec![row.clone()], &on)?;
        let mut layout = Layout::new(tx, viewer, Page::Matters, "事件", viewer.chosen(query)?)?;
        layout.done = done(query.get("done"));
        Ok(MatterPage {
            layout,
            line: lines.pop().ok_or(Refusal::NotFound)?,
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

    /// Takes a step.
    pub(crate) fn step_matter(
        &self,
        who: &SignedIn,
        ids: (AreaId, RecordId),
        query: &Values,
        form: &Values,
    ) -> Answer {
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let typed = FormInput {
            to: text("to"),
            reason: text("reason"),
            department: text("department"),
            wrong: String::new(),
        };
        let step = |seen| Decision::Step {
            to: State::from_code(&typed.to),
            reason: typed.reason.clone(),
            department: typed.department.clone(),
            seen: Some(seen),
        };
        // The page says which version it showed.
        let seen =
            form.get("base").and_then(|base| base.parse().ok()).ok_or(DecisionError::Changed);
        if let Err(why) =
            seen.and_then(|seen| self.hub.decide(who.account.account, ids, &step(seen)))
        {
            let wrong = undecided(why)?;
            return self.matter(who, ids, query, FormInput { wrong, ..typed });
        }
        let mut on = query.only(FILTER);
        on.set("done", "stepped");
        let (community, matter) = ids;
        Ok(PageResponse::to(format!("/matters/{community}/{matter}{}", on.to_query())))
    }
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
    let (filter, _) = list::asked(query);
    let on = query.only(FILTER);
    let address =
        |row: &MatterRow| format!("/matters/{}/{}{}", row.community, row.matter, on.to_query());
    let mut list = |window: &PageQuery| window.list(tx, &places, &filter, &on);
    Ok(neighbours_in((own, list::forward(&filter)), "/matters", &mut list, address)?)
}
