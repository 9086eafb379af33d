//! Rows say what their descriptions say.

use super::*;
use crate::{Condition, Install, ListRow};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, InstallId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};
use gridbook_domain::wire::{ChainHead, Waiting};

const AREA: AreaId = AreaId::from_bytes([1; 16]);
const RECORD: RecordId = RecordId::from_bytes([2; 16]);
const ACCOUNT: AccountId = AccountId::from_bytes([3; 16]);

fn visit() -> VisitRow {
    VisitRow {
        community: AREA,
        visit: RECORD,
        grid: AREA,
        at: 1,
        worker: ACCOUNT,
        household: RECORD,
        home: None,
        door: String::new(),
        purpose: Purpose::Care,
        met: VisitContact::Met,
        standing: ReviewStatus::Waiting,
        amended_by: None,
        amends: Some(RECORD),
        photos: 2,
        summary: "好".to_owned(),
    }
}

fn matter(state: State, due: Option<i64>) -> MatterRow {
    MatterRow {
        community: AREA,
        matter: RECORD,
        grid: AREA,
        at: 1,
        reporter: ACCOUNT,
        kind: Kind::General,
        category: Category::Safety,
        state,
        entered: 7,
        due,
        close_by: None,
        department: String::new(),
        place: "东门".to_owned(),
        photos: 0,
        summary: String::new(),
    }
}

fn household(last_met: Option<i64>) -> HouseholdRow {
    HouseholdRow {
        community: AREA,
        household: RECORD,
        grid: AREA,
        dwelling: None,
        head: Some(RECORD),
        door: "1号楼".to_owned(),
        last_met,
    }
}

fn install() -> Install {
    let head = ChainHead { mseq: 3, chain: Bytes([4; 32]) };
    Install {
        community: AREA,
        install: InstallId::from_bytes([5; 16]),
        account: ACCOUNT,
        feed: None,
        key: Some(Bytes([7; 33])),
        token: None,
        device: "d".to_owned(),
        app: "a".to_owned(),
        enrolled: 1,
        revoked: None,
        lost: true,
        mark: head,
        received: 2,
        receipt: Some(Bytes([8; 64])),
        applied: 6,
        contact: 9,
        waiting: Waiting { ops: 1, photos: 2, drafts: 3 },
        head,
        head_sig: None,
    }
}

/// A row writes its key, the column its list is ordered by, every filter and what is shown.
fn writes_all<R: ListRow>(row: &R) {
    let (list, values) = (R::LIST, row.write());
    let written: Vec<&str> = values.iter().map(|(column, _)| column).collect();
    let order = [list.order];
    let wanted = [list.table.key, &order, list.split, list.filters, list.shown].concat();
    for column in wanted {
        let times = written.iter().filter(|one| **one == column).count();
        assert_eq!(times, 1, "{column} of {}", list.table.name);
    }
    let sort = values.get::<i64>(list.order).unwrap();
    assert_eq!(sort, row.key().at, "the order of {}", list.table.name);
}

#[test]
fn a_row_writes_every_column_of_its_description_once_and_is_ordered_by_its_key() {
    writes_all(&visit());
    writes_all(&matter(State::Closed, Some(3)));
    writes_all(&matter(State::Reported, Some(3)));
    writes_all(&matter(State::Returned, None));
    for last_met in [None, Some(0), Some(-5), Some(9)] {
        writes_all(&household(last_met));
    }
    writes_all(&install());
}

#[test]
fn what_a_filter_asks_about_is_a_filter_of_its_list() {
    fn asks<R: ListRow>(filter: &R::Filter) {
        let list = R::LIST;
        for (column, _) in crate::Filter::conditions(filter).equal {
            assert!(list.filters.contains(&column) || list.split.contains(&column), "{column}");
        }
    }
    asks::<VisitRow>(&VisitFilter {
        worker: Some(ACCOUNT),
        since: None,
        until: None,
        purpose: Some(Purpose::Care),
        met: Some(VisitContact::Met),
        standing: Some(ReviewStatus::Waiting),
        household: Some(RECORD),
    });
    for state in [State::Closed, State::Reported] {
        asks::<MatterRow>(&MatterFilter {
            state: Some(state),
            category: Some(Category::Safety),
            reporter: Some(ACCOUNT),
            department: Some(String::new()),
            due_before: None,
        });
    }
}

#[test]
fn words_in_conditions_are_words_of_the_wire() {
    let lists = ROWS.iter().flat_map(|rows| rows.lists);
    let of_lists = lists.flat_map(|list| list.indexes).flat_map(|index| index.only);
    let of_lookups = ROWS.iter().flat_map(|rows| rows.lookups).flat_map(|lookup| lookup.only);
    for condition in of_lists.chain(of_lookups) {
        let known = match condition {
            Condition::Is("met", word) => {
                VisitContact::KNOWN.iter().any(|one| one.as_str() == *word)
            }
            Condition::IsNot("standing", word) => {
                ReviewStatus::KNOWN.iter().any(|one| one.as_str() == *word)
            }
            Condition::Present(_) => true,
            _ => false,
        };
        assert!(known, "{condition:?}");
    }
}
