//! The promises of every store, written against the traits.
//!
//! A store proves them with one line in its tests:
//!
//! ```text
//! gridbook_store::conformance!(with_store);
//! ```
//!
//! where `fn with_store(case: impl FnOnce(&dyn Store))` opens an empty store and passes it to a
//! case. Each case becomes a test of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a case that cannot go on fails here"
)]

mod journal;
mod lists;
mod logins;
mod people;
mod records;
mod rows;
mod transactions;

use crate::Store;

/// A case: it fails by panicking.
type Case = fn(&dyn Store);

/// Makes a test of every case. `$with_store` opens an empty store for each and hands it on.
#[macro_export]
macro_rules! conformance {
    ($with_store:path) => {
        $crate::each_conformance_case! { $crate::conformance_tests [$with_store] }
    };
}

/// Makes the tests that [`conformance`] names.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ([$with_store:path] $($room:ident::$case:ident)*) => {$(
        #[test]
        fn $case() {
            $with_store(|store| $crate::testing::run(stringify!($case), store));
        }
    )*};
}

macro_rules! table {
    ([] $($room:ident::$case:ident)*) => {
        const CASES: &[(&str, Case)] = &[$((stringify!($case), $room::$case)),*];
    };
}

/// Hands the name of every case to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_conformance_case {
    ($($make:tt)::+ [$($with:tt)*]) => {
        $($make)::+! {
            [$($with)*]
            transactions::work_that_fails_leaves_nothing
            transactions::writing_in_a_reading_transaction_fails
            transactions::a_savepoint_rolled_back_keeps_what_came_before_and_after_it
            transactions::a_statement_that_fails_in_a_savepoint_does_not_spoil_the_transaction
            journal::an_install_reads_back_as_it_was_written_and_its_community_keeps_it_apart
            journal::the_hub_has_one_install_of_its_own_in_a_community
            journal::the_journal_keeps_exactly_the_bytes_and_each_number_and_id_once
            journal::a_fork_is_kept_once
            journal::a_part_is_settled_in_place_and_what_waits_is_found
            journal::what_waits_goes_on_in_the_order_of_numbers_and_else_as_it_was_received
            journal::what_is_to_be_tried_again_is_read_from_anywhere_and_around
            records::a_feed_keeps_its_counter_its_whole_sum_and_its_successors
            records::a_feeds_chain_is_kept_at_each_number_once
            records::a_page_comes_in_the_order_of_changes_and_stops_when_told
            records::a_place_in_a_feed_is_taken_once
            records::a_record_reads_back_with_every_field_and_can_be_counted
            records::a_records_history_reads_back_from_any_version
            records::who_left_a_feed_is_known_until_it_comes_back
            people::grants_keep_their_past_and_tell_at_which_version_they_held
            people::areas_grants_and_invitations_read_back
            people::areas_are_asked_for_by_community
            people::a_missing_photo_is_found_by_its_install
            people::epochs_keep_their_lineage_and_there_is_one_deployment
            people::photos_and_imports_are_written_in_place
            logins::a_login_name_is_one_accounts_whatever_its_case
            logins::a_session_ends_alone_or_with_all_of_its_account
            logins::failures_are_counted_and_forgotten
            logins::what_is_past_is_forgotten_some_at_a_time_and_what_is_not_stays
            lists::a_row_of_a_visit_log_reads_back_and_is_written_in_place
            lists::every_filter_and_walk_gives_what_matches_once_and_in_order
            lists::a_filter_that_hits_hardly_anything_gives_up_and_can_go_on
            lists::open_matters_stand_by_their_deadline_and_closed_ones_by_their_close
            lists::a_matter_moves_in_the_list_and_keeps_its_steps_until_it_goes
            lists::households_stand_by_when_they_were_met_and_give_visit_logs_their_door
            lists::meetings_leave_out_what_was_amended_and_who_was_not_met
            lists::reviews_keep_the_order_they_came_in
            lists::counts_add_up_over_the_grids_of_a_community_and_no_further
            lists::handhelds_stand_by_their_last_contact_without_the_hubs_own
            lists::the_shape_of_the_rows_is_noted_and_clearing_leaves_none
            lists::a_page_takes_the_same_steps_however_many_rows_are_stored
            lists::of_a_whole_community_all_work_and_of_a_grid_those_who_have_it
        }
    };
}

each_conformance_case! { table [] }

/// Runs one case on an empty store.
///
/// # Panics
/// When the store does not do what the case asks, or when there is no case of this name.
pub fn run(case: &str, store: &dyn Store) {
    let (_, run) = CASES.iter().find(|(name, _)| *name == case).expect("a case of this name");
    run(store);
}
