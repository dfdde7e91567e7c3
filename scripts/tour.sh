#!/usr/bin/env bash
# tour.sh: walks the tour of README.md: starts a demo of its own, runs every command of the tour's `console` blocks
# in order, and compares what each prints with what README says, numbers and names aside.
# `tour.sh show` prints commands and output instead, as they belong into README.
# FRONTROW_BIN is the server; TOUR_DOCUMENT another document; TOUR_ARGUMENTS more arguments of `frontrow demo`.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-check}
document=${TOUR_DOCUMENT:-README.md}
frontrow=$(realpath "${FRONTROW_BIN:-${CARGO_TARGET_DIR:-$HOME/.cache/frontrow/target}/release/frontrow}")
start_limit_s=120

folder=$(mktemp -d)
server_process=
output=
clean_up() {
    [[ -z $server_process ]] || kill -TERM "$server_process" 2>/dev/null || true
    [[ -z $server_process ]] || wait "$server_process" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

mkdir "$folder/bin"
ln -s "$frontrow" "$folder/bin/frontrow"
PATH=$folder/bin:$PATH

# What `make run` stands for: the demo on a free port, with the data of the one before.
start_server() {
    local pipe=$folder/pipe line
    rm -f "$pipe"
    mkfifo "$pipe"
    # shellcheck disable=SC2086 # words are meant
    frontrow demo --data "$folder/data" --listen 127.0.0.1:0 ${TOUR_ARGUMENTS:-} >"$pipe" 2>>"$folder/server.log" &
    server_process=$!
    [[ -z $output ]] || exec {output}<&-
    exec {output}<"$pipe"
    read -r -t "$start_limit_s" line <&"$output" || fail "frontrow demo said nothing: $(tail -n 5 "$folder/server.log")"
    address=$(sed -n 's/.*"listen" *: *"\([^"]*\)".*/\1/p' <<<"$line")
    [[ -n $address ]] || fail "frontrow demo does not say where it listens: $line"
    server=http://$address
}

fail() {
    echo "tour: $*" >&2
    exit 1
}

# Ids, and words with a digit in them, differ from run to run; all else is as README says.
shape() {
    sed -E -e 's/(ev|pl|ht)_[A-Za-z0-9_-]+/\1_0/g' -e 's/[A-Za-z0-9_.-]*[0-9][A-Za-z0-9_.-]*/0/g' -e 's/ +/ /g' -e 's/ $//'
}

# The console blocks of the tour, one line each command or line of output.
lines() {
    awk '/^## / { in_tour = /tour/ } in_tour && /^```/ { in_block = !in_block && /^```console/; next } in_tour && in_block' "$document"
}

run() {
    local command=$1 what=$folder/printed
    case $command in
    'make run'*)
        start_server
        : >"$what"
        ;;
    'kill -9 '*)
        kill -KILL "$server_process"
        wait "$server_process" 2>/dev/null || true
        : >"$what"
        ;;
    *)
        command=${command//http:\/\/127.0.0.1:8080/$server}
        command=${command//\~\/.local\/share\/frontrow\/demo/$folder/data}
        # Into a file and not through a pipe, so that what it sets stays set.
        eval "$command" >"$what" 2>&1 || true
        ;;
    esac
}

command -v curl >/dev/null || fail "curl is missing; run: sudo apt-get install -y curl"
start_server
commands=0
differences=0
compare() {
    [[ -n $1 ]] || return 0
    commands=$((commands + 1))
    run "$1"
    if [[ $mode == show ]]; then
        printf '$ %s\n%s\n' "$1" "$(cat "$folder/printed")"
    elif ! diff <(printf '%s\n' "$2" | shape) <(printf '%s\n' "$(cat "$folder/printed")" | shape) >"$folder/difference"; then
        differences=$((differences + 1))
        printf 'tour: %s\n  README says:\n%s\n  it printed:\n%s\n' "$1" "$2" "$(cat "$folder/printed")" >&2
    fi
}

command=
expected=
continues=
while IFS= read -r line; do
    if [[ -n $continues ]]; then
        command+=$'\n'$line
    elif [[ $line == '$ '* ]]; then
        compare "$command" "${expected%$'\n'}"
        command=${line#'$ '}
        expected=
    else
        expected+=$line$'\n'
    fi
    continues=
    [[ $line != *\\ ]] || continues=yes
done < <(lines)
compare "$command" "${expected%$'\n'}"

[[ $commands -gt 0 ]] || fail "$document has no tour"
[[ $mode == show ]] || echo "tour: $commands commands, $differences differences"
[[ $differences -eq 0 ]]
