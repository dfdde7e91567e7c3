//! How long a pick takes.

use std::sync::Arc;

use actors::seat_map::command::{ChannelSet, Command, Target, wanted_seats};
use schemas::best::BestWish;
use schemas::ids::{PlaceIndex, TokenHash};
use schemas::plan::PlanIndex;
use schemas::record::Principal;
use schemas::seat::Arrangement;

use crate::house::{Draws, House, ORGANISER};

const SIZES: [u32; 4] = [1, 2, 4, 8];

/// What was measured of one size of group.
#[derive(Default)]
struct Row {
    best: Vec<u64>,
    by_number: Vec<u64>,
    allocations: u64,
    allocations_by_number: u64,
    side_by_side: u64,
    refused: u64,
}

fn run(house: &mut House, seats: u32, picks: u32, draws: &mut Draws) -> Row {
    let mut row = Row::default();
    for pick in 0..picks {
        let buyer = Principal::Buyer(TokenHash(u128::from(pick % 64 + 1).to_le_bytes()));
        let wish = Box::new(BestWish { count: seats, ..BestWish::default() });
        let (took, allocations, held) =
            house.measure(buyer, Command::HoldBest { wish, channels: ChannelSet(0), address: None });
        row.best.push(took);
        row.allocations += allocations;
        let Some((places, arrangement)) = held else {
            row.refused += 1;
            continue;
        };
        row.side_by_side += u64::from(arrangement == Some(Arrangement::SideBySide));
        let named: Vec<PlaceIndex> = places.iter().map(|line| line.units.place).collect();
        let by_number =
            Command::Hold { places: wanted_seats(&named), channels: ChannelSet(0), address: None };
        let (took, allocations, _) = house.measure(buyer, by_number);
        row.by_number.push(took);
        row.allocations_by_number += allocations;
        if pick % 10 == 0 {
            // Somebody gives a seat back and somebody else takes one.
            let [one, other] = [0, 1].map(|_| house.seats[draws.next(house.seats.len())]);
            house.tell(ORGANISER, Command::Restore { targets: vec![Target::Whole(one)], plan: None });
            let targets = vec![Target::Whole(other)];
            house.tell(
                ORGANISER,
                Command::Kill { targets, reason: "sold".to_owned(), force: false, plan: None },
            );
            house.now += 1_000;
        }
    }
    row
}

fn part(values: &mut [u64], of_thousand: usize) -> f64 {
    values.sort_unstable();
    let position = (values.len() * of_thousand / 1_000).min(values.len().saturating_sub(1));
    values.get(position).copied().unwrap_or_default() as f64 / 1e3
}

/// Prints a table for this house.
pub fn print(name: &str, plan: &Arc<PlanIndex>, picks: u32) {
    let stretches = plan.stretches();
    println!("{name}: {} seats in {} stretches, {picks} picks", stretches.bits(), stretches.list().len());
    println!(
        "half sold    seats  µs p50    p99   most  by number p50    p99  side by side  refused  allocations  by number"
    );
    for front_first in [false, true] {
        let mut draws = Draws(0x2545_f491_4f6c_dd1d);
        let mut house = House::new(plan, front_first, &mut draws);
        for seats in SIZES {
            // Tokens remember as much as they ever will, and the rings of changes are full.
            run(&mut house, seats, 40_000, &mut draws);
            let mut row = run(&mut house, seats, picks, &mut draws);
            println!(
                "{:<11}  {seats:5}  {:6.2}  {:5.2}  {:5.1}  {:13.2}  {:5.2}  {:10.1} %  {:7}  {:11.6}  {:9.6}",
                if front_first { "front first" } else { "at random" },
                part(&mut row.best, 500),
                part(&mut row.best, 990),
                part(&mut row.best, 1_000),
                part(&mut row.by_number, 500),
                part(&mut row.by_number, 990),
                row.side_by_side as f64 * 100.0 / f64::from(picks),
                row.refused,
                row.allocations as f64 / f64::from(picks),
                row.allocations_by_number as f64 / f64::from(picks),
            );
        }
    }
}
