//! What picks took, as a picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use actors::seat_map::command::{ChannelSet, Command};
use schemas::api::places::UnitCounts;
use schemas::best::BestWish;
use schemas::ids::{PlaceIndex, TokenHash};
use schemas::plan::{PlanIndex, PublishedPlan, draw_map_svg};
use schemas::record::Principal;

use crate::house::{Draws, House};

/// Picks of a house, as many as people buy together: most two, many four.
const SIZES: [u32; 16] = [1, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 6, 8];

/// Writes the house with so many picks of mixed sizes held, and prints which steps of the ladder they took and how
/// many free seats have no free neighbour, before and after.
pub fn write(published: &PublishedPlan, plan: &Arc<PlanIndex>, front_first: bool, picks: u32, path: &str) {
    let mut draws = Draws(0x2545_f491_4f6c_dd1d);
    let mut house = House::new(plan, front_first, &mut draws);
    let free = |house: &House| house.free();
    let before = alone(plan, &free(&house));
    let sold = free(&house);
    let mut met: BTreeMap<String, u32> = BTreeMap::new();
    for pick in 0..picks {
        let count = SIZES[draws.next(SIZES.len())];
        let wish = Box::new(BestWish { count, ..BestWish::default() });
        let buyer = Principal::Buyer(TokenHash(u128::from(pick + 1).to_le_bytes()));
        let step = house.hold(buyer, Command::HoldBest { wish, channels: ChannelSet(0), address: None });
        *met.entry(step.map_or("refused".to_owned(), |step| format!("{step:?}"))).or_default() += 1;
    }
    let now = free(&house);
    println!("{path}: {picks} picks: {met:?}");
    println!("free seats with no free neighbour: {before} before, {} after", alone(plan, &now));
    let units = |place: PlaceIndex| {
        let (was, is) = (sold[place.0 as usize], now[place.0 as usize]);
        let mut units = UnitCounts::default();
        match (was, is) {
            (true, true) => units.free = 1,
            (true, false) => units.held = 1,
            _ => units.killed = 1,
        }
        units
    };
    let title = format!("half sold, then {picks} picks");
    std::fs::write(path, draw_map_svg(published, &title, units).expect("a plan")).expect("a file");
}

/// Free seats whose neighbours are all taken.
fn alone(plan: &PlanIndex, free: &[bool]) -> usize {
    let is_free = |place: Option<PlaceIndex>| place.is_some_and(|place| free[place.0 as usize]);
    let seats = plan.places().filter(|place| plan.row(*place).is_some());
    seats
        .filter(|seat| is_free(Some(*seat)) && !is_free(plan.left(*seat)) && !is_free(plan.right(*seat)))
        .count()
}
