#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/peers/npm.sh DIR PACKAGE@VERSION...: sees to it that DIR/node_modules holds these packages from npm. Needs node and npm
# (./dev installs them); a second call only looks.
set -euo pipefail
dir=$1
shift

is_there() {
    local package
    for package in "$@"; do
        grep -qsF "\"version\": \"${package##*@}\"" "$dir/node_modules/${package%@*}/package.json" || return 1
    done
}

# Node trusts a list of authorities of its own; add those that this system trusts.
authorities=/etc/ssl/certs/ca-certificates.crt
if [[ ! ${NODE_EXTRA_CA_CERTS:-} && -f $authorities ]]; then
    export NODE_EXTRA_CA_CERTS=$authorities
fi

is_there "$@" && exit
for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: $* cannot be installed" >&2; exit 3; }
done
echo "==> installing $* into $dir"
mkdir -p "$dir"
npm install --prefix "$dir" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error "$@"
is_there "$@" || { echo "npm did not install what was asked for" >&2; exit 3; }
