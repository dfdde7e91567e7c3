//! Figures in words, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use schemas::refusal::RefusalCode;

use crate::audit::Verdict;
use crate::figures::Figures;
use crate::process::ProcessUse;

/// Violations that are printed; the rest is counted.
const VIOLATIONS_SHOWN: usize = 20;

/// Writes a line.
pub fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// What happened, a line a subject.
pub fn summary(figures: &Figures, seconds: f64) -> Vec<String> {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = |count: u64| count as f64 / seconds.max(0.001);
    let mut lines = vec![
        format!("commands      {} answered, {:.0}/s", figures.answered(), rate(figures.answered())),
        format!("  answers     {}", figures.answers.in_words()),
        format!(
            "  done        {} held, {} released, {} extended, {} expired",
            figures.held, figures.released, figures.extended, figures.expired
        ),
        format!("  refused     {}{}", figures.refusals(), by_name(&by_code(&figures.refused))),
        format!(
            "organiser     {} payments begun, {} failed, {} booked, {} given back",
            figures.payments, figures.payments_failed, figures.booked, figures.unbooked
        ),
        format!("  answers     {}", figures.calls.in_words()),
        format!(
            "connections   {} opened, {} tabs closed, {} lost; {}",
            figures.openings.count(),
            figures.tabs_closed,
            figures.lost_connections,
            figures.openings.in_words()
        ),
        format!("received      {} frames, {:.1} MB", figures.frames, rate_of_bytes(figures.frame_bytes)),
    ];
    if !figures.calls_refused.is_empty() {
        lines.push(format!("  calls refused{}", by_name(&figures.calls_refused)));
    }
    if !figures.gave_up.is_empty() {
        lines.push(format!("  gave up     {}", by_name(&figures.gave_up)));
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "megabytes for people")]
fn rate_of_bytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn by_code(counts: &BTreeMap<RefusalCode, u64>) -> BTreeMap<String, u64> {
    counts.iter().map(|(code, count)| (format!("{code:?}").to_lowercase(), *count)).collect()
}

/// Counts with their names, in brackets; nothing where there is none.
pub fn by_name(counts: &BTreeMap<String, u64>) -> String {
    let parts: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What both sides used.
pub fn used(
    before: &(ProcessUse, Option<ProcessUse>),
    after: &(ProcessUse, Option<ProcessUse>),
    elapsed: Duration,
) -> Vec<String> {
    let words = |who: &str, before: &ProcessUse, after: &ProcessUse| {
        let cores = after.cores_since(before, elapsed);
        format!("{who}  {cores:.2} cores, {} MiB resident", after.resident_bytes >> 20)
    };
    let mut lines = vec![words("client      ", &before.0, &after.0)];
    match (&before.1, &after.1) {
        (Some(before), Some(after)) => lines.push(words("server      ", before, after)),
        _ => lines.push("server        unknown process (name it with --server-process)".to_owned()),
    }
    lines
}

/// The audit's last word.
pub fn verdict(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> =
        verdict.violations.iter().take(VIOLATIONS_SHOWN).map(|broken| format!("  BROKEN {broken}")).collect();
    if verdict.violations.len() > VIOLATIONS_SHOWN {
        lines.push(format!("  and {} more", verdict.violations.len() - VIOLATIONS_SHOWN));
    }
    let looked_at = format!(
        "{} records performed, {} answers looked up, {} clients compared at {}",
        verdict.records, verdict.answers, verdict.clients, verdict.version
    );
    lines.push(match verdict.violations.len() {
        0 => format!("audit         sound: {looked_at}"),
        count => format!("audit         {count} VIOLATIONS: {looked_at}"),
    });
    lines
}
