#!/usr/bin/env bash
# certify-million.sh: how long `frontrow event certify` takes for a log of a million records, most of it in archives,
# and that it finds one byte that was flipped in an archive. Holds and releases make the records.
# RECORDS from the environment; FRONTROW_BIN and ONSALE_BIN instead of building.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$HOME/.cache/frontrow/target}
frontrow=${FRONTROW_BIN:-$target/release/frontrow}
onsale=${ONSALE_BIN:-$target/release/onsale}
records=${RECORDS:-1000000}
archive_limit_s=60

fail() {
    echo "certify-million: $*" >&2
    exit 1
}

for tool in jq curl xxd; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; run: sudo apt-get install -y jq curl xxd"
done
if [[ -z "${FRONTROW_BIN:-}" || -z "${ONSALE_BIN:-}" ]]; then
    cargo build --release --locked --bin frontrow --package frontrow --bin onsale --package onsale
fi

# shellcheck source-path=SCRIPTDIR source=measured-server.sh
source scripts/measured-server.sh
data=$folder/data

"$frontrow" demo --data "$data" --listen 127.0.0.1:0 --set terms.maximum_units_per_token=1000 --set log.filter=warn \
    --set journal.segment_bytes=16777216 --set journal.archive_every_ms=1000 >"$folder/out" 2>"$folder/log" &
server=$!
await_server "$folder/out" "$folder/log"

version() {
    curl -fs "$address/api/v1/events/$event/counts" | jq .version
}
while (($(version) < records)); do
    "$onsale" rate --server "$address" --event "$event" --connections 64 --depth 16 --seconds 5 --warm-up 0 \
        --json >/dev/null || fail "onsale rate"
    echo "certify-million: $(version) records" >&2
done
for ((seconds = 0; seconds < archive_limit_s; seconds++)); do
    compgen -G "$data/archive/*.archive" >/dev/null && break
    sleep 1
done
stop_server

archives=$(find "$data/archive" -name '*.archive' | sort)
echo "$(wc -l <<<"$archives") archives, $(du -sh "$data" | cut -f 1) in all"
begun=$(date +%s.%N)
"$frontrow" event certify "$event" --data "$data" >"$folder/certificate.json"
ended=$(date +%s.%N)
jq -c '{version, units, kinds, chain_head, whole_states: .checked.whole_states}' "$folder/certificate.json"
printf 'certified in %.1f s\n' "$(jq -n "$ended - $begun")"

archive=$(head -n 1 <<<"$archives")
offset=$(($(stat -c %s "$archive") / 2))
byte=$(xxd -s "$offset" -l 1 -p "$archive")
printf '%02x' $((0x$byte ^ 1)) | xxd -r -p | dd of="$archive" bs=1 seek="$offset" conv=notrunc status=none
echo "byte $offset of ${archive#"$data"/} flipped:"
if "$frontrow" event certify "$event" --data "$data" >/dev/null 2>"$folder/refused"; then
    fail "the flipped byte was not found"
fi
cat "$folder/refused"
