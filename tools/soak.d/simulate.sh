#!/usr/bin/env bash
# Simulated school years, every rare path reached; some of them again on RocksDB, and by another build, with equal digests.
#
#   tools/soak.d/simulate.sh PROGRAMS [YEARS [SEED]]      5000, 1
#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/common.sh
. tools/common.sh
programs=${1:?name the folder of the programs}
years=${2:-5000} seed=${3:-1}

folder=$(mktemp -d "${HOMETIME_SOAK_FOLDER:-${TMPDIR:-/tmp}}/hometime-soak-simulate-XXXXXX")
trap 'rm -rf "$folder"' EXIT

tests/simulation/years.sh "$programs/hometime-simulate" "$years" "$seed"

# The same years, whatever stores the log and whatever compiled the program: one in fifty, for a term.
build_preset dev hometime-simulate
digests=0
sample=$((years / 50 > 0 ? years / 50 : 1))
for with in "$programs" "$programs --rocks $folder/rocks" build/dev/bin; do
    read -r bin options <<< "$with"
    digests=$((digests + 1))
    # shellcheck disable=SC2086
    "$bin/hometime-simulate" --seed "$seed" --count "$sample" --days 90 --digests $options |
        grep -E '^[0-9]+ [0-9a-f]{64} ' > "$folder/digests-$digests"
done
cmp "$folder/digests-1" "$folder/digests-2" && cmp "$folder/digests-1" "$folder/digests-3"
say "$sample years are the same in memory, on RocksDB and in another build"
