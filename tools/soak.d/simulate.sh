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

# One process on each core, each with its share of the seeds.
cores=$(nproc) share=$(((years + $(nproc) - 1) / $(nproc))) parts=()
for ((core = 0; core < cores; ++core)); do
    "$programs/hometime-simulate" --seed $((seed + core * share)) --count "$share" > "$folder/part-$core" &
    parts+=($!)
done
failed=0
for part in "${parts[@]}"; do wait "$part" || failed=1; done
grep -h '^seed ' "$folder"/part-* || true
awk '/^  /     { hits[$1] += $2 }
     / years, / { sum += $1; facts += $3; commands += $5; each += $7 }
     END        { for (probe in hits) { printf "  %-44s %d\n", probe, hits[probe]; if (!hits[probe]) missed = 1 }
                  printf "%d years, %d facts, %d commands, %.2f s for each year on one core\n", sum, facts, commands, each / NR_PARTS
                  exit missed }' NR_PARTS="$cores" "$folder"/part-* || failed=1
((failed == 0)) || exit 1

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
