//! The graph on small crates: what is a circle and what is not.

use super::{Arrow, Crate};

fn arrows(crate_: &Crate) -> Vec<String> {
    let told = |arrow: &Arrow| format!("{} -> {}: {}", arrow.from, arrow.to, arrow.item);
    crate_.arrows().iter().map(told).collect()
}

#[test]
fn a_circle_between_rooms_is_found() {
    let both = Crate::read([
        ("a.rs", "use crate::b::B;\npub struct A;"),
        ("b.rs", "pub struct B;\nfn f() { crate::a::g(); }"),
        ("c.rs", "use crate::a::A;"),
    ]);
    assert_eq!(both.file_circles(), ["2 in a circle, such as a → b → a"]);
    assert_eq!(both.room_circles(), ["2 in a circle, such as a → b → a"]);
}

#[test]
fn rooms_in_a_circle_are_found_where_no_files_are() {
    let both = Crate::read([
        ("a/mod.rs", "mod x;\nmod y;"),
        ("a/x.rs", "use crate::b::B;"),
        ("a/y.rs", "pub struct Y;"),
        ("b/mod.rs", "mod z;\npub struct B;"),
        ("b/z.rs", "use crate::a::y::Y;"),
    ]);
    assert_eq!(both.file_circles(), Vec::<String>::new());
    assert_eq!(both.room_circles(), ["2 in a circle, such as a → b → a"]);
}

#[test]
fn a_circle_of_files_within_a_room_is_found() {
    let inner = Crate::read([
        ("a/mod.rs", "mod x;\nmod y;\nmod z;"),
        ("a/x.rs", "use super::y;\nfn f() { y::g() }"),
        ("a/y.rs", "use super::z::{self, Z as Other};\nfn g() {}"),
        ("a/z.rs", "pub struct Z;\nfn h() { super::x::f() }"),
    ]);
    assert_eq!(inner.file_circles(), ["3 in a circle, such as a::x → a::y → a::z → a::x"]);
    assert_eq!(inner.room_circles(), Vec::<String>::new());
}

#[test]
fn an_arrow_upwards_is_found_and_a_room_without_a_place() {
    let house = Crate::read([
        ("lib.rs", "mod low; mod left; mod right; mod cellar;\npub use right::R;"),
        ("low.rs", "use crate::right;\nfn f() { right::g() }"),
        ("left.rs", "use crate::{low::f, R};"),
        ("right.rs", "pub struct R;\npub fn g() {}"),
        ("cellar.rs", ""),
    ]);
    let faults = house.upward(&[&["low"], &["left", "right"]]);
    assert_eq!(
        faults,
        ["cellar has no place in the order", "left:1 uses R of right", "low:2 uses g of right"]
    );
}

#[test]
fn a_parent_that_hands_its_children_on_makes_no_circle() {
    let room = Crate::read([
        ("a/mod.rs", "mod x;\nmod y;\npub(crate) use x::X;\npub use y::*;"),
        ("a/x.rs", "use super::Y;\npub struct X;"),
        ("a/y.rs", "pub struct Y;"),
        ("b.rs", "use crate::a::{X, Y};"),
    ]);
    assert_eq!(arrows(&room), ["a::x -> a::y: Y", "b -> a::x: X", "b -> a::y: Y"]);
    assert_eq!(room.file_circles(), Vec::<String>::new());
}

#[test]
fn a_child_may_name_the_types_of_its_parent_but_not_call_it() {
    let parent = "mod x;\npub struct Kind;\nfn help() {}\nfn f() { x::g() }";
    let named = Crate::read([("a/mod.rs", parent), ("a/x.rs", "use super::Kind;\nfn g() {}")]);
    assert_eq!(named.file_circles(), Vec::<String>::new());
    let called = Crate::read([("a/mod.rs", parent), ("a/x.rs", "fn g() { super::help() }")]);
    assert_eq!(called.file_circles(), ["2 in a circle, such as a → a::x → a"]);
}

#[test]
fn tests_comments_and_strings_draw_no_arrows() {
    let quiet = Crate::read([
        ("lib.rs", "mod a;\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\n#[allow(x)]\nmod kit;"),
        ("a.rs", "/// [`crate::b::B`]\nfn f<'a>() { \"crate::b::B\"; r#\"crate::b::C\"#; '\"'; }"),
        ("b.rs", "#[cfg(test)]\nmod tests {\n use crate::a::f;\n}\nfn g() {}"),
        ("kit/mod.rs", "use crate::a::f;"),
        ("tests.rs", "use crate::{a::f, b::g};"),
    ]);
    assert_eq!(arrows(&quiet), Vec::<String>::new());
}
