#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/balance.sh BIN: plays every row of docs/balance.md again with BIN/goldbox, and writes the figures there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
goldbox=$1/goldbox
file=docs/balance.md
runs=1000
seed=1

field() { sed -E "s/.*\"$1\":([0-9.e+-]+).*/\1/" <<<"$report"; }

new=$(mktemp)
trap 'rm -f "$new"' EXIT
while IFS= read -r line; do
    # | pack | a | b | won by a, percent | drawn | rounds | fallen of a | fallen of b | said of it |
    if [[ $line =~ ^\|\ (srd51|classic)\ \|\ \`([^\`]+)\`\ \|\ \`([^\`]+)\`\ \|.*\|\ ([^|]*)\ \|$ ]]; then
        pack=${BASH_REMATCH[1]} a=${BASH_REMATCH[2]} b=${BASH_REMATCH[3]} said=${BASH_REMATCH[4]}
        report=$("$goldbox" arena --pack "$pack" --a "$a" --b "$b" --runs $runs --seed $seed --format json)
        line=$(awk -v pack="$pack" -v a="$a" -v b="$b" -v said="$said" -v runs=$runs \
            -v wins="$(field wins_a)" -v draws="$(field draws)" -v rounds="$(field rounds_mean)" \
            -v fallen_a="$(field fallen_a_mean)" -v fallen_b="$(field fallen_b_mean)" \
            'BEGIN { printf "| %s | `%s` | `%s` | %.1f | %.1f | %.1f | %.2f | %.2f | %s |",
                     pack, a, b, 100 * wins / runs, 100 * draws / runs, rounds, fallen_a, fallen_b, said }')
        echo "$line" >&2
    fi
    printf '%s\n' "$line"
done <"$file" >"$new"
cat "$new" >"$file"
