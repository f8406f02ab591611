#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/run.sh BUILD [--peers]: every benchmark program, the start of the program, the size of each room's library.
# Figures are CPU time on this machine; the JSON of Google Benchmark lands in BUILD/bench.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$1
peers=${2:-}
mkdir -p "$build/bench"

echo "==> benchmarks"
count=0
for program in "$build"/bin/*_bench; do
    [[ -x $program ]] || continue
    count=$((count + 1))
    "$program" --benchmark_repetitions=3 --benchmark_report_aggregates_only=true --benchmark_display_aggregates_only=true \
        --benchmark_out="$build/bench/$(basename "$program").json" --benchmark_out_format=json
done
((count)) || echo "there are no benchmark programs yet"

if [[ -x $build/bin/goldbox ]]; then
    echo "==> start of the program"
    starts=()
    for _ in $(seq 21); do
        before=$(date +%s%N)
        "$build/bin/goldbox" --version >/dev/null
        starts+=($((($(date +%s%N) - before) / 1000)))
    done
    printf 'goldbox --version: median %d us of 21 starts\n' "$(printf '%s\n' "${starts[@]}" | sort -n | sed -n 11p)"
fi

echo "==> size of each room (text + data of its library, bytes)"
for library in "$build"/libgoldbox/libgoldbox_*.a; do
    name=$(basename "$library" .a)
    printf '%-12s %9d\n' "${name#libgoldbox_}" "$(size "$library" | awk 'NR > 1 { sum += $1 + $2 } END { print sum + 0 }')"
done

[[ $peers == --peers ]] || exit 0
echo "==> peers"
bash tests/peers/install.sh build/peers
printf 'inkjs %s on node %s\n' "$(node -p "require('./build/peers/node_modules/inkjs/package.json').version")" "$(node --version)"
hooks=(benchmarks/peers/*.sh)
if [[ ! -f ${hooks[0]} ]]; then
    echo "there is no comparison in benchmarks/peers yet" >&2
    exit 1
fi
for hook in "${hooks[@]}"; do # each does one piece of work in the peer and in goldbox and prints the ratio
    bash "$hook" "$build/bin" build/peers
done
