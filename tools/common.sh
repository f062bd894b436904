# shellcheck shell=bash
# What tools/test, tools/demo and tools/soak share. Sourced from the project's root; bash with set -euo pipefail.

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

# show_tenths PATTERN WORD: of the lines that match PATTERN (an awk regex in which DONE/TOTAL comes first) prints one at
# each tenth of the way, so that a log stays short. All other lines pass through.
show_tenths() {
    awk -v pattern="$1" -v word="$2" '$0 ~ pattern {
             match($0, /[0-9]+\/[0-9]+/)
             split(substr($0, RSTART, RLENGTH), step, "/")
             tenth = int(10 * step[1] / step[2])
             if (tenth > shown) { shown = tenth; printf "  %3d %% %s (%d of %d)\n", 10 * tenth, word, step[1], step[2]; fflush() }
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
        cmake --build --preset "$preset" --parallel "$jobs" --target "$@" 2>&1 | show_tenths '^\\[[0-9]+/[0-9]+\\]' built
    fi
}

# run_ctest PRESET ARGUMENT...: on a terminal as ctest shows it; in a log without the lines of tests that start or pass.
# One more at a time than there are cores, for some of them wait more than they work.
run_ctest() {
    local preset=$1
    shift
    say "running the tests (preset $preset)"
    set -- --preset "$preset" --parallel "$(($(nproc) + 1))" --no-tests=error --no-label-summary "$@"
    if [[ -t 1 ]]; then
        ctest "$@"
    else
        ctest "$@" 2>&1 | { grep -Ev --line-buffered '^ +Start +[0-9]+: ' || true; } |
            show_tenths '^ *[0-9]+/[0-9]+ Test .* Passed ' tested
    fi
}

# npm_packages FOLDER PACKAGE WITHOUT: what FOLDER's package-lock.json names, unless PACKAGE is there already. Where npm gives
# none, says WITHOUT: those tests are skipped.
npm_packages() {
    [[ -d $1/node_modules/$2 ]] || npm --prefix "$1" ci --no-audit --no-fund --loglevel=error ||
        say "npm has no packages for us: $3"
}

# figures COMMAND...: runs it quietly and prints its lines of figures, which begin with a campaign's name; where it fails,
# the end of what it said, and its failure. In memory where there is some: every disk is written anew, and none is real.
figures() {
    local log folder=${TMPDIR:-}
    [[ -n $folder || ! -w /dev/shm ]] || folder=/dev/shm
    log=$(mktemp)
    if env ${folder:+TMPDIR="$folder"} "$@" >"$log" 2>&1; then
        grep -E '^(crash|errors|corrupt|kill): ' "$log"
        rm -f "$log"
    else
        grep -v ' rocksdb: ' "$log" | tail -n 40 >&2
        rm -f "$log"
        return 1
    fi
}
