# shellcheck shell=bash
# What tools/test and tools/demo share. Sourced from the project's root; bash with set -euo pipefail.

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }

# Compilers to run at once: one a core, and no more than memory holds. A sanitized Beast file takes up to 2 GiB.
build_jobs() {
    local cores available_kib jobs
    cores=$(nproc)
    available_kib=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
    jobs=$((available_kib / (2 * 1024 * 1024)))
    ((jobs < 1)) && jobs=1
    ((jobs > cores)) && jobs=$cores
    echo "$jobs"
}

# Reads ninja's lines and prints one at each tenth of the way, so a log stays short; all else passes through.
show_tenths() {
    awk '/^\[[0-9]+\/[0-9]+\]/ {
             split(substr($1, 2), step, /[\/\]]/)
             tenth = int(10 * step[1] / step[2])
             if (tenth > shown) { shown = tenth; printf "  %3d %% built (%d of %d)\n", 10 * tenth, step[1], step[2]; fflush() }
             next
         }
         { print; fflush() }'
}

# build_preset PRESET TARGET...: configures when needed and builds. Quiet when it goes well; on failure prints why and
# returns non-zero.
build_preset() {
    local preset=$1 jobs log
    shift
    jobs=$(build_jobs)
    log=build/$preset.configure.log
    mkdir -p build
    say "configuring (preset $preset)"
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    say "building $* with $jobs jobs"
    if [[ -t 1 ]]; then
        cmake --build --preset "$preset" --parallel "$jobs" --target "$@"
    else
        cmake --build --preset "$preset" --parallel "$jobs" --target "$@" 2>&1 | show_tenths
    fi
}
