//! Best available in houses half sold at random and half sold front first.
//!
//! `cargo run --release -p actors --example best_available rate [PICKS] [PLAN FILES..]` measures `hold_best` for 1, 2,
//! 4 and 8 places. Each pick is released again right away, so that the house stays as it is; after a tenth of the picks
//! another seat is sold instead of one. Beside each row stands what a hold of the same seats by number takes, interleaved
//! with the picks.
//!
//! `cargo run --release -p actors --example best_available picture FOLDER [PICKS] [PLAN FILES..]` writes what so many
//! picks of mixed sizes took, one after the other, as pictures.
//!
//! Without a file the house is the generated arena of 20,000 places.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]

mod house;
mod picture;
mod rate;

use std::sync::Arc;

use schemas::plan::{ImportOptions, PublishedPlan, SeatingPlan, VenueKind, generate, import_plan};

fn plan_of(path: &str) -> SeatingPlan {
    let options = ImportOptions { fix: true, ..ImportOptions::default() };
    import_plan(&std::fs::read(path).expect("a file"), options).plan
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let what = arguments.next().unwrap_or_else(|| "rate".to_owned());
    let folder = if what == "picture" { arguments.next().expect("a folder") } else { String::new() };
    let number = arguments.next_if(|text| text.parse::<u32>().is_ok()).and_then(|text| text.parse().ok());
    let mut plans: Vec<SeatingPlan> = arguments.map(|path| plan_of(&path)).collect();
    if plans.is_empty() {
        plans.push(generate(VenueKind::Arena, 20_000, 1).expect("an arena"));
    }
    for plan in plans {
        let name = plan.name.clone();
        let published = PublishedPlan::publish(plan, None).expect("a plan");
        let plan = Arc::new(published.index().expect("an index"));
        if what == "rate" {
            rate::print(&name, &plan, number.unwrap_or(100_000));
            continue;
        }
        for front_first in [false, true] {
            let how = if front_first { "front-first" } else { "at-random" };
            let path = format!("{folder}/{}-{how}.svg", name.replace(' ', "-"));
            picture::write(&published, &plan, front_first, number.unwrap_or(300), &path);
        }
    }
}
