//! Calls that nobody makes, or that only some files make.

use crate::source::{Finding, Source};

/// One ban.
struct Ban {
    /// Tokens that follow each other.
    patterns: &'static [&'static str],
    /// Folders it holds in; "" is everywhere.
    folders: &'static [&'static str],
    /// Folders and files in these where it does not hold.
    except: &'static [&'static str],
    /// Whether code for tests must keep it too.
    tests_too: bool,
    /// What to do.
    instead: &'static str,
}

const CRATES: &[&str] = &["schemas/src/", "actors/src/", "src/", "bench/src/"];

const BANS: &[Ban] = &[
    Ban {
        patterns: &[".do_send"],
        folders: &[""],
        except: &[],
        tests_too: true,
        instead: "`try_send` and answer `busy`: `do_send` ignores the mailbox's bound",
    },
    Ban {
        patterns: &["todo!", "unimplemented!"],
        folders: &[""],
        except: &[],
        tests_too: true,
        instead: "build it or leave it out",
    },
    Ban {
        patterns: &["thread::spawn", "thread::Builder", "thread::scope", "spawn_blocking"],
        folders: &["schemas/src/", "actors/src/"],
        except: &["actors/src/ports/", "actors/src/testkit/"],
        tests_too: false,
        instead: "start threads through the spawn port",
    },
    Ban {
        patterns: &["SystemTime::now", "Instant::now"],
        folders: &["schemas/src/", "actors/src/"],
        except: &["actors/src/ports/", "actors/src/testkit/"],
        tests_too: false,
        instead: "take `now` from the clock port, or as a parameter",
    },
    Ban {
        patterns: &["thread::sleep"],
        folders: CRATES,
        except: &[],
        tests_too: true,
        instead: "wait for an event, or advance a paused clock",
    },
    Ban {
        patterns: &["rand::rng", "rand::random", "thread_rng", "getrandom::", "RandomState"],
        folders: &["schemas/src/", "actors/src/"],
        except: &["actors/src/ports/", "actors/src/testkit/"],
        tests_too: true,
        instead: "take ids through a port; in a test draw from a seed that the test prints",
    },
    Ban {
        patterns: &["fs::", "File::open", "File::create", "OpenOptions::"],
        folders: &["schemas/src/", "actors/src/"],
        except: &["actors/src/ports/", "actors/src/testkit/"],
        tests_too: false,
        instead: "go through the disk port",
    },
    Ban {
        patterns: &["println!", "print!", "eprintln!", "eprint!", "dbg!"],
        folders: CRATES,
        except: &["src/main.rs", "src/cli/", "bench/src/main.rs", "bench/src/cli/"],
        tests_too: false,
        instead: "log through `tracing`; words for a terminal belong in `src/cli/` or `bench/src/cli/`",
    },
    Ban {
        patterns: &[".service", ".route", ".default_service"],
        folders: &["src/"],
        except: &["src/http/routes.rs", "src/baseline/"],
        tests_too: false,
        instead: "add the route with its description to `Routes`: what is not described is not reached",
    },
    Ban {
        patterns: &["Reach::All", "Reach::One"],
        folders: &["src/features/", "src/ws/"],
        except: &[],
        tests_too: false,
        instead: "take the reach of an `Organiser`, a `Viewer` or a `PublicEvent`: whoever asks, not a slice, says whose rows are reached",
    },
    Ban {
        patterns: &["anyhow::"],
        folders: &["src/"],
        except: &["src/main.rs", "src/bootstrap.rs", "src/bootstrap/", "src/cli/", "src/jobs/"],
        tests_too: false,
        instead: "name the failure in a `thiserror` enum; `anyhow` is for main, bootstrap, jobs and the terminal",
    },
];

/// Banned calls.
pub fn banned(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for ban in BANS.iter().filter(|ban| ban.holds_in(source)) {
            for pattern in ban.patterns {
                let found = source.find(pattern).into_iter().filter(|token| ban.tests_too || !token.in_test);
                let what = format!("`{pattern}` is not used here: {}", ban.instead);
                findings.extend(found.map(|token| Finding::new(&source.path, token.line, &what)));
            }
        }
    }
    findings
}

impl Ban {
    fn holds_in(&self, source: &Source) -> bool {
        let lies_in = |places: &[&str]| places.iter().any(|place| source.is_in(place));
        lies_in(self.folders) && !lies_in(self.except)
    }
}

/// Tests that do not run.
pub fn ignored(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for pair in source.tokens.windows(3) {
            if pair[0].text == "#" && pair[1].text == "[" && pair[2].text == "ignore" {
                let what =
                    "a test that does not run shows nothing: mend it, remove it, or let `make proof` run it";
                findings.push(Finding::new(&source.path, pair[2].line, what));
            }
        }
    }
    findings
}

#[cfg(test)]
fn lines(path: &str, text: &str) -> Vec<usize> {
    banned(&[Source::new(path, text)]).iter().map(|finding| finding.line).collect()
}

#[test]
fn each_banned_call_is_found() {
    for ban in BANS {
        for pattern in ban.patterns {
            let path = format!("{}seat_map/state.rs", ban.folders.last().unwrap());
            let before = if pattern.starts_with('.') { "b" } else { "" };
            assert_eq!(lines(&path, &format!("fn a() {{\n {before}{pattern} c;\n}}")), [2], "{pattern}");
        }
    }
}

#[test]
fn a_ban_ends_where_it_says() {
    assert_eq!(lines("actors/src/ports/clock.rs", "fn a() { Instant::now(); }"), []);
    assert_eq!(lines("src/telemetry.rs", "fn a() { Instant::now(); }"), []);
    assert_eq!(lines("actors/src/hub/tick.rs", "#[cfg(test)] mod t { fn a() { Instant::now(); } }"), []);
    assert_eq!(lines("actors/src/hub/tick.rs", "#[cfg(test)] mod t { fn a() { b.do_send(c); } }"), [1]);
    assert_eq!(lines("src/cli/watch.rs", "fn a() { println!(); }"), []);
}

#[test]
fn an_ignored_test_is_found() {
    let sources =
        [Source::new("a.rs", "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n#[test]\n#[ignore]\nfn b() {}")];
    assert_eq!(ignored(&sources).iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 5]);
}
