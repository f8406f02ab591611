#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/fuzz/run.sh BIN SECONDS [NAME...]: every fuzz target of the folder BIN, or those named, SECONDS each, as many at once
# as there are cores.
# What it learns stays in build/fuzz/corpus, what it finds in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$1 seconds=$2
shift 2
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "SECONDS is a whole number, not '$seconds'" >&2; exit 2; }

fuzz_one() { # NAME
    local name=$1 learned=build/fuzz/corpus/$1 found=build/fuzz/findings/$1 log=build/fuzz/$1.log result=ok
    mkdir -p "$learned" "$found"
    local seeds=()
    [[ -d tests/fuzz/corpus/$name ]] && seeds=("tests/fuzz/corpus/$name")
    [[ -f tests/fuzz/$name.dict ]] && seeds+=("-dict=tests/fuzz/$name.dict")
    "$bin/${name}_fuzz" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="$found/" -print_final_stats=1 "$learned" "${seeds[@]}" >"$log" 2>&1 </dev/null || result=FOUND
    printf '    %-12s %-5s %5ss %12s runs\n' "$name" "$result" "$seconds" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    if [[ $result != ok ]]; then
        tail -n 40 "$log"
        printf '    the input: %s\n' "$(find "$found" -type f | tail -n 1)"
        return 1
    fi
}
export -f fuzz_one
export bin seconds

all=()
for program in "$bin"/*_fuzz; do
    [[ -x $program ]] && all+=("$(basename "$program" _fuzz)")
done
((${#all[@]})) || { echo "no fuzz target in $bin" >&2; exit 1; }
targets=("$@")
((${#targets[@]})) || targets=("${all[@]}")
for name in "${targets[@]}"; do
    [[ " ${all[*]} " == *" $name "* ]] || { echo "there is no fuzz target $name; there are ${all[*]}" >&2; exit 2; }
done
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'fuzz_one "$1"' fuzz
