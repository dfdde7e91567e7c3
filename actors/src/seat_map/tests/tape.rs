//! Tapes: steps of random commands, random times and clean-ups, over the small venue. Ids of holds and
//! bookings are picked among those that were made, so that most commands are about something.

use proptest::prelude::*;
use schemas::best::{BestWish, LevelSet};
use schemas::ids::{
    BookingId, ChannelIndex, CommandHash, HoldId, LevelIndex, PlaceIndex, PrincipalHash, TokenHash,
};
use schemas::plan::{SectionIndex, ZoneIndex};
use schemas::record::Principal;
use schemas::seat::SaleState;

use super::wishes::{TermsWish, terms_wish};
use crate::seat_map::command::{
    CapacityIs, ChannelSet, Command, Part, Request, SaleStep, Target, WantedPlace, WantedPlaces,
};

/// One step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A command.
    Command(Request),
    /// Exactly the command that was sent so many steps ago.
    Repeat(usize),
    /// Payments of a hold that begin and fail, so many in all.
    Payments(u64, u8),
    /// The terms are changed; told to go on from what is there, from something else, or from whatever is there.
    Terms(Vec<TermsWish>, Option<bool>),
    /// The event moves to this version of its plan, with a price for its level 0.
    Move(usize, bool),
    /// A kill by the numbers of this version.
    Numbered(usize),
    /// Clean-up of at most so many holds.
    Expire(usize),
    /// The event is loaded again from its checkpoint; maybe by a node that was restored from a backup meanwhile.
    Reload { restored: bool },
}

/// A step and the milliseconds that passed before it; time may also be said to have gone back.
pub(super) type TimedStep = (i64, Step);

/// The venue's GA areas.
const AREAS: [u32; 2] = [17, 21];
/// Its area that is sold as a whole.
const BOX: u32 = 22;

fn wanted() -> impl Strategy<Value = WantedPlace> {
    let question = prop_oneof![
        40 => (0..BOX, 2..5_u32).prop_map(|(place, units)| (place, if AREAS.contains(&place) { units } else { 1 })),
        4 => (1..10_u32).prop_map(|persons| (BOX, persons)),
        20 => (prop::sample::select(&AREAS[..]), 1..6_u32),
        1 => (0..30_u32, 0..12_u32),
    ];
    let channel = prop_oneof![40 => Just(None), 10 => (0..3_u8).prop_map(Some), 1 => Just(Some(9))];
    (question, channel).prop_map(|((place, units), channel)| {
        // A seat's own channel is rarely asked for.
        let channel = channel.filter(|channel| AREAS.contains(&place) || *channel == 9 || units > 3);
        WantedPlace { place: PlaceIndex(place), units, channel: channel.map(ChannelIndex) }
    })
}

fn wanted_places() -> impl Strategy<Value = WantedPlaces> {
    let row = |from: u32, count: u32| {
        let places = from..from + count;
        places.map(|place| WantedPlace { place: PlaceIndex(place), units: 1, channel: None }).collect()
    };
    prop_oneof![
        40 => prop::collection::vec(wanted(), 1..4).prop_map(WantedPlaces::from_vec),
        1 => Just(WantedPlaces::new()),
        // Neighbours, so that whole tables are met.
        4 => (0..20_u32, 1..8_u32).prop_map(move |(from, count)| row(from, count)),
        4 => Just(13).prop_map(move |from| row(from, 3)),
    ]
}

/// Few of the venue's seats are for wheelchairs: the random houses have more.
pub(super) fn wish() -> impl Strategy<Value = BestWish> {
    let count = prop_oneof![1 => Just(0), 20 => 1..6_u32, 1 => 6..12_u32];
    let accessible = prop_oneof![8 => Just(0), 2 => 1..3_u32, 1 => 2..8_u32];
    let levels = prop_oneof![
        3 => Just(None),
        1 => prop::collection::vec((0..3_u8).prop_map(LevelIndex), 0..3).prop_map(|levels| Some(LevelSet::of(&levels))),
    ];
    let sections = prop::collection::vec((0..3_u16).prop_map(SectionIndex), 0..2);
    let zones =
        prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec((0..2_u16).prop_map(ZoneIndex), 1..3)];
    let channel = prop_oneof![6 => Just(None), 2 => (0..3_u8).prop_map(Some), 1 => Just(Some(9))];
    (count, accessible, levels, sections, zones, channel, any::<bool>()).prop_map(
        |(count, accessible, levels, sections, zones, channel, together)| BestWish {
            count,
            accessible: if count > 0 { accessible } else { 0 },
            levels,
            sections: sections.into(),
            zones: zones.into(),
            channel: channel.map(ChannelIndex),
            together,
            plan: None,
        },
    )
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![Just(Part::All), wanted_places().prop_map(Part::Some)]
}

fn targets() -> impl Strategy<Value = Vec<Target>> {
    let target = prop_oneof![
        20 => wanted().prop_map(Target::Place),
        2 => (0..28_u32).prop_map(|place| Target::Whole(PlaceIndex(place))),
        1 => (0..4_u32).prop_map(Target::Row),
        1 => (0..3_u32).prop_map(Target::Section),
        1 => (0..3_u8).prop_map(|level| Target::Level(LevelIndex(level))),
    ];
    prop_oneof![20 => prop::collection::vec(target, 1..4), 1 => Just(Vec::new())]
}

fn sale() -> impl Strategy<Value = SaleState> {
    use SaleState::{Cancelled, Draft, Ended, OnSale, Paused, Scheduled};
    prop_oneof![
        2 => Just(Scheduled),
        60 => Just(OnSale),
        10 => Just(Paused),
        1 => Just(Ended),
        1 => Just(Draft),
        1 => Just(Cancelled),
    ]
}

fn sale_step() -> impl Strategy<Value = SaleStep> {
    use SaleStep::{Cancel, End, Open, Pause, Resume, Schedule};
    prop_oneof![
        2 => Just(Schedule),
        20 => Just(Open),
        50 => Just(Resume),
        10 => Just(Pause),
        1 => Just(End),
        1 => Just(Cancel),
    ]
}

/// Ids are small numbers: the newest versions, counted back, put in when the tape runs.
fn hold() -> impl Strategy<Value = HoldId> {
    prop_oneof![8 => 0..2_u64, 6 => 0..6_u64, 1 => 0..40_u64].prop_map(HoldId)
}

fn command() -> impl Strategy<Value = Command> {
    let channels = prop_oneof![3 => Just(0b110), 1 => Just(0), 1 => Just(0b010)].prop_map(ChannelSet);
    let address = prop_oneof![2 => Just(None), 3 => (0..3_u64).prop_map(Some)];
    let (channels_again, address_again) = (channels.clone(), address.clone());
    let booking = (0..6_u64).prop_map(BookingId);
    prop_oneof![
        30 => (wanted_places(), channels, address)
            .prop_map(|(places, channels, address)| Command::Hold { places, channels, address }),
        12 => (wish(), channels_again, address_again)
            .prop_map(|(wish, channels, address)| Command::HoldBest { wish: Box::new(wish), channels, address }),
        8 => (hold(), part()).prop_map(|(hold, part)| Command::Release { hold, part }),
        12 => hold().prop_map(|hold| Command::Extend { hold }),
        10 => hold().prop_map(|hold| Command::BeginPayment { hold }),
        8 => hold().prop_map(|hold| Command::PaymentFailed { hold }),
        5 => (hold(), "[a-z]{0,3}").prop_map(|(hold, reference)| Command::Book { hold, reference }),
        4 => (booking, part()).prop_map(|(booking, part)| Command::Unbook { booking, part }),
        3 => (targets(), "[ab]", any::<bool>())
            .prop_map(|(targets, reason, force)| Command::Kill { targets, reason, force, plan: None }),
        4 => targets().prop_map(|targets| Command::Restore { targets, plan: None }),
        2 => (targets(), 0..4_u8)
            .prop_map(|(targets, channel)| Command::Allocate {
                targets, channel: ChannelIndex(channel), plan: None,
            }),
        3 => (sale_step(), prop::option::weighted(0.3, sale()))
            .prop_map(|(step, only_if)| Command::SetSale { step, only_if }),
        1 => Just(Command::Discard { only_if: None }),
        3 => (targets(), prop_oneof![1 => Just(None), 3 => (0..3_u8).prop_map(|level| Some(LevelIndex(level)))])
            .prop_map(|(targets, level)| Command::Repaint { targets, level, plan: None, only_if: None }),
        3 => (
            prop_oneof![6 => prop::sample::select(&AREAS[..]), 1 => 0..30_u32],
            0..16_u32,
            prop_oneof![4 => Just(None), 1 => (4..12_u32).prop_map(Some)],
        )
            .prop_map(|(place, capacity, is)| Command::SetCapacity {
                place: PlaceIndex(place), capacity, only_if: CapacityIs { configured: None, capacity: is },
            }),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let right = prop_oneof![30 => Just(true), 1 => Just(false)];
    (command(), 0..4_u8, 0..120_u8, 0..40_u8, right).prop_map(|(command, who, id, digest, right)| {
        let buyers = matches!(
            &command,
            Command::Hold { .. }
                | Command::HoldBest { .. }
                | Command::Release { .. }
                | Command::Extend { .. }
        );
        let principal = if buyers == right {
            Principal::Buyer(TokenHash([who; 16]))
        } else {
            Principal::Organiser(PrincipalHash([who % 2; 16]))
        };
        let digest = CommandHash([digest / 39; 16]);
        Request { principal, id: CommandHash([id; 16]), digest, command }
    })
}

/// A tape that opens the sale first.
pub(super) fn tape(steps: usize) -> impl Strategy<Value = Vec<TimedStep>> {
    let step = prop_oneof![
        40 => request().prop_map(Step::Command),
        3 => (1..10_usize).prop_map(Step::Repeat),
        1 => (0..4_u64, 1..9_u8).prop_map(|(hold, steps)| Step::Payments(hold, steps)),
        3 => (prop::collection::vec(terms_wish(), 1..4), prop_oneof![
            4 => Just(None), 4 => Just(Some(true)), 1 => Just(Some(false)),
        ]).prop_map(|(wishes, from_here)| Step::Terms(wishes, from_here)),
        2 => (prop_oneof![2 => 0..2_usize, 1 => 2..4_usize], prop_oneof![4 => Just(true), 1 => Just(false)])
            .prop_map(|(version, priced)| Step::Move(version, priced)),
        1 => (0..4_usize).prop_map(Step::Numbered),
        3 => (0..4_usize).prop_map(Step::Expire),
        2 => any::<bool>().prop_map(|restored| Step::Reload { restored }),
    ];
    let passed = prop_oneof![
        40 => 0..2_000_i64,
        6 => 3_000..30_000_i64,
        2 => 40_000..130_000_i64,
        2 => -20_000..0_i64,
        1 => Just(600_000_i64),
        2 => Just(60_000_i64),
        1 => 80_000_000..90_000_000_i64,
    ];
    prop::collection::vec((passed, step), 1..steps)
}
