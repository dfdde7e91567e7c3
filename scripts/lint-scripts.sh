#!/usr/bin/env bash
# lint-scripts.sh: shellcheck over every shell script of the project, where shellcheck is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts=(scripts/*.sh .ci/run)
for script in "${scripts[@]}"; do
    bash -n "$script"
    [[ -x $script ]] || { echo "scripts: $script is not executable; run: chmod +x $script" >&2; exit 1; }
done
if command -v shellcheck >/dev/null 2>&1; then
    shellcheck --external-sources --severity=style "${scripts[@]}"
else
    echo "scripts: SHELLCHECK WAS NOT RUN: it is not installed; run: sudo apt-get install -y shellcheck" >&2
fi
