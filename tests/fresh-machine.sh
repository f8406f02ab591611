#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/fresh-machine.sh FOLDER [COMMAND...]: proves that a machine with nothing on it needs nothing but `git clone` and
# ./dev. Makes a minimal Debian 12 in FOLDER with debootstrap (needs root), from the mirror this machine uses, clones the
# last commit into it with ../shared (GOLDBOX_SHARED) beside when there is one, runs COMMAND (./dev test) there and says
# how long it took. FOLDER is kept, so that a second run shows what a second call costs; remove it to begin anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
(($#)) || { sed -n '3,6s/^# //p' "$0" >&2; exit 2; }
root=$(realpath -m "$1")
shift
command=("$@")
((${#command[@]})) || command=(./dev test)
((EUID == 0)) || { echo "debootstrap and chroot need root" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }

# The archive this machine installs from, as apt knows it: whatever host, proxy or certificate that takes.
mirror() {
    # shellcheck disable=SC2016 # the fields are apt's
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)' |
        awk -F'|' '$2 == "bookworm" && $3 == "main" && $4 == "Packages" { print $1; exit }'
}

if [[ ! -x $root/usr/bin/apt-get ]]; then
    url=$(mirror)
    [[ $url ]] || { echo "apt of this machine knows no archive of bookworm" >&2; exit 3; }
    echo "==> a minimal Debian 12 in $root"
    debootstrap --variant=minbase bookworm "$root" "$url" >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 3; }
    # what apt inside needs to reach the same archive: proxies and the like, names and certificates
    apt-config dump Acquire >"$root/etc/apt/apt.conf.d/50machine"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/machine.crt" 2>/dev/null || true
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
fi

mounts=()
# shellcheck disable=SC2317 # called by the trap
unmount() {
    local i
    for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount "${mounts[i]}"; done
}
trap unmount EXIT
mount_in() { # KIND TARGET ARGS...
    local kind=$1 target=$root/$2
    shift 2
    mkdir -p "$target"
    mountpoint -q "$target" && return
    mount -t "$kind" "$@" "$kind" "$target"
    mounts+=("$target")
}
mount_in proc proc
mount_in tmpfs dev/shm
mount_in devpts dev/pts -o newinstance,ptmxmode=0666 # the terminal tests open pseudo-terminals
ln -sfn pts/ptmx "$root/dev/ptmx"
[[ -e $root/dev/null ]] || mknod -m 666 "$root/dev/null" c 1 3

echo "==> clone"
mkdir -p "$root/srv"
rm -rf "$root/srv/goldbox.new"
git clone --quiet --no-local . "$root/srv/goldbox.new"
if [[ -d $root/srv/goldbox/build ]]; then
    mv "$root/srv/goldbox/build" "$root/srv/goldbox.new/build"
fi
rm -rf "$root/srv/goldbox"
mv "$root/srv/goldbox.new" "$root/srv/goldbox"
shared=${GOLDBOX_SHARED:-../shared}
if [[ -d $shared && ! -d $root/srv/shared ]]; then
    cp -rL "$shared" "$root/srv/shared"
fi

echo "==> ${command[*]}"
result=0
start=$SECONDS
# npm asks for the authorities by name: the package ca-certificates, installed later, writes its own file anew
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.crt GOLDBOX_REQUIRE_DATA="${GOLDBOX_REQUIRE_DATA-}" \
    chroot "$root" /bin/bash -c 'cd /srv/goldbox && exec "$@"' fresh "${command[@]}" </dev/null || result=$?
printf '==> exit status %d after %dm %02ds on a fresh machine\n' "$result" $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60))
exit "$result"
