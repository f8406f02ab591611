#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/peers/dice.sh BIN: totals of parsed expressions against @dice-roller/rpg-dice-roller, five rounds in
# turns, CPU time, medians. Status 1 when a target is missed.
set -euo pipefail
bin=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
peers=$here/build/dice-peers
bash "$here/tests/peers/npm.sh" "$peers" @dice-roller/rpg-dice-roller@5.5.1
printf '==> dice: goldbox and rpg-dice-roller 5.5.1 on node %s, ns of CPU time a roll; load %s\n' \
    "$(node --version)" "$(cut -d ' ' -f 1 /proc/loadavg)"

field() { # field NAME: of a line of JSON from goldbox dice bench
    sed -n 's/.*"'"$1"'":\([0-9.e+-]*\).*/\1/p'
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

measure() { # measure EXPR ROLLS OF THE PEER: "theirs ours", the medians of five rounds
    local theirs=() ours=()
    for _ in 1 2 3 4 5; do
        theirs+=("$(node "$here/benchmarks/peers/dice_rdr.js" "$peers" "$1" "$2" | cut -d ' ' -f 1)")
        ours+=("$("$bin/goldbox" dice bench "$1" --count 2000000 | field roll_ns)")
    done
    printf '%s %s\n' "$(printf '%s\n' "${theirs[@]}" | median)" "$(printf '%s\n' "${ours[@]}" | median)"
}

missed=0
verdict() { # verdict VALUE RELATION TARGET
    if awk -v value="$1" -v relation="$2" -v target="$3" \
        'BEGIN { exit !(relation == "at least" ? value >= target : value <= target) }'; then
        echo ok
    else
        missed=$((missed + 1))
        echo MISSED
    fi
}

printf '%-12s %10s %10s %8s %8s\n' expression peer goldbox ratio target
ratios=()
while read -r expression rolls target; do
    read -r theirs ours < <(measure "$expression" "$rolls")
    ratio=$(awk -v a="$theirs" -v b="$ours" 'BEGIN { printf "%.1f", a / b }')
    ratios+=("$ratio")
    said=$(mktemp)
    verdict "$ratio" "at least" "$target" >"$said" # not in a subshell: it counts
    printf '%-12s %10.1f %10.1f %8.1f %8s  %s\n' "$expression" "$theirs" "$ours" "$ratio" "$target" "$(cat "$said")"
    rm -f "$said"
done <<'EXPRESSIONS'
1d20+5 20000 50
4d6kh3 40000 50
2d20kh1+7 20000 50
8d6 60000 50
100d20 6000 25
EXPRESSIONS
mean=$(printf '%s\n' "${ratios[@]}" | awk '{ sum += log($1) } END { printf "%.1f", exp(sum / NR) }')
said=$(mktemp)
verdict "$mean" "at least" 75 >"$said"
printf '%-12s %10s %10s %8.1f %8s  %s\n' "geom. mean" "" "" "$mean" 75 "$(cat "$said")"

own=$("$bin/goldbox" dice bench 1d20+5 --count 5000000)
while read -r name value target; do
    verdict "$value" "at most" "$target" >"$said"
    printf '%-34s %10.1f %8s  %s\n' "$name" "$value" "$target" "$(cat "$said")"
done <<OWN
1d20+5_parse_ns $(field parse_ns <<<"$own") 500
1d20+5_roll_ns $(field roll_ns <<<"$own") 30
1d20+5_allocations_per_roll $(field allocations_per_roll <<<"$own") 0
OWN
rm -f "$said"
((missed == 0)) || { printf 'dice: %d target(s) missed\n' "$missed"; exit 1; }
