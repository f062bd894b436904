#!/bin/sh
# The restore drill with ten years of one school: make the log, back it up, lose the disk, restore, verify.
#
#     drill.sh PROGRAMS [RECORDS]
#
# PROGRAMS: the folder of a release build's programs. The log is made and lost in HOMETIME_SOAK_FOLDER (the system's
# temporary folder), and all of it goes at the end. Prints how long each step took; exit 0: everything came back.
set -eu
programs=$(realpath "${1:?name the folder of the programs}")
records=${2:-1200000}
folder=$(mktemp -d "${HOMETIME_SOAK_FOLDER:-${TMPDIR:-/tmp}}/hometime-soak-drill-XXXXXX")
trap 'rm -rf "$folder"' EXIT

step() {
    what=$1
    shift
    from=$(date +%s%3N)
    "$@" > "$folder/said" 2>&1 || { echo "drill: $what failed"; cat "$folder/said"; exit 1; }
    echo "drill: $what: $(($(date +%s%3N) - from)) ms: $(tail -n 1 "$folder/said")"
}

step "make the log" "$programs/hometime-bench" --json --part log --folder "$folder/data" --records "$records"
began=$(date +%s%3N)
step "create" "$programs/hometime" backup create --data "$folder/data" --to "$folder/backups" --keys "$folder/keys"
step "create again" "$programs/hometime" backup create --data "$folder/data" --to "$folder/backups" --keys "$folder/keys"
step "verify" "$programs/hometime" backup verify --from "$folder/backups"
mkdir "$folder/left"
cp "$folder/data/HEAD" "$folder/left/"
step "lose the disk" rm -rf "$folder/data"
step "restore" "$programs/hometime" --json backup restore --from "$folder/backups" --keys "$folder/keys" \
    --to "$folder/data" --lost-from "$folder/left"
step "audit what came back" "$programs/hometime-audit" verify "$folder/data"
echo "drill: all of it but making the log: $(($(date +%s%3N) - began)) ms; \
$(du -sh "$folder/backups" | cut -f1) in the folder of backups"
