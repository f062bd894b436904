#!/usr/bin/env bash
# A power cut at every call of the canonical day, and at every call of sampled starts that follow.
#
#   tools/soak.d/crash.sh PROGRAMS [EACH [SEED]]      1: every call, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/common.sh
. tools/common.sh
build_preset dev test_crash
HOMETIME_TEST_EVERY=${2:-1} HOMETIME_TEST_SEED=${3:-1} HOMETIME_TEST_AGAIN=${HOMETIME_TEST_AGAIN:-40} \
    figures build/dev/bin/test_crash --gtest_filter='CrashPoints.*'
