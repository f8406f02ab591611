#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/peers/tcod.sh BIN PEERS: sight and paths against libtcod, which Debian has (libtcod-dev).
set -euo pipefail
if [[ ! -x $1/grid_tcod ]]; then
    echo "grid: libtcod-dev was not there when the benchmarks were configured; nothing is compared" >&2
    exit 0
fi
echo "==> grid: libtcod in the same run"
"$1/grid_tcod"
