#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::cast_possible_truncation)]

mod bounds;
mod expiry;
mod fences;
mod life;
mod loading;
mod neighbours;
mod output_commit;
mod passivation;
mod schedule;
mod stage;
