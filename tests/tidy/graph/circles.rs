//! Circles in a graph of names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// One line for each set of nodes that reach one another: how many, and the shortest way round.
pub fn circles(arrows: impl Iterator<Item = (String, String)>) -> Vec<String> {
    let mut graph = Graph::new();
    arrows.for_each(|(from, to)| {
        graph.entry(from).or_default().insert(to);
    });
    let reached: BTreeMap<&String, BTreeSet<String>> =
        graph.keys().map(|node| (node, reach(&graph, node))).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (node, there) in &reached {
        if !there.contains(*node) || !seen.insert((*node).clone()) {
            continue;
        }
        let back = |other: &&String| reached.get(other).is_some_and(|from| from.contains(*node));
        let members: BTreeSet<String> = there.iter().filter(back).cloned().collect();
        let ways = members.iter().filter_map(|member| way_round(&graph, member));
        let shortest = ways.min_by_key(Vec::len).unwrap_or_default();
        found.push(format!("{} in a circle, such as {}", members.len(), shortest.join(" → ")));
        seen.extend(members);
    }
    found
}

fn reach(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(node) = open.pop() {
        for next in graph.get(&node).into_iter().flatten() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

fn way_round(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut open = VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = open.pop_front() {
        for next in graph.get(way.last()?).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(next.clone());
            if next == start {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                open.push_back(longer);
            }
        }
    }
    None
}
