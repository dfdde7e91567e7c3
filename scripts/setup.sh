#!/usr/bin/env bash
# setup.sh build|lint: makes sure that what a target needs is here.
# Missing Debian packages are installed as root or in CI; elsewhere one line says what to do.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:?"usage: setup.sh build|lint"}

stop() {
    echo "setup: $*" >&2
    exit 1
}

packages=()
need() {
    command -v "$1" >/dev/null 2>&1 || packages+=("$2")
}
# SQLite and zstd are compiled from their C sources, which come with their crates.
need cc gcc
need ld binutils
# The tests ask git for the list of the project's files.
need git git
[[ -e /usr/include/stdio.h || "$(uname -s)" != Linux ]] || packages+=(libc6-dev)
if [[ $purpose == lint && -n "${CI:-}" ]]; then
    need shellcheck shellcheck
fi

if [[ ${#packages[@]} -gt 0 ]]; then
    command -v apt-get >/dev/null 2>&1 || stop "missing: ${packages[*]}; install them with this system's package manager"
    privilege=()
    if [[ $(id -u) -ne 0 ]]; then
        if [[ -z "${CI:-}" ]] || ! sudo -n true 2>/dev/null; then
            stop "missing; run: sudo apt-get install -y ${packages[*]}"
        fi
        privilege=(sudo -n)
    fi
    echo "setup: installing ${packages[*]} with apt-get" >&2
    "${privilege[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${privilege[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

command -v cargo >/dev/null 2>&1 || stop "cargo is missing; install Rust from https://rustup.rs, then open a new shell"
wanted=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
# With rustup this also installs the pinned toolchain where it is not here yet.
found=$(cargo --version 2>/dev/null | cut -d ' ' -f 2) || stop "cargo does not start; run: rustup toolchain install $wanted"
oldest=$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)
[[ $oldest == "$wanted" ]] || stop "Rust $found is older than $wanted; run: rustup toolchain install $wanted"
if [[ $purpose == lint ]]; then
    for component in fmt clippy; do
        cargo "$component" --version >/dev/null 2>&1 ||
            stop "cargo $component is missing; run: rustup component add rustfmt clippy"
    done
fi
