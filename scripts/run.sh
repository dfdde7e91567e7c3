#!/usr/bin/env bash
# run.sh: the demo server with simulated buyers beside it, until Ctrl-C or until one of the two ends.
# Takes PLAN, BUYERS, DATA and LISTEN from the environment, as `make run` sets them.
set -euo pipefail

target=${CARGO_TARGET_DIR:-$HOME/.cache/frontrow/target}
frontrow=${FRONTROW_BIN:-$target/release/frontrow}
onsale=${ONSALE_BIN:-$target/release/onsale}
data=${DATA:-$HOME/.local/share/frontrow/demo}
buyers=${BUYERS:-200}
start_limit_s=60
stop_limit_s=15

stop_saying() {
    echo "run: $*" >&2
    exit 1
}

[[ $buyers =~ ^[0-9]+$ ]] || stop_saying "BUYERS must be a number, not '$buyers'"
arguments=(demo --data "$data")
[[ -z "${LISTEN:-}" ]] || arguments+=(--listen "$LISTEN")
if [[ -n "${PLAN:-}" ]]; then
    [[ -r $PLAN ]] || stop_saying "cannot read the plan PLAN=$PLAN"
    arguments+=(--plan "$PLAN")
fi
mkdir -p "$data"

server=
crowd=
# Bash leaves a command in the background deaf to Ctrl-C, so both are told by SIGTERM, buyers first.
# shellcheck disable=SC2317 # called by the trap below
stop_both() {
    trap '' INT TERM
    local process tenths
    for process in $crowd $server; do
        kill -TERM "$process" 2>/dev/null || continue
        for ((tenths = 0; tenths < stop_limit_s * 10; tenths++)); do
            kill -0 "$process" 2>/dev/null || break
            sleep 0.1
        done
        if kill -KILL "$process" 2>/dev/null; then
            echo "run: process $process did not stop within $stop_limit_s s and was killed" >&2
        fi
    done
}
trap stop_both EXIT
trap 'echo; echo "run: stopping" >&2; exit 0' INT TERM

pipe_folder=$(mktemp -d)
mkfifo "$pipe_folder/output"
"$frontrow" "${arguments[@]}" >"$pipe_folder/output" &
server=$!
exec {output}<"$pipe_folder/output"
rm -r "$pipe_folder"
# The server's first line says where it listens and which event is on sale.
read -r -t "$start_limit_s" line <&"$output" || stop_saying "frontrow ended, or said nothing within $start_limit_s s, before its first line; its own words are above"
field() {
    sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" <<<"$line"
}
address=$(field listen)
event=$(field event)
key_file=$(field key_file)
[[ -n $address && -n $event ]] || stop_saying "frontrow's first line names no 'listen' and 'event': $line"
cat <&"$output" &

echo "run: http://$address serves $event, data in $data; Ctrl-C stops it" >&2
if [[ $buyers -gt 0 ]]; then
    "$onsale" mixed --buyers "$buyers" --server "http://$address" --event "$event" ${key_file:+--key-file "$key_file"} &
    crowd=$!
fi

status=0
wait -n "$server" ${crowd:+"$crowd"} || status=$?
if kill -0 "$server" 2>/dev/null; then
    echo "run: the buyers ended with status $status" >&2
else
    echo "run: frontrow ended with status $status" >&2
fi
exit "$status"
