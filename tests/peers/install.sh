#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/peers/install.sh [DIR]: sees to it that DIR (build/peers) holds node_modules/inkjs, the runtime and compiler that
# we compare ourselves with. Needs node and npm (./dev installs them); a second call only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dir=${1:-build/peers}
version=2.4.0
scripts_sha256=ebb3ca39497d4283d2fe7828a4b7a31a9fe139f934e516f7fc8258736da552c6

# Node trusts a list of authorities of its own; add those that this system trusts.
authorities=/etc/ssl/certs/ca-certificates.crt
if [[ ! ${NODE_EXTRA_CA_CERTS:-} && -f $authorities ]]; then
    export NODE_EXTRA_CA_CERTS=$authorities
fi

# What is run here is what was looked at: every script of the release.
is_there() {
    [[ -d $dir/node_modules/inkjs ]] || return 1
    local sum
    sum=$(cd "$dir/node_modules/inkjs" && find . -name '*.js' -type f -print0 | LC_ALL=C sort -z |
        xargs -0 sha256sum | sha256sum)
    [[ ${sum%% *} == "$scripts_sha256" ]]
}

is_there && exit
for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: inkjs cannot be installed" >&2; exit 3; }
done
echo "==> installing inkjs $version into $dir"
rm -rf "$dir/node_modules"
mkdir -p "$dir"
npm install --prefix "$dir" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error "inkjs@$version"
is_there || { echo "what npm installed as inkjs $version is not the release that is known here" >&2; exit 3; }
