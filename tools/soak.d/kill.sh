#!/usr/bin/env bash
# kill -9 at random moments under eight writers, over HTTP.
#
#   tools/soak.d/kill.sh PROGRAMS [KILLS [SEED]]      2000, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/common.sh
. tools/common.sh
figures /usr/bin/python3 -B tests/crash/crash_loop.py "${1:-build/release/bin}" --kills "${2:-2000}" --seed "${3:-1}"
