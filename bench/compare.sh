#!/usr/bin/env bash
# Compares building the command at a commit with building it at HEAD, side by side in one run.
#
#   bench/compare.sh BASE [--cold]
#
# Touches one line of a console page three times in each, alternating, and prints the medians of
# `cargo check` and `cargo build` in seconds. With --cold it also prints the first build of each,
# from an empty target folder. Both commits are checked out into a temporary folder.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?"bench/compare.sh BASE [--cold]"}
cold=${2:-}
work=$(mktemp -d)
trap 'git worktree remove --force "$work/base"; git worktree remove --force "$work/head"; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/base" "$base"
git worktree add --quiet --detach "$work/head" HEAD

seconds() { # COMMAND...: runs it and prints how long it took
    local from to
    from=$(date +%s.%N)
    "$@" >/dev/null 2>&1
    to=$(date +%s.%N)
    awk -v from="$from" -v to="$to" 'BEGIN { printf "%.1f\n", to - from }'
}
in_tree() { # TREE COMMAND...
    (cd "$work/$1" && shift && CARGO_TARGET_DIR=$PWD/target "$@")
}
page() { # TREE: the file of a console page
    for file in hub/console/src/today.rs hub/src/console/today.rs; do
        if [ -f "$work/$1/$file" ]; then echo "$work/$1/$file" && return; fi
    done
}
median() { sort -n | sed -n 2p; }

for tree in base head; do
    in_tree "$tree" cargo fetch --quiet
    first=$(seconds in_tree "$tree" cargo build)
    [ "$cold" != --cold ] || echo "$tree: first build $first s"
    in_tree "$tree" cargo check --quiet
done
for round in 1 2 3; do
    for tree in base head; do
        echo "// $round" >>"$(page "$tree")"
        seconds in_tree "$tree" cargo check >>"$work/$tree-check"
        seconds in_tree "$tree" cargo build >>"$work/$tree-build"
    done
done
for what in check build; do
    was=$(median <"$work/base-$what")
    is=$(median <"$work/head-$what")
    awk -v what="$what" -v was="$was" -v is="$is" \
        'BEGIN { printf "cargo %s after one line of a page: %s s -> %s s (%.2f x)\n", what, was, is, is / was }'
done
