#!/usr/bin/env bash
# phase.sh NAME COMMAND...: runs the command; where PHASE_LOG names a file, notes there how long it took.
set -uo pipefail

name=$1
shift
started=$SECONDS
"$@"
status=$?
if [[ -n "${PHASE_LOG:-}" ]]; then
    outcome=ok
    [[ $status -eq 0 ]] || outcome="failed ($status)"
    printf '%-12s %5d s  %s\n' "$name" "$((SECONDS - started))" "$outcome" >>"$PHASE_LOG"
fi
exit "$status"
