#!/usr/bin/env bash
# A daemon that is killed around a hundred window openings: nothing outside a window, nothing lost, nothing twice.
#
#   tools/soak.d/openings.sh PROGRAMS [KILLS [SEED]]      100, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec env HOMETIME_TEST_KILLS="${2:-100}" HOMETIME_TEST_SEED="${3:-1}" \
    /usr/bin/python3 -B tests/e2e/openings_test.py "${1:-build/release/bin}"
