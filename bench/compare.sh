#!/usr/bin/env bash
# Compares a commit with HEAD, side by side in one run. Both are checked out into a temporary
# folder.
#
#   bench/compare.sh BASE [--cold]
#
# compares building the command: touches one line of a console page three times in each,
# alternating, and prints the medians of `cargo check` and `cargo build` in seconds. With --cold it
# also prints the first build of each, from an empty target folder.
#
#   bench/compare.sh BASE --run [TIMES]
#
# compares what the commands do: runs the measurements of each so many times (5), alternating, and
# prints the medians of time and of time × bare. A figure that BASE does not measure is a dash.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?"bench/compare.sh BASE [--cold | --run [TIMES]]"}
mode=${2:-}
times=${3:-5}
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
    for file in hub/console/src/pages/today.rs hub/src/console/today.rs; do
        if [ -f "$work/$1/$file" ]; then echo "$work/$1/$file" && return; fi
    done
}
median() { sort -n | awk '{ all[NR] = $1 } END { print NR ? all[int((NR + 1) / 2)] : "-" }'; }

figures() { # of a run: NAME|TIME|RATIO a line
    awk -F '|' '
        /^\| *[a-z0-9]/ && NF > 4 && !/^\| *work/ {
            gsub(/^ +| +$/, "", $2); sub(/ms.*/, "", $3); gsub(/ /, "", $3); gsub(/ /, "", $4)
            print $2 " (ms)|" $3 "|" $4
        }
        /^(pages|MiB) of/ {
            split($0, at, ": "); split(at[2], figure, ", ")
            sub(/.* /, "", figure[3])
            print at[1] "|" figure[1] "|" figure[3]
        }' "$1"
}
compare_runs() {
    local round tree name
    for tree in base head; do in_tree "$tree" cargo build --quiet --release -p gridbook-bench; done
    for round in $(seq "$times"); do
        for tree in base head; do
            echo "run $round of $times: $tree" >&2
            "$work/$tree/target/release/gridbook-bench" >"$work/$tree-run" 2>/dev/null
            figures "$work/$tree-run" >>"$work/$tree-figures"
        done
    done
    printf '| %-50s | %8s | %8s | %8s | %8s |\n' 'median of '"$times" base '× bare' head '× bare'
    printf '|%s|--------:|--------:|--------:|--------:|\n' "$(printf -- '-%.0s' $(seq 52))"
    awk -F '|' '!seen[$1]++ { print $1 }' "$work/head-figures" | while read -r name; do
        printf '| %-50s |' "$name"
        for tree in base head; do
            for column in 2 3; do
                awk -F '|' -v name="$name" -v column="$column" \
                    '$1 == name && $column != "" { print $column }' "$work/$tree-figures" |
                    median | xargs printf ' %8s |'
            done
        done
        echo
    done
}

if [ "$mode" = --run ]; then
    compare_runs
    exit
fi

for tree in base head; do
    in_tree "$tree" cargo fetch --quiet
    first=$(seconds in_tree "$tree" cargo build)
    [ "$mode" != --cold ] || echo "$tree: first build $first s"
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
