#!/usr/bin/env bash
# Damage to every kind of file of a data folder, in every way.
#
#   tools/soak.d/corrupt.sh PROGRAMS [DAMAGES [SEED]]      10000, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/common.sh
. tools/common.sh
build_preset dev test_crash
HOMETIME_TEST_ROUNDS=${2:-10000} HOMETIME_TEST_SEED=${3:-1} \
    figures build/dev/bin/test_crash --gtest_filter='Corruptions.NoDamage*'
