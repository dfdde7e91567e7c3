#!/usr/bin/env bash
# first-figures.sh: measures the rows of speed that need nothing but this machine: HTTP and WebSocket holds beside an
# echo through the same front, and many watchers of few changes. Server and client have a core each; what is
# compared runs in turns. Prints one table with its goals.
# REPEATS, SECONDS_EACH, WATCHERS, SERVER_CORE, CLIENT_CORE from the environment; FRONTROW_BIN and ONSALE_BIN instead
# of building.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$HOME/.cache/frontrow/target}
frontrow=${FRONTROW_BIN:-$target/release/frontrow-baseline}
onsale=${ONSALE_BIN:-$target/release/onsale}
repeats=${REPEATS:-3}
seconds=${SECONDS_EACH:-8}
watchers=${WATCHERS:-10000}
server_core=${SERVER_CORE:-0}
client_core=${CLIENT_CORE:-1}

fail() {
    echo "first-figures: $*" >&2
    exit 1
}

[[ $(nproc) -ge 2 ]] || fail "needs two cores, one for each side"
for tool in taskset jq; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; run: sudo apt-get install -y util-linux jq"
done
if [[ -z "${FRONTROW_BIN:-}" || -z "${ONSALE_BIN:-}" ]]; then
    cargo build --release --locked --features frontrow/baseline \
        --bin frontrow-baseline --package frontrow --bin onsale --package onsale
fi

# shellcheck source-path=SCRIPTDIR source=measured-server.sh
source scripts/measured-server.sh

# start NAME SETTING...: a fresh server on its core; sets $address and $event.
start() {
    local name=$1 setting
    shift
    local words=(demo --data "$folder/$name" --listen 127.0.0.1:0)
    for setting in listen.workers=1 seat_maps.threads=1 terms.maximum_units_per_token=1000 log.filter=warn "$@"; do
        words+=(--set "$setting")
    done
    taskset -c "$server_core" "$frontrow" "${words[@]}" >"$folder/$name.out" 2>"$folder/$name.log" &
    server=$!
    await_server "$folder/$name.out" "$folder/$name.log"
}

# play RESULT SCENE ARGUMENT...: one run against the server; its line of JSON is added to RESULT.
play() {
    local result=$1
    shift
    taskset -c "$client_core" "$onsale" "$@" --server "$address" --event "$event" --server-process "$server" --json \
        >>"$folder/$result.json" || fail "onsale $*: $(tail -n 1 "$folder/$result.json")"
}

shapes=("http 1000 1" "ws 1000 1" "ws 64 16")
for ((repeat = 1; repeat <= repeats; repeat++)); do
    for journal in disk instant; do
        settings=()
        [[ $journal == disk ]] || settings=(baseline.instant_journal=true)
        start "$journal-$repeat" "${settings[@]}"
        for shape in "${shapes[@]}"; do
            read -r protocol connections depth <<<"$shape"
            load=(rate --protocol "$protocol" --connections "$connections" --depth "$depth" --seconds "$seconds")
            echo "first-figures: round $repeat of $repeats, journal $journal, $shape" >&2
            play "$protocol-$connections-$depth-echo-$journal" "${load[@]}" --echo
            play "$protocol-$connections-$depth-hold-$journal" "${load[@]}"
        done
        stop_server
    done
    echo "first-figures: round $repeat of $repeats, fan-out" >&2
    start "fanout-$repeat"
    play fanout fanout --watchers "$watchers" --seconds "$((2 * seconds))"
    stop_server
done

# median RESULT FIELD: of all rounds.
median() {
    jq -s "[.[].$2] | sort | .[(length - 1) / 2 | floor]" "$folder/$1.json"
}

# show LABEL RESULT [ECHO GOAL]: one row. A ratio is one of answers a processor second of the server, so that it
# holds also where the client was the limit; such a row has a mark.
show() {
    local label=$1 result=$2 echo=${3:-} goal=${4:-} ratio=- mark=
    [[ -z $echo ]] || ratio=$(printf %.2f "$(jq -n "$(median "$echo" server_seconds_per_million) / $(median "$result" server_seconds_per_million)")")
    [[ $(median "$result" client_saturated) == false ]] || mark="client saturated"
    printf '%-30s %10.0f %8.2f %8.2f %8.2f %7s %8s  %s\n' "$label" "$(median "$result" answers_per_second)" \
        "$(median "$result" server_seconds_per_million)" "$(jq -n "$(median "$result" p50_us) / 1000")" \
        "$(jq -n "$(median "$result" p99_us) / 1000")" "$ratio" "$goal" "$mark"
}

echo
echo "$(nproc) cores, server on core $server_core, client on core $client_core; $repeats rounds of $seconds s, medians;" \
    "others used at most $(jq -s '[.[].others_cores] | max * 100 | round / 100' "$folder"/*.json) cores meanwhile"
printf '%-30s %10s %8s %8s %8s %7s %8s\n' "" answers/s "CPU s/M" "p50 ms" "p99 ms" ratio goal
for shape in "${shapes[@]}"; do
    name=${shape// /-}
    case $shape in
    http*) goals=(0.75 0.88) ;;
    *" 1") goals=(0.75 0.90) ;;
    *) goals=(0.75 0.85) ;;
    esac
    show "$shape echo" "$name-echo-disk"
    show "$shape hold, on disk" "$name-hold-disk" "$name-echo-disk" ">= ${goals[0]}"
    show "$shape hold, nothing kept" "$name-hold-instant" "$name-echo-instant" ">= ${goals[1]}"
done
echo
echo "fan-out: $(median fanout watchers) watchers, $(median fanout changes_per_second) places changed/s;" \
    "age of a delta p50 $(jq -n "$(median fanout age_p50_us) / 1000") ms, p99 $(jq -n "$(median fanout age_p99_us) / 1000") ms (goal <= 300);" \
    "$(median fanout frames_per_watcher_per_second) frames/s a watcher, $(median fanout server_seconds_per_million) CPU s a million" \
    "deliveries, server $(median fanout server_cores) cores"
