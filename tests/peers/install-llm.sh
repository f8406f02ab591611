#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/peers/install-llm.sh [DIR]: puts the npm packages into DIR (build/llm-peers) against which the requests to language
# models are checked: OpenAI's published schema by ajv, the others by the types of the providers' own clients. The test
# "requests are what providers document" is skipped without them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dir=${1:-build/llm-peers}
for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 3; }
done
mkdir -p "$dir"
npm install --prefix "$dir" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
    ajv@8 typescript@5 openai@6 @anthropic-ai/sdk@1 @google/genai@2
