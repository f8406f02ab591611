#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/peers/ink.sh BIN PEERS: ink in BIN/goldbox and in PEERS/node_modules/inkjs, the same work on the stories of
# ../shared/data/ink/bench. Blocks of both alternate, so that whatever else the machine does meets both; figures are
# medians of BLOCKS (5) blocks, CPU time without the start of a process. Different text is a failure, and so is a ratio
# below its target (unless REPORT=1: for machines that are busy).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
goldbox=$1/goldbox
export INKJS=$PWD/$2/node_modules/inkjs
data=${GOLDBOX_DATA:-../shared/data}/ink/bench
blocks=${BLOCKS:-5}
[[ -x $goldbox ]] || { echo "there is no $goldbox to measure" >&2; exit 1; }
[[ -d $INKJS ]] || { echo "there is no inkjs in $2 to compare with" >&2; exit 1; }
if [[ ! -f $data/intercept.json ]]; then
    echo "there are no stories to measure in $data: ink is not compared" >&2
    exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed 's/100000/5000/g' "$data/loop.json" >"$scratch/loop.json" # the cost is linear; inkjs takes minutes for all of it
"$goldbox" ink compile "$data/intercept.json" --image -o "$scratch/intercept.inkb"

field() { node -p "JSON.parse(process.argv[1]).$2" "$1"; }
median() { printf '%s\n' "$@" | sort -g | sed -n "$(($# / 2 + 1))p"; }

failed=0
# compare NAME TARGET MODE INKJS_STORY INKJS_N GOLDBOX_STORY GOLDBOX_N: Ns differ only where a unit of work stands alone
compare() {
    local name=$1 target=$2 mode=$3 theirs=() ours=() one other hash=""
    for ((block = 0; block < blocks; block++)); do
        one=$(node benchmarks/peers/inkjs.js "$4" "$mode" "$5")
        other=$("$goldbox" ink bench "$6" "--$mode" "$7")
        theirs+=("$(node -p "$(field "$one" cpu_seconds) / $5 * 1e3")")
        ours+=("$(node -p "$(field "$other" cpu_seconds) / $7 * 1e3")")
        hash=$(field "$other" text_hash)
        if [[ $(field "$one" text_hash) != "$hash" || $(field "$one" choices) != "$(field "$other" choices)" ]]; then
            printf '%s: the texts differ: inkjs %s, goldbox %s\n' "$name" "$one" "$other" >&2
            exit 1
        fi
    done
    local their_time our_time ratio verdict=ok
    their_time=$(median "${theirs[@]}")
    our_time=$(median "${ours[@]}")
    ratio=$(node -p "($their_time / $our_time).toFixed(1)")
    [[ $(node -p "$ratio >= $target") == true ]] || { verdict=MISSED; failed=1; }
    printf '%-26s %12.4f %12.5f %8sx %8sx  %-7s %12s\n' \
        "$name" "$their_time" "$our_time" "$ratio" "$target" "$verdict" "$hash"
}

printf 'ink: CPU milliseconds for each unit of work, medians of %s interleaved blocks\n' "$blocks"
printf '%-26s %12s %12s %9s %9s  %-7s %12s\n' work inkjs goldbox ratio target "" "text hash"
compare "load, JSON" 10 load "$data/intercept.json" 100 "$data/intercept.json" 500
compare "load, own image" 200 load "$data/intercept.json" 100 "$scratch/intercept.inkb" 10000
compare "compile" 20 compile "$data/intercept.ink" 5 "$data/intercept.ink" 50
compare "walks of The Intercept" 40 walk "$data/intercept.json" 200 "$data/intercept.json" 200
compare "choices" 40 walk "$data/choices.json" 5 "$data/choices.json" 5
compare "text" 40 run "$data/text.json" 1 "$data/text.json" 1
compare "loop, 5000 rounds" 150 run "$scratch/loop.json" 1 "$scratch/loop.json" 1
compare "calls" 50 run "$data/calls.json" 1 "$data/calls.json" 1
if ((failed)) && [[ ${REPORT:-0} != 1 ]]; then
    echo "a ratio is below its target" >&2
    exit 1
fi
