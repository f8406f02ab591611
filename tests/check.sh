#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev check: what can be said about the sources without running them. Needs build/dev configured.
#
# Which files are linted: those that differ from the commit GOLDBOX_SINCE when it is set; else from where this branch left
# main; on main itself from the commit before. With --all, or when no commit is known, all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()
check() { # check NAME COMMAND...
    local name=$1 start=$SECONDS
    shift
    if "$@"; then
        printf '    %-10s ok      %4ds\n' "$name" $((SECONDS - start))
    else
        printf '    %-10s FAILED  %4ds\n' "$name" $((SECONDS - start))
        failed+=("$name")
    fi
}

in_git() { command -v git >/dev/null && git rev-parse --is-inside-work-tree >/dev/null 2>&1; }

# sources PATTERN...: files of the project, as git sees them, or as they lie there in a tree without git.
sources() {
    if in_git; then
        git ls-files -z --cached --others --exclude-standard -- "$@" | while IFS= read -r -d '' file; do
            [[ -f $file ]] && printf '%s\0' "$file"
        done
    else
        # a pattern of git's matches in folders below too, and so does find's -path
        local pattern
        for pattern in "$@"; do
            find . -path ./build -prune -o -type f -path "./$pattern" -printf '%P\0'
        done
    fi
}

base_commit() {
    in_git || return 1
    if [[ ${GOLDBOX_SINCE:-} ]]; then
        git rev-parse --verify --quiet "$GOLDBOX_SINCE^{commit}"
        return
    fi
    local main
    main=$(git rev-parse --verify --quiet main || git rev-parse --verify --quiet origin/main) || main=
    if [[ $main && $main != $(git rev-parse HEAD) ]]; then
        git merge-base "$main" HEAD
    else
        git rev-parse --verify --quiet HEAD^
    fi
}

format() {
    local wrong
    # a file comes out of here once, by name: the places say nothing that ./dev format does not mend
    wrong=$(sources '*.cpp' '*.hpp' '*.h' | xargs -0 -r -n 20 -P "$(nproc)" clang-format-19 --dry-run 2>&1 |
        sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: warning:.*/\1/p' | sort -u)
    [[ $wrong ]] || return 0
    printf '%s\n' "$wrong" "(./dev format formats them)"
    return 1
}

# The translation units to lint. A public header has one of its own in the build folder; a private one is linted
# through the source of the same name.
lint_units() {
    local base file name
    if [[ $1 == --all ]] || ! base=$(base_commit); then
        sources 'libgoldbox/*.cpp' 'adapters/*.cpp' 'examples/*.cpp' 'tests/*.cpp' 'benchmarks/*.cpp'
        find build/dev -path '*_verify_interface_header_sets/*.cxx' -print0
        return
    fi
    { git diff -z --name-only --diff-filter=d "$base" -- && git ls-files -z --others --exclude-standard; } |
        while IFS= read -r -d '' file; do
            case $file in
                *.cpp) printf '%s\0' "$file" ;;
                libgoldbox/include/*.hpp)
                    name=${file#libgoldbox/include/}
                    find build/dev -path "*_verify_interface_header_sets/$name.cxx" -print0
                    ;;
                libgoldbox/src/*.hpp) [[ -f ${file%.hpp}.cpp ]] && printf '%s\0' "${file%.hpp}.cpp" ;;
            esac
        done | sort -zu
}

# Only what the build compiles: fuzz targets and the like have no command in build/dev.
compiled() {
    local file path
    while IFS= read -r -d '' file; do
        path=$(readlink -f "$file")
        if grep -qF "\"file\": \"$path\"" build/dev/compile_commands.json; then
            printf '%s\0' "$file"
        fi
    done
}

lint() {
    local list
    list=$(mktemp)
    lint_units "${1:-}" | compiled >"$list"
    printf '    linting %d file(s)\n' "$(tr -dc '\0' <"$list" | wc -c)"
    local result=0
    # of g++'s flags clang knows not all; of libstdc++ 12, stable_sort calls something that it calls deprecated itself
    xargs -0 -r -n 1 -P "$(nproc)" clang-tidy-19 -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-Wno-deprecated-declarations <"$list" 2>/dev/null || result=1
    rm -f "$list"
    return "$result"
}

layering() {
    cmake -D EDGES=build/dev/room_edges.cmake -P cmake/CheckLayers.cmake 2>&1
}

scripts() {
    { sources '*.sh' && printf '%s\0' dev .ci/run; } | xargs -0 -r shellcheck
}

# Wrong JSON fails loudly; the consumer of a preset file would only say that there is no such preset.
json() {
    local file script
    script=$(mktemp)
    # shellcheck disable=SC2016 # the names are CMake's
    printf '%s\n' 'file(READ "${FILE}" text)' 'string(JSON kind ERROR_VARIABLE error TYPE "${text}")' \
        'if(error)' 'message(FATAL_ERROR "${FILE}: ${error}")' 'endif()' >"$script"
    local result=0
    for file in CMakePresets.json package.json; do
        [[ -f $file ]] || continue
        cmake -D FILE="$PWD/$file" -P "$script" || result=1
    done
    rm -f "$script"
    return "$result"
}

licences() {
    local file missing=0
    while IFS= read -r -d '' file; do
        if ! head -n 5 "$file" | grep -q 'SPDX-License-Identifier'; then
            printf '%s: no SPDX-License-Identifier in its first lines\n' "$file"
            missing=1
        fi
    done < <(sources '*.cpp' '*.hpp' '*.h' '*.sh' '*.cmake' '*CMakeLists.txt')
    return "$missing"
}

if [[ ${1:-} == --format ]]; then
    sources '*.cpp' '*.hpp' '*.h' | xargs -0 -r -n 20 clang-format-19 -i
    exit
fi
check format format
check layering layering
check scripts scripts
check json json
check licences licences
check lint lint "${1:-}"
if ((${#failed[@]})); then
    printf 'check: failed: %s\n' "${failed[*]}"
    exit 1
fi
printf 'check: all is well\n'
