#!/usr/bin/env bash
# How long a start takes with 1,000 records, with ten years of one school, and with 200 schools; and what a command costs in
# a log of five million records. Large logs are made once, in FOLDER, and used again.
#
#   tools/soak.d/startup.sh [PROGRAMS [FOLDER]]      build/release/bin, a folder below the system's temporary one
#
# Prints the tables that docs/performance.md has. Exit: 0; the figures say the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
programs=${1:-build/release/bin}
folder=${2:-$(mktemp -d)}
[[ -n ${2:-} ]] || trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder"
"$programs/hometime-bench" --folder "$folder" --keep "$folder" --part startup --rounds 5
"$programs/hometime-bench" --folder "$folder" --keep "$folder" --part commit-at-size --rounds 9
