#!/usr/bin/env bash
# deny.sh: checks licences, banned and duplicate crates, sources and, where their database can be reached,
# security advisories, by the rules of deny.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
target=${CARGO_TARGET_DIR:-$HOME/.cache/frontrow/target}
tools=$target/tools/cargo-deny-$version
deny=$tools/bin/cargo-deny

if [[ "$(cargo-deny --version 2>/dev/null)" == "cargo-deny $version" ]]; then
    deny=cargo-deny
elif [[ ! -x $deny ]]; then
    echo "deny: building cargo-deny $version once into $tools (some minutes)" >&2
    # It runs for a second at a time: quick to compile matters, quick to run does not.
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_INCREMENTAL=0 \
        cargo install --quiet --debug --locked --no-default-features "cargo-deny@$version" \
        --root "$tools" --target-dir "$tools/build"
    rm -rf "$tools/build"
fi

"$deny" --log-level warn --locked check --hide-inclusion-graph bans licenses sources
echo

if timeout 120 "$deny" --log-level error fetch db >/dev/null 2>&1 </dev/null; then
    "$deny" --log-level warn --locked check --disable-fetch --hide-inclusion-graph advisories
else
    echo "deny: ADVISORIES WERE NOT CHECKED: their database could not be reached from this machine" >&2
fi
