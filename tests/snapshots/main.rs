//! Every page of the console whole, beside the file that says what it is to be.
//!
//! A page that changes fails here and shows its diff. `UPDATE_SNAPSHOTS=1` writes the files again;
//! the commit that changes one says why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod golden;
mod scene;

use golden::Golden;
use scene::Scene;

#[test]
fn every_page_is_what_its_snapshot_says() {
    let scene = Scene::new();
    let mut golden = Golden::new();
    golden.compare("sign_in", &scene.stranger("/sign-in"));
    golden.compare("sign_in_wrong", &scene.mistyped());
    let supervisor = scene.desk(&scene.supervisor);
    golden.compare("today", &supervisor.page("/today"));
    golden.compare("visits", &supervisor.page("/visits"));
    golden.compare("visits_filtered", &supervisor.page("/visits?met=met&standing=waiting"));
    golden.compare("visit", &supervisor.page(&scene.path("visits", scene.visit)));
    golden.compare("visit_returned", &supervisor.page(&scene.path("visits", scene.returned)));
    golden.compare("publicity", &supervisor.page("/publicity"));
    golden.compare("publicity_event", &supervisor.page(&scene.path("publicity", scene.event)));
    golden.compare("coverage", &supervisor.page("/coverage"));
    golden.compare("households", &supervisor.page(&format!("/coverage/{}", scene.world.grid)));
    golden.compare("handhelds", &supervisor.page("/handhelds"));
    let dispatcher = scene.desk(&scene.dispatcher);
    golden.compare("today_of_a_dispatcher", &dispatcher.page("/today"));
    golden.compare("matters", &dispatcher.page("/matters"));
    golden.compare("matter", &dispatcher.page(&scene.path("matters", scene.matter)));
    golden.compare("refused", &dispatcher.page(&scene.path("matters", scene.visit)));
    golden.done();
}
