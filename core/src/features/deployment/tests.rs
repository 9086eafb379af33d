use crate::testing::fixture::{GRID, OTHER_GRID, Phone};
use gridbook_domain::Class;
use gridbook_domain::area::Level;
use serde_json::json;

#[test]
fn areas_code_tables_and_settings_are_read_as_the_deployment_wrote_them() {
    let phone = Phone::new();
    let community = phone.hub_says(
        Class::Area,
        "c",
        json!({"name": "春风社区", "level": "community", "colour": "green"}),
    );
    phone.hub_says(
        Class::Area,
        "g",
        json!({"name": "第一网格", "level": "grid", "parent": community.to_string()}),
    );
    let areas = phone.book.areas().unwrap();
    assert_eq!(areas.len(), 2);
    let grid = areas.iter().find(|area| area.level == Level::Grid).unwrap();
    assert_eq!(grid.parent.map(|area| *area.as_bytes()), Some(*community.as_bytes()));
    phone.hub_says(Class::Table, "t", json!({"name": "category", "items": [{"code": "x"}]}));
    let table = &phone.book.code_tables().unwrap()[0];
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&table.json).unwrap(),
        json!({"name": "category", "items": [{"code": "x"}]})
    );
    phone.hub_says(Class::Setting, "s", json!({"name": "emergency_phone", "value": "110"}));
    let setting = |name: &str| phone.book.setting(name.to_owned()).unwrap();
    assert_eq!(setting("emergency_phone").as_deref(), Some("\"110\""));
    assert_eq!(setting("unset"), None);
}

#[test]
fn a_phone_knows_the_grids_of_its_grants() {
    let phone = Phone::new();
    let grids = phone.book.grids().unwrap();
    let areas: Vec<_> = grids.iter().map(|grid| grid.area).collect();
    assert_eq!(areas, [GRID, OTHER_GRID]);
    assert_eq!(grids[0].name, "第一网格");
}
