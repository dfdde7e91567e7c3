//! The simulator: registry, seat maps and journal on one thread, under a paused clock, over a disk that tears,
//! fails, fills up and stalls, with a hub and its sessions upon it. Buyers, organisers and observers use it; then
//! its power is cut at some call, and what comes back is judged.
//!
//! `FRONTROW_SIM_CRASHES` says how many restarts in all, `FRONTROW_SIM_FIRST` the first seed. A seed that fails
//! is run alone, with every line of its trace, by `FRONTROW_SIM_SEED=7 cargo test --test sim -- --nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod client;
mod clock;
mod era;
mod event;
mod faults;
mod figures;
mod judge;
mod ledger;
mod observer;
mod session;
mod tools;
mod trace;
mod venue;
mod watched_journal;
mod wishes;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use figures::Figures;
use world::World;

/// Restarts of one world; then its log is long, and the next world begins.
const RESTARTS_PER_WORLD: u64 = 25;

/// Restarts in all where nobody says how many.
const RESTARTS: u64 = 1_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Runs the world of `seed`; panics with the seed, what is wrong and the last lines of its trace.
fn run(seed: u64, restarts: u64, is_shown: bool) -> (blake3::Hash, Figures) {
    let world = World::new(seed, is_shown);
    if let Err(wrong) = world.run(restarts) {
        let last = world.trace.borrow().last();
        panic!(
            "{last}seed {seed}: {wrong}\nrun it alone: FRONTROW_SIM_SEED={seed} cargo test --test sim -- --nocapture"
        );
    }
    let hash = world.trace.borrow().hash();
    let figures = world.figures.borrow().clone();
    (hash, figures)
}

#[test]
fn no_observer_ever_saw_what_a_crash_undid() {
    if let Some(seed) = number("FRONTROW_SIM_SEED") {
        let (hash, figures) = run(seed, RESTARTS_PER_WORLD, true);
        println!("seed {seed}, trace {hash}\n{}", figures.table());
        return;
    }
    let worlds = number("FRONTROW_SIM_CRASHES").unwrap_or(RESTARTS).div_ceil(RESTARTS_PER_WORLD);
    let first = number("FRONTROW_SIM_FIRST").unwrap_or(1);
    println!("seeds {first} to {}, {RESTARTS_PER_WORLD} restarts each", first + worlds - 1);
    let next = AtomicU64::new(0);
    let figures = Mutex::new(Figures::default());
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(8));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let world = next.fetch_add(1, Ordering::Relaxed);
                    if world >= worlds {
                        return;
                    }
                    let (_, done) = run(first + world, RESTARTS_PER_WORLD, false);
                    *figures.lock().unwrap() += &done;
                }
            });
        }
    });
    let figures = figures.into_inner().unwrap();
    println!("{}", figures.table());
    faults::assert_covered(&figures, worlds * RESTARTS_PER_WORLD);
}

#[test]
fn one_seed_is_one_run() {
    let (first, figures) = run(1_000_001, 6, false);
    let (again, same_figures) = run(1_000_001, 6, false);
    assert_eq!(first, again, "the same seed, another trace");
    assert_eq!(figures, same_figures);
    let (other, _) = run(1_000_002, 6, false);
    assert_ne!(first, other, "another seed, the same trace");
}
