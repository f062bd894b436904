#!/usr/bin/env bash
# A full disk, a hundred times: writers and another program fill a small tmpfs; the daemon must neither abort nor lose what
# it acknowledged, and must write again once there is room. Half of the runs kill it while the disk is full.
#
#   tools/soak.d/full_disk.sh [PROGRAMS [RUNS [SEED]]]      build/release/bin, 100, 20261124
#
# Needs the right to mount, or user namespaces. Exit: 0 all of it held, 1 not, 77 it could not be run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec env HOMETIME_TEST_RUNS="${2:-100}" HOMETIME_TEST_SEED="${3:-20261124}" \
    /usr/bin/python3 -B tests/e2e/full_disk_test.py "${1:-build/release/bin}"
