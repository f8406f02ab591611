#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# benchmarks/peers/rtree.sh BIN PEERS: the spatial index against Boost.Geometry's R-tree.
set -euo pipefail
echo "==> spatial index: Boost.Geometry in the same run"
stdbuf -oL "$1/grid_rtree"
