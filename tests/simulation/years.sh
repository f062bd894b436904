#!/usr/bin/env bash
# Simulated school years, on each core its share: nothing breaks, and every rare path is reached in some of them.
#
#   tests/simulation/years.sh PROGRAM [YEARS [SEED]]      hometime-simulate, 200, 1
#
# Prints what broke, with its seed, how often each rare path was reached, and how long a year took. Exit: 0 all of it
# held, 1 not, 77 there is no such program (tools/test builds it).
set -euo pipefail
program=${1:?name hometime-simulate} years=${2:-200} seed=${3:-1}
if [[ ! -x $program ]]; then
    echo "skipped: there is no $program; tools/test builds it"
    exit 77
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/hometime-years-XXXXXX")
trap 'rm -rf "$folder"' EXIT

cores=$(nproc) share=$(((years + cores - 1) / cores)) parts=()
for ((core = 0; core * share < years; ++core)); do
    count=$((years - core * share < share ? years - core * share : share))
    "$program" --seed $((seed + core * share)) --count "$count" > "$folder/part-$core" &
    parts+=($!)
done
failed=0
for part in "${parts[@]}"; do wait "$part" || failed=1; done
# Where nothing broke there is no such line, and grep says so.
grep -h '^seed ' "$folder"/part-* || true
awk -v parts="${#parts[@]}" '
    /^  /      { hits[$1] += $2 }
    / years, / { years += $1; facts += $3; commands += $5; each += $7 }
    END        { for (probe in hits) {
                     printf "  %-44s %d%s\n", probe, hits[probe], hits[probe] ? "" : "  (no year reached it)"
                     if (!hits[probe]) missed = 1
                 }
                 printf "simulate: %d years, %d facts, %d commands, %.2f s for each year on one core\n",
                        years, facts, commands, each / parts
                 exit missed }' "$folder"/part-* || failed=1
exit "$failed"
