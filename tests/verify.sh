#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev verify [STEP...]: what takes longer and must hold before something is called finished. Every step runs, whatever
# became of the others; the table at the end says what each found and how long it took.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

every=(release apart hash sanitize crash long fuzz peers coverage)
steps=("$@")
((${#steps[@]})) || steps=("${every[@]}")
for step in "${steps[@]}"; do
    [[ " ${every[*]} " == *" $step "* ]] || { echo "there is no step $step; there are: ${every[*]}" >&2; exit 2; }
done
fuzz_seconds=${GOLDBOX_FUZZ_SECONDS:-60}

# Four builds of the program, made by two compilers without and with optimisation, play the same scripts and must end
# in the same state; its log folds to that state again, and its commands resolve to the same events again.
#
# A script is a file of tests/scenarios, or of an adventure, that `goldbox play --script` takes. Comments at its head say
# with what:
#   # pack: examples/adventures/NAME      (the first bundled adventure)
#   # seed: 42
verify_hash() {
    local scripts=(tests/scenarios/*.txt examples/adventures/*/scripts/*.txt)
    [[ -f ${scripts[0]} ]] || { echo "no script in tests/scenarios"; return 1; }
    local build flags compiler
    for build in gcc-O0 gcc-O3 clang-O0 clang-O3; do
        compiler=g++
        [[ $build == clang-* ]] && compiler=clang++-19
        flags=-${build#*-}
        [[ $flags == -O3 ]] && flags="$flags -DNDEBUG"
        cmake -S . -B "build/verify/$build" -G Ninja -D CMAKE_CXX_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Debug \
            -D CMAKE_CXX_FLAGS_DEBUG="$flags" -D GOLDBOX_TESTS=OFF -D GOLDBOX_EXAMPLES=OFF -D GOLDBOX_BENCHMARKS=OFF -D GOLDBOX_UNITY=ON \
            >/dev/null
        cmake --build "build/verify/$build" --target goldbox -- --quiet || return 1
    done
    local script result=0
    for script in "${scripts[@]}"; do
        verify_script "$script" || result=1
    done
    return "$result"
}

verify_script() { # SCRIPT
    local script=$1 pack seed folder build state first=
    pack=$(sed -n 's/^# *pack: *//p' "$script" | head -n 1)
    [[ $pack ]] || pack=$(find examples/adventures -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)
    seed=$(sed -n 's/^# *seed: *//p' "$script" | head -n 1)
    folder=$(mktemp -d)
    local result=0
    for build in gcc-O0 gcc-O3 clang-O0 clang-O3; do
        local goldbox=build/verify/$build/bin/goldbox db=$folder/$build.db
        state=$("$goldbox" play "$pack" --db "$db" --game verify --seed "${seed:-42}" --script "$script" \
            2>"$folder/$build.err" | tail -n 1) || state="failed: $(head -n 1 "$folder/$build.err")"
        printf '    %-32s %-9s %s\n' "$(basename "$script")" "$build" "$state"
        [[ $state == "state "* ]] || result=1
        first=${first:-$state}
        [[ $state == "$first" ]] || result=1
        "$goldbox" replay verify --db "$db" --verify >"$folder/$build.out" || { cat "$folder/$build.out"; result=1; }
        "$goldbox" replay verify --db "$db" --audit >"$folder/$build.out" || { cat "$folder/$build.out"; result=1; }
    done
    rm -rf "$folder"
    return "$result"
}

# What `./dev play` and `./dev bench` build: optimised, with warnings that only then appear and stop nobody there.
verify_release() {
    local log
    log=$(mktemp)
    ./dev build release 2>&1 | tee "$log" || return 1
    ! grep -q 'warning:' "$log" || return 1
    rm -f "$log"
    build/release/bin/goldbox --version
}

# Every source by itself: where they are joined a missing include shows as little as a shadowed name.
verify_apart() { ./dev build dev; }

verify_sanitize() { ./dev sanitize; }
verify_fuzz() { ./dev fuzz "$fuzz_seconds"; }
verify_coverage() { ./dev coverage; }

# Tests that Catch2 hides because they take long: tagged [.crash] (the crash matrix) and [.long] (long property tests).
verify_crash() { hidden_tests crash; }
verify_long() { hidden_tests long; }

# A thousand generated stories, and what became of them by mistakes, in inkjs and here (tests/peers).
verify_peers() {
    ./dev build test || return 1
    GOLDBOX_REQUIRE_DATA=1 GOLDBOX_PEER_STORIES=${GOLDBOX_PEER_STORIES:-1000} build/test/bin/peers_test
}

hidden_tests() { # TAG
    local tag=$1 program count=0 result=0
    ./dev build test || return 1
    for program in build/test/bin/*_test; do
        "$program" --list-tests "[$tag]" | grep -qE '^(0 |No )' && continue
        count=$((count + 1))
        echo "    $(basename "$program") [$tag]"
        "$program" "[$tag]" || result=1
    done
    ((count)) || { echo "no test is tagged [.$tag]"; return 1; }
    return "$result"
}

table=()
failed=0
for step in "${steps[@]}"; do
    printf '\n==> verify: %s\n' "$step"
    start=$SECONDS
    # a subshell: what ends one step leaves the next ones alone (bash forgets `set -e` in it, so steps return by hand)
    result=0
    ("verify_$step") || result=$?
    word=ok
    ((result == 0)) || { word=FAILED; failed=$((failed + 1)); }
    table+=("$(printf '%-10s %-7s %5ds' "$step" "$word" $((SECONDS - start)))")
done

printf '\n'
printf '%s\n' "${table[@]}"
printf 'total time %dm %02ds\n' $((SECONDS / 60)) $((SECONDS % 60))
if ((failed)); then
    printf 'verify: %d of %d steps failed\n' "$failed" "${#steps[@]}"
    exit 1
fi
printf 'verify: all is well\n'
