//! What clients ask for: mostly what makes sense, sometimes what does not.

use actors::seat_map::command::{
    CapacityIs, ChannelSet, Command, CompiledPlan, Part, SaleStep, Target, WantedPlace, WantedPlaces,
};
use schemas::best::{BestWish, LevelSet};
use schemas::ids::{BookingId, ChannelIndex, HoldId, LevelIndex, PlaceIndex, Version};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::record::HeldPlaces;
use schemas::terms::EventTerms;

use crate::event::Event;
use crate::world::World;

/// A buyer's next command.
pub fn of_buyer(world: &World, event: &Event, holds: &[(HoldId, HeldPlaces)], number: u64) -> Command {
    let own = pick(world, holds);
    match (world.below(20), own) {
        (0..=4, Some((hold, places))) => Command::Release { hold: *hold, part: part_of(world, places) },
        (5..=6, Some((hold, _))) => Command::Extend { hold: *hold },
        (7, _) => match pick(world, &event.known.holds) {
            Some(foreign) => Command::Release { hold: *foreign, part: Part::All },
            None => Command::Extend { hold: HoldId(world.below(40)) },
        },
        (8, Some((hold, _))) => Command::BeginPayment { hold: *hold },
        (9..=11, _) => Command::HoldBest {
            wish: Box::new(best(world)),
            channels: ChannelSet(world.below(8)),
            address: world.chance(1, 2).then_some(number % 2),
        },
        _ => Command::Hold {
            places: wanted(world, event.plan()),
            channels: ChannelSet(world.below(8)),
            address: world.chance(1, 2).then_some(number % 2),
        },
    }
}

fn best(world: &World) -> BestWish {
    let number = |below| u32::try_from(world.below(below)).unwrap();
    let level = || LevelSet::of(&[LevelIndex(u8::try_from(world.below(2)).unwrap())]);
    BestWish {
        count: 1 + number(4),
        accessible: u32::from(world.chance(1, 10)),
        levels: world.chance(1, 2).then(level),
        together: world.chance(1, 3),
        ..BestWish::default()
    }
}

/// An organiser's next command.
pub fn of_organiser(world: &World, event: &Event) -> Command {
    let hold = pick(world, &event.known.holds).copied().unwrap_or(HoldId(3));
    let plan = Some(event.plan().hash());
    match world.below(24) {
        0..=4 => Command::BeginPayment { hold },
        5..=6 => Command::PaymentFailed { hold },
        7..=10 => Command::Book { hold, reference: format!("shop-{}", world.below(100)) },
        11..=14 => match pick(world, &event.known.bookings) {
            Some((booking, places)) => Command::Unbook { booking: *booking, part: part_of(world, places) },
            None => Command::Unbook { booking: BookingId(world.below(50)), part: Part::All },
        },
        15..=16 => {
            let reason = ["broken", "camera", "guest"][index_below(world, 3)].to_owned();
            Command::Kill { targets: targets(world, event.plan()), reason, force: world.chance(1, 2), plan }
        }
        17..=19 => Command::Restore { targets: targets(world, event.plan()), plan },
        20 => {
            let channel = ChannelIndex(u8::try_from(world.below(4)).unwrap());
            Command::Allocate { targets: targets(world, event.plan()), channel, plan }
        }
        21 => Command::Release { hold, part: Part::All },
        22 if world.chance(1, 20) => Command::SetSale { step: SaleStep::Pause, only_if: None },
        22 if world.chance(1, 1_500) => Command::SetSale { step: SaleStep::Cancel, only_if: None },
        22 => match world.below(5) {
            2 => {
                let plan = pick(world, &event.plans).unwrap();
                Command::MoveToPlan { plan: CompiledPlan(plan.clone()), prices: Vec::new(), only_if: None }
            }
            0 => {
                let level = world.chance(3, 4).then(|| LevelIndex(u8::try_from(world.below(3)).unwrap()));
                Command::Repaint { targets: targets(world, event.plan()), level, plan, only_if: None }
            }
            1 => {
                let areas =
                    event.plan().places().filter(|place| event.plan().kind(*place) == PlaceKind::Area);
                let areas: Vec<PlaceIndex> = areas.collect();
                let place = *pick(world, &areas).unwrap();
                let capacity = event.plan().capacity(place) / 2 + u32::try_from(world.below(20)).unwrap();
                Command::SetCapacity { place, capacity, only_if: CapacityIs::default() }
            }
            _ => change_terms(world, event),
        },
        _ if world.chance(1, 4) => Command::SetSale { step: SaleStep::Open, only_if: None },
        _ => Command::SetSale { step: SaleStep::Resume, only_if: None },
    }
}

/// How a draft comes to be on sale: by hand, or by its schedule.
pub fn of_opening(world: &World, event: &Event) -> Vec<Command> {
    if world.chance(1, 2) {
        return vec![Command::SetSale { step: SaleStep::Open, only_if: None }];
    }
    let mut terms = Box::new(event.terms.clone());
    terms.schedule.opens_at = Some(world.now().plus_ms(1 + world.below(3_000)));
    let change = Command::ChangeTerms { terms, only_if: None };
    vec![change, Command::SetSale { step: SaleStep::Schedule, only_if: None }]
}

/// Other terms than those last known of, told to go on from there or from whatever is there.
fn change_terms(world: &World, event: &Event) -> Command {
    let (configured, known) =
        event.known.terms.as_ref().map_or((Version(1), &event.terms), |(version, terms)| (*version, terms));
    let mut terms = Box::new(EventTerms { plan: event.plan().hash(), ..known.clone() });
    let channel = ChannelIndex(1 + u8::try_from(world.below(2)).unwrap());
    match world.below(9) {
        0 => terms.hold_time_ms = 5_000 + world.below(15_000),
        1 => terms.maximum_extensions = u32::try_from(world.below(4)).unwrap(),
        2 => terms.prices[index_below(world, 2)].amount_minor = world.below(9_000),
        3 => terms.tables = vec![(0, world.chance(1, 2))],
        4 if terms.channels.len() < 4 => terms.channels.push("more".to_owned()),
        5 => terms.lifetime_cap_ms = 20_000 + world.below(30_000),
        8 if world.chance(1, 60) => terms.schedule.closes_at = Some(world.now().plus_ms(world.below(60_000))),
        6 => terms.closed_channels.retain(|closed| *closed != channel),
        _ if terms.closed_channels.contains(&channel) => terms.closed_channels.clear(),
        _ => {
            terms.closed_channels.push(channel);
            terms.closed_channels.sort_unstable();
        }
    }
    Command::ChangeTerms { terms, only_if: world.chance(1, 3).then_some(configured) }
}

fn index_below(world: &World, bound: usize) -> usize {
    usize::try_from(world.below(bound as u64)).unwrap()
}

fn pick<'a, T>(world: &World, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() { None } else { from.get(index_below(world, from.len())) }
}

fn wanted(world: &World, plan: &PlanIndex) -> WantedPlaces {
    let first = any_place(world, plan);
    match world.below(12) {
        0 => broken(world, first),
        1..=5 => neighbours(world, plan, first),
        6..=7 => plan.table(first).map_or_else(
            || neighbours(world, plan, first),
            |table| plan.places_at_table(table).iter().map(|place| one(*place)).collect(),
        ),
        8..=9 => (0..=world.below(3)).map(|_| with_units(world, plan, any_place(world, plan))).collect(),
        _ => [with_units(world, plan, first)].into_iter().collect(),
    }
}

fn any_place(world: &World, plan: &PlanIndex) -> PlaceIndex {
    PlaceIndex(u32::try_from(index_below(world, plan.len())).unwrap())
}

const fn one(place: PlaceIndex) -> WantedPlace {
    WantedPlace { place, units: 1, channel: None }
}

fn with_units(world: &World, plan: &PlanIndex, place: PlaceIndex) -> WantedPlace {
    let capacity = plan.capacity(place);
    let units = if plan.is_as_a_whole(place) {
        capacity
    } else {
        u32::try_from(1 + world.below(u64::from(capacity.clamp(1, 6)))).unwrap()
    };
    let channel = world.chance(1, 3).then(|| ChannelIndex(u8::try_from(world.below(3)).unwrap()));
    WantedPlace { place, units, channel }
}

fn neighbours(world: &World, plan: &PlanIndex, first: PlaceIndex) -> WantedPlaces {
    let count = index_below(world, 4) + 1;
    std::iter::successors(Some(first), |place| plan.right(*place)).take(count).map(one).collect()
}

/// What no place can give.
fn broken(world: &World, first: PlaceIndex) -> WantedPlaces {
    let places: &[WantedPlace] = match world.below(4) {
        0 => &[],
        1 => &[one(PlaceIndex(5_000))],
        2 => &[one(first), one(first)],
        _ => &[WantedPlace { place: first, units: 0, channel: None }],
    };
    places.iter().copied().collect()
}

fn part_of(world: &World, places: &HeldPlaces) -> Part {
    if places.is_empty() || world.chance(1, 2) {
        return Part::All;
    }
    let line = places[index_below(world, places.len())].units;
    let units = u32::try_from(1 + world.below(u64::from(line.units))).unwrap();
    Part::Some([WantedPlace { place: line.place, units, channel: None }].into_iter().collect())
}

fn targets(world: &World, plan: &PlanIndex) -> Vec<Target> {
    let rows = plan.row_labels().len() as u64;
    let sections = plan.section_labels().len() as u64;
    match world.below(12) {
        0 => vec![Target::Row(u32::try_from(world.below(rows)).unwrap())],
        1 if world.chance(1, 3) => vec![Target::Section(u32::try_from(world.below(sections)).unwrap())],
        2 if world.chance(1, 6) => vec![Target::Level(LevelIndex(u8::try_from(world.below(2)).unwrap()))],
        3 if world.chance(1, 4) => vec![Target::Whole(any_place(world, plan))],
        3 => (0..2).map(|_| with_units(world, plan, any_place(world, plan))).map(Target::Place).collect(),
        _ => vec![Target::Place(with_units(world, plan, any_place(world, plan)))],
    }
}
