#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/peers/llm.sh BIN PEERS: calls of language models against the AI SDK from npm, both against the same server on
# loopback (data/llm/bench beside the project), three rounds in turns, CPU time of the client's process, medians. Then 500
# streams at once on two threads. Status 1 when a target is missed.
set -euo pipefail
bin=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
data=${GOLDBOX_DATA:-$here/../shared/data}/llm/bench
if [[ ! -x $bin/llm_client ]]; then
    echo "llm: the program was built without libcurl; nothing is compared" >&2
    exit 0
fi
if [[ ! -f $data/client.mjs ]]; then
    echo "llm: there is no $data; nothing is compared" >&2
    exit 0
fi
bash "$here/tests/peers/install-llm.sh" "$here/build/llm-peers"
export NODE_MODULES=$here/build/llm-peers AI_SDK_LOG_WARNINGS=false
version=$(node -p "require('$NODE_MODULES/node_modules/ai/package.json').version")
printf '==> llm: goldbox and the AI SDK %s, ms of CPU time a call\n' "$version"

servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true' EXIT
serve() { # serve PORT CHUNKS DELAY: a server, ready
    node "$data/server.mjs" "$1" "$2" "$3" 0 >/dev/null &
    servers+=($!)
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.1
    done
    echo "llm: the server does not come up" >&2
    exit 1
}
field() { sed -n 's/.*"'"$1"'":\([0-9.e+-]*\).*/\1/p'; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

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

serve "${PORT:=18391}" 50 0
printf '%-8s %8s %10s %10s %8s %8s\n' mode at_once peer goldbox ratio target
for row in "json 1 15" "json 32 15" "stream 1 30" "stream 32 30"; do
    read -r mode at_once target <<<"$row"
    theirs=() ours=()
    for _ in 1 2 3; do
        theirs+=("$(node --expose-gc "$data/client.mjs" aisdk "$mode" "$at_once" "${N:-400}" "$PORT" | field cpu_ms_per_req)")
        ours+=("$("$bin/llm_client" "$mode" "$at_once" "$((${N:-400} * 5))" "$PORT" | field cpu_ms_per_req)")
    done
    their=$(printf '%s\n' "${theirs[@]}" | median) our=$(printf '%s\n' "${ours[@]}" | median)
    ratio=$(awk -v a="$their" -v b="$our" 'BEGIN { printf "%.1f", a / b }')
    printf '%-8s %8s %10s %10s %8s %8s %s\n' "$mode" "$at_once" "$their" "$our" "$ratio" "$target" "$(verdict "$ratio" "at least" "$target")"
done

serve $((PORT + 1)) 50 40 # two seconds a stream, so that all are open at once
line=$("$bin/llm_client" stream 500 500 $((PORT + 1)))
echo "$line"
memory=$(field maxrss_mb <<<"$line")
printf '500 streams on 2 threads: %s MB at most, target 20 %s\n' "$memory" "$(verdict "$memory" "at most" 20)"
exit $((missed > 0))
