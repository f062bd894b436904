#!/usr/bin/env bash
# A disk that refuses each call of the canonical day in turn, once or for ever.
#
#   tools/soak.d/errors.sh PROGRAMS [EACH [SEED]]      1: every call, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/common.sh
. tools/common.sh
build_preset dev test_crash
HOMETIME_TEST_EVERY=${2:-1} HOMETIME_TEST_SEED=${3:-1} figures build/dev/bin/test_crash --gtest_filter='DiskErrors.*'
