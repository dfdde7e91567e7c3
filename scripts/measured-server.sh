#!/usr/bin/env bash
# measured-server.sh: sourced by scripts that measure a server of their own, with `fail` of their own before it. Makes
# $folder, which goes at the end with the server in it. A script starts the server, sets $server, and awaits it.
# shellcheck disable=SC2034 # whoever sources this reads what is set here

start_limit_s=60
folder=$(mktemp -d)
server=

# await_server OUTPUT LOG: until the server says where it listens; sets $address and $event.
await_server() {
    local output=$1 log=$2 tenths
    for ((tenths = 0; tenths < start_limit_s * 10; tenths++)); do
        [[ -s $output ]] && break
        kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 3 "$log")"
        sleep 0.1
    done
    address=$(jq -r .url "$output")
    event=$(jq -r .event "$output")
}

stop_server() {
    if [[ -n $server ]]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}

clean() {
    stop_server
    rm -rf "$folder"
}
trap clean EXIT
