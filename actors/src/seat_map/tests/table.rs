//! The table language: one line is a moment, a command and what comes of it.
//!
//! ```text
//! 0s   hold alice S-A-1 Floor*3 Floor*2@1 -> h1 v3 60s    the hold gets a name; version; its deadline
//! 1s   hold bob S-A-1                     -> taken S-A-1   a refusal, the places it names, its numbers
//! 1s   same                               -> taken S-A-1   the last command again, with its id
//! 2s   release alice h1 [places]          -> released v4 [ended]
//! 3s   extend alice h1                    -> 63s v5
//! 3s   pay h1 | fail h1                   -> 103s v6       organisers: begin payment, payment failed
//! 4s   book h1 order-1                    -> b1 v7
//! 5s   unbook b1 [places]                 -> unbooked v8 [ended]
//! 6s   kill targets [force]               -> killed 3 v9 [ended 1]
//! 6s   restore targets | allocate 1 targets | sale pause
//! 6s   discard [v1]                       -> cancelled v2  a draft, if it is configured as that record left it
//! 6s   terms hold=30s extensions=2 close=1 if=v1 -> terms v9 [moved 3]   what is not named stays
//! 7s   expire                             -> 2             ended by the clean-up
//! 8s   load                                                the event is loaded again
//! 6s   repaint 1 targets | repaint own targets -> repainted 3 v10    a level's number, or the plan's own
//! 6s   capacity Floor 12 [is=10]          -> capacity 12 v11   only where it has as many
//! 6s   stale targets                      -> plan_moved    restore, by the numbers of another plan
//! 6s   move p2 9000                       -> p2 v12        to a plan version; a price of its level 0
//! 9s   see S-A-1 Floor                    -> h~1 5,3@1     letters, levels given; free units by channel
//! 9s   count S 0 1                        -> 5 3 2 0       of a section (or -), level and channel, as `units`
//! 9s   units Floor                        -> 5 3 2 0       free held booked killed
//! 9s   holds alice                        -> h1@60s        live holds and deadlines, `$` in payment
//! 9s   prices alice                       -> 4500 2000     of one unit, a line of her holds each
//! ```
//! Targets are places, `all:Floor`, `row:S-A`, `section:S`, `level:standing`. `@c` asks for channel c; a buyer's
//! opened channels follow the name, `alice+1`, and her address, `alice/7`. An id may be given: `#id`, and
//! with other content in that request: `#id!`. Times are seconds after the first record; v1 is that record
//! and v2 opened the sale. Every step checks the invariants, the observers' view and the replayed log.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

use schemas::ids::{
    BookingId, ChannelIndex, CommandHash, EventId, HoldId, LevelIndex, PlaceIndex, PrincipalHash, TokenHash,
    Version,
};
use schemas::plan::PlanIndex;
use schemas::record::Principal;
use schemas::refusal::RefusalParams;
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, LevelPrice};
use schemas::time::Timestamp;

use super::venue::{self, Versions};
use crate::ports::plans::PlanSource;
use crate::replay::LogReplay;
use crate::seat_map::command::{
    CapacityIs, ChannelSet, Command, CompiledPlan, Part, Request, SaleStep, Target, WantedPlace, WantedPlaces,
};
use crate::seat_map::outcome::{Done, Outcome, Refusal};
use crate::seat_map::view::{CountedGroup, Counts, PlaceChange};
use crate::seat_map::{RecordBuffer, SeatMap, split_records};

const START_MS: u64 = 1_000_000_000;

/// Runs a table under the venue's usual terms.
pub(super) fn check(table: &str) {
    check_under(venue::terms(), table);
}

/// Runs a table under these terms.
pub(super) fn check_under(terms: EventTerms, table: &str) {
    Stage::new(terms).run(table);
}

/// Runs a table from the first record on: the event is a draft.
pub(super) fn check_draft(table: &str) {
    Stage::draft(venue::index(), venue::terms()).run(table);
}

/// The state that a table comes to on this plan.
pub(super) fn state_after(plan: Arc<PlanIndex>, table: &str) -> SeatMap {
    let terms = EventTerms { plan: plan.hash(), ..venue::terms() };
    let mut stage = Stage::on_sale(plan, terms);
    stage.run(table);
    stage.map
}

struct Stage {
    map: SeatMap,
    replayed: LogReplay<'static>,
    out: RecordBuffer,
    now: Timestamp,
    ids: BTreeMap<String, u64>,
    last: Option<Request>,
    next_id: u64,
}

fn hash(text: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    bytes
}

fn organiser() -> Principal {
    Principal::Organiser(PrincipalHash([1; 16]))
}

impl Stage {
    /// An event whose sale is on.
    fn new(terms: EventTerms) -> Self {
        Self::on_sale(venue::index(), terms)
    }

    fn on_sale(plan: Arc<PlanIndex>, terms: EventTerms) -> Self {
        let mut stage = Self::draft(plan, terms);
        assert_eq!(stage.step("0s sale open", ""), "on v2");
        stage.check("sale open");
        stage
    }

    fn draft(plan: Arc<PlanIndex>, terms: EventTerms) -> Self {
        let mut map = SeatMap::new(EventId(1), plan);
        let mut out = RecordBuffer::new();
        map.create(terms, Timestamp(START_MS), &mut out).unwrap();
        let replayed = LogReplay::new(EventId(1), &Versions, None);
        let now = Timestamp(START_MS);
        Self { map, replayed, out, now, ids: BTreeMap::new(), last: None, next_id: 0 }
    }

    fn run(&mut self, table: &str) {
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
            let (question, expected) =
                line.split_once("->").map_or((line, ""), |(left, right)| (left, right));
            let expected: Vec<&str> = expected.split_whitespace().collect();
            let found = self.step(question, expected.first().copied().unwrap_or_default());
            assert_eq!(found, expected.join(" "), "\n  in: {line}");
            self.check(line);
        }
    }

    fn step(&mut self, question: &str, name: &str) -> String {
        let words: Vec<&str> = question.split_whitespace().collect();
        self.now = Timestamp(START_MS + milliseconds(words[0]));
        let rest = &words[2..];
        match words[1] {
            "expire" => self.map.expire_due(self.now, 100, &mut self.out).to_string(),
            "load" => {
                let bytes = self.map.checkpoint();
                let plan = Versions.plan(SeatMap::plan_of_checkpoint(&bytes).unwrap()).unwrap();
                self.map = SeatMap::from_checkpoint(EventId(1), plan, &bytes).unwrap();
                self.map.resume(self.now, &mut self.out);
                String::new()
            }
            "see" => join(rest.iter().map(|place| self.see(place))),
            "units" => four(self.map.place_state(self.place(rest[0])).unwrap().counts),
            "count" => {
                let section = self.plan().section_by_label(rest[0]).map(|section| section.0);
                let (level, channel) = (rest[1].parse().unwrap(), rest[2].parse().unwrap());
                let (level, channel) = (LevelIndex(level), ChannelIndex(channel));
                let groups: BTreeMap<_, _> = self.map.breakdown().groups.into_iter().collect();
                four(groups.get(&CountedGroup { section, level, channel }).copied().unwrap_or_default())
            }
            "holds" => self.holds(rest[0]),
            "prices" => {
                let Principal::Buyer(token) = buyer(rest[0]) else { return String::new() };
                let lines = self.map.holds_of(token).holds.into_iter().flat_map(|view| view.places);
                join(lines.map(|line| line.price_minor.to_string()))
            }
            "same" => {
                let request = self.last.clone().unwrap();
                self.send(&request, name)
            }
            verb => {
                let request = self.request(verb, rest);
                self.last = Some(request.clone());
                self.send(&request, name)
            }
        }
    }

    fn request(&mut self, verb: &str, words: &[&str]) -> Request {
        let (ids, words): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.starts_with('#'));
        self.next_id += 1;
        let id =
            ids.first().map_or_else(|| self.next_id.to_string(), |id| id.trim_end_matches('!').to_owned());
        let digest = ids.first().is_some_and(|id| id.ends_with('!'));
        let (who, command) = self.command(verb, &words);
        Request {
            principal: who,
            id: CommandHash(hash(&id)),
            digest: CommandHash([u8::from(digest); 16]),
            command,
        }
    }

    fn command(&self, verb: &str, words: &[&str]) -> (Principal, Command) {
        let who = words.first().copied().unwrap_or_default();
        let hold = || HoldId(self.id(words.last().unwrap()));
        let plan = Some(self.map.terms().unwrap().plan);
        let command = match verb {
            "hold" => {
                let (places, (channels, address)) = (self.wanted(&words[1..]), openings(who));
                return (buyer(who), Command::Hold { places, channels, address });
            }
            "release" => {
                let hold = HoldId(self.id(words[1]));
                return (buyer(who), Command::Release { hold, part: self.part(&words[2..]) });
            }
            "extend" => return (buyer(who), Command::Extend { hold: hold() }),
            "pay" => Command::BeginPayment { hold: hold() },
            "fail" => Command::PaymentFailed { hold: hold() },
            "book" => Command::Book { hold: HoldId(self.id(who)), reference: words[1].to_owned() },
            "unbook" => Command::Unbook { booking: BookingId(self.id(who)), part: self.part(&words[1..]) },
            "kill" => {
                let force = words.last() == Some(&"force");
                let targets = self.targets(&words[..words.len() - usize::from(force)]);
                Command::Kill { targets, reason: "camera".to_owned(), force, plan }
            }
            "restore" => Command::Restore { targets: self.targets(words), plan },
            "allocate" => Command::Allocate {
                targets: self.targets(&words[1..]),
                channel: ChannelIndex(who.parse().unwrap()),
                plan,
            },
            "stale" => {
                let plan = Some(venue::versions()[3].hash());
                Command::Restore { targets: self.targets(words), plan }
            }
            "move" => {
                let number: usize = who.trim_start_matches('p').parse().unwrap();
                let price = |amount: &&str| LevelPrice {
                    level: LevelIndex(0),
                    amount_minor: amount.parse().unwrap(),
                };
                let plan = CompiledPlan(venue::versions()[number - 1].clone());
                Command::MoveToPlan { plan, prices: words[1..].iter().map(price).collect(), only_if: None }
            }
            "sale" => Command::SetSale { step: step(who), only_if: words.get(1).map(|word| sale(word)) },
            "discard" => {
                Command::Discard { only_if: words.first().map(|word| Version(word[1..].parse().unwrap())) }
            }
            "terms" => self.terms(words),
            "repaint" => {
                let level = (who != "own").then(|| LevelIndex(who.parse().unwrap()));
                Command::Repaint { targets: self.targets(&words[1..]), level, plan, only_if: None }
            }
            "capacity" => {
                let (place, capacity) = (self.place(who), words[1].parse().unwrap());
                let is = words.get(2).map(|is| is.trim_start_matches("is=").parse().unwrap());
                let only_if = CapacityIs { configured: None, capacity: is };
                Command::SetCapacity { place, capacity, only_if }
            }
            _ => panic!("no such verb: {verb}"),
        };
        (organiser(), command)
    }

    /// The terms as they are, with each word's change.
    fn terms(&self, words: &[&str]) -> Command {
        let mut terms = Box::new(self.map.terms().unwrap().clone());
        let mut only_if = None;
        for word in words {
            let (name, value) = word.split_once('=').unwrap();
            let moment = || (value != "none").then(|| Timestamp(START_MS + milliseconds(value)));
            let channel = || ChannelIndex(value.parse().unwrap());
            match name {
                "hold" => terms.hold_time_ms = milliseconds(value),
                "cap" => terms.lifetime_cap_ms = milliseconds(value),
                "extensions" => terms.maximum_extensions = value.parse().unwrap(),
                "payment" => terms.payment_time_ms = milliseconds(value),
                "payment_cap" => terms.payment_cap_ms = milliseconds(value),
                "units" => terms.maximum_units_per_hold = value.parse().unwrap(),
                "token_units" => terms.maximum_units_per_token = value.parse().unwrap(),
                "tokens" => terms.maximum_tokens_per_address = value.parse().unwrap(),
                "standard" => terms.prices[0].amount_minor = value.parse().unwrap(),
                "currency" => terms.currency.0.copy_from_slice(value.as_bytes()),
                "channel" => terms.channels.push(value.to_owned()),
                "first_channel" => value.clone_into(&mut terms.channels[0]),
                "close" => terms.closed_channels.push(channel()),
                "reopen" => terms.closed_channels.retain(|closed| *closed != channel()),
                "whole" | "seats" => {
                    let table = self.plan().table_by_label(value).unwrap();
                    terms.tables.push((table.0, name == "whole"));
                }
                "opens" => terms.schedule.opens_at = moment(),
                "closes" => terms.schedule.closes_at = moment(),
                "plan" => terms.plan.0[0] = value.parse().unwrap(),
                "stream" => terms.stream = value.parse().unwrap(),
                "if" => only_if = Some(Version(value.trim_start_matches('v').parse().unwrap())),
                _ => panic!("no such term: {name}"),
            }
        }
        Command::ChangeTerms { terms, only_if }
    }

    fn send(&mut self, request: &Request, name: &str) -> String {
        let answer = match self.map.apply(request, self.now, &mut self.out) {
            Outcome::Refused(refusal) => return self.refusal(&refusal),
            Outcome::Accepted(answer) => answer,
        };
        let version = answer.version;
        match answer.done {
            Done::Held { hold, deadline, .. } => {
                self.ids.insert(name.to_owned(), hold.0);
                format!("{name} {version} {}", seconds(deadline))
            }
            Done::Booked { booking, .. } => {
                self.ids.insert(name.to_owned(), booking.0);
                format!("{name} {version}")
            }
            Done::Released { ended, .. } => {
                format!("released {version}{}", if ended { " ended" } else { "" })
            }
            Done::Unbooked { ended, .. } => {
                format!("unbooked {version}{}", if ended { " ended" } else { "" })
            }
            Done::Extended { deadline, .. }
            | Done::PaymentBegun { deadline, .. }
            | Done::PaymentFailed { deadline, .. } => format!("{} {version}", seconds(deadline)),
            Done::Killed { units, ended_holds: 0 } => format!("killed {units} {version}"),
            Done::Killed { units, ended_holds } => format!("killed {units} {version} ended {ended_holds}"),
            Done::Restored { units } => format!("restored {units} {version}"),
            Done::Allocated { units, .. } => format!("allocated {units} {version}"),
            Done::Sale { state } => format!("{} {version}", name_of(state)),
            Done::TermsChanged { moved: 0 } => format!("terms {version}"),
            Done::TermsChanged { moved } => format!("terms {version} moved {moved}"),
            Done::Repainted { places } => format!("repainted {places} {version}"),
            Done::CapacitySet { capacity } => format!("capacity {capacity} {version}"),
            Done::MovedToPlan { plan } => {
                let number = venue::versions().iter().position(|known| known.hash() == plan).unwrap();
                format!("p{} {version}", number + 1)
            }
        }
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        let code = serde_json::to_value(refusal.code).unwrap();
        let places = refusal.places.iter().map(|place| self.label(*place));
        let RefusalParams { limit, in_use } = refusal.params;
        let limit = limit.map(|limit| format!("limit={limit}"));
        let in_use = in_use.map(|units| format!("in_use={units}"));
        join(iter::once(code.as_str().unwrap().to_owned()).chain(places).chain(limit).chain(in_use))
    }

    fn label(&self, place: PlaceIndex) -> String {
        if self.plan().contains(place) {
            self.plan().label(place).to_owned()
        } else {
            format!("?{}", place.0)
        }
    }

    fn plan(&self) -> &PlanIndex {
        &self.map.plan
    }

    fn place(&self, label: &str) -> PlaceIndex {
        let unknown = label.strip_prefix('?').map(|number| PlaceIndex(number.parse().unwrap()));
        unknown.or_else(|| self.plan().place_by_label(label)).unwrap_or_else(|| panic!("no place {label}"))
    }

    fn wanted_place(&self, word: &str) -> WantedPlace {
        let (word, channel) = word
            .split_once('@')
            .map_or((word, None), |(word, channel)| (word, Some(ChannelIndex(channel.parse().unwrap()))));
        let (label, units) = word.split_once('*').unwrap_or((word, "1"));
        WantedPlace { place: self.place(label), units: units.parse().unwrap(), channel }
    }

    fn wanted(&self, words: &[&str]) -> WantedPlaces {
        words.iter().map(|word| self.wanted_place(word)).collect()
    }

    /// No places is all of them; `none` is a part without any.
    fn part(&self, words: &[&str]) -> Part {
        match words {
            [] => Part::All,
            ["none"] => Part::Some(WantedPlaces::new()),
            words => Part::Some(self.wanted(words)),
        }
    }

    fn targets(&self, words: &[&str]) -> Vec<Target> {
        let target = |word: &&str| match word.split_once(':') {
            Some(("row", label)) => Target::Row(self.plan().row_by_label(label).map_or(999, |row| row.0)),
            Some(("section", label)) => {
                Target::Section(self.plan().section_by_label(label).map_or(999, |section| section.0.into()))
            }
            Some(("all", label)) => Target::Whole(self.place(label)),
            Some((_, key)) => Target::Level(self.plan().level_by_key(key).unwrap()),
            None => Target::Place(self.wanted_place(word)),
        };
        words.iter().map(target).collect()
    }

    fn id(&self, name: &str) -> u64 {
        self.ids.get(name).copied().unwrap_or(9_999)
    }

    fn see(&self, label: &str) -> String {
        let channel =
            |channel: ChannelIndex| if channel.0 == 0 { String::new() } else { format!("@{}", channel.0) };
        let painted = |level: LevelIndex| {
            if level == LevelIndex::OF_PLAN { String::new() } else { format!("~{}", level.0) }
        };
        match self.map.place_state(self.place(label)).unwrap().public {
            PlaceChange::Seat { letter, channel: through, level, .. } => {
                format!("{}{}{}", letter.as_char(), channel(through), painted(level))
            }
            PlaceChange::Area { units, level } => {
                let free = units.free.iter().map(|(through, units)| format!("{units}{}", channel(*through)));
                free.collect::<Vec<_>>().join(",") + &painted(level)
            }
        }
    }

    fn holds(&self, who: &str) -> String {
        let Principal::Buyer(token) = buyer(who) else { return String::new() };
        join(self.map.holds_of(token).holds.into_iter().map(|view| {
            let name = self.ids.iter().rfind(|(_, id)| **id == view.hold.0).map_or("?", |(name, _)| name);
            format!("{name}@{}{}", seconds(view.deadline), if view.in_payment { "$" } else { "" })
        }))
    }

    fn check(&mut self, line: &str) {
        self.map.check_invariants().unwrap_or_else(|broken| panic!("{broken}\n  after: {line}"));
        let mut all = Counts::default();
        self.map.breakdown().groups.iter().for_each(|(_, counts)| all.add(*counts));
        assert_eq!(all, self.map.counts().all, "groups do not add up\n  after: {line}");
        let (mut version, _, bytes) = self.out.take();
        for record in split_records(&bytes) {
            self.replayed.record(version, record).unwrap();
            version = version.next();
        }
        assert_eq!(
            self.replayed.map().unwrap().state_hash(),
            self.map.state_hash(),
            "replay differs\n  after: {line}"
        );
    }
}

fn buyer(who: &str) -> Principal {
    let name = who.split(['+', '/']).next().unwrap();
    Principal::Buyer(TokenHash(hash(name)))
}

/// Channels and address in `alice+1+2/7`.
fn openings(who: &str) -> (ChannelSet, Option<u64>) {
    let (names, address) = who.split_once('/').map_or((who, None), |(names, address)| (names, Some(address)));
    let bits = names.split('+').skip(1).map(|channel| 1_u64 << channel.parse::<u32>().unwrap());
    (ChannelSet(bits.sum()), address.map(|address| address.parse().unwrap()))
}

const SALES: [(&str, SaleState); 6] = [
    ("draft", SaleState::Draft),
    ("scheduled", SaleState::Scheduled),
    ("on", SaleState::OnSale),
    ("paused", SaleState::Paused),
    ("ended", SaleState::Ended),
    ("cancelled", SaleState::Cancelled),
];

fn sale(name: &str) -> SaleState {
    SALES.iter().find(|(known, _)| *known == name).unwrap().1
}

fn step(name: &str) -> SaleStep {
    match name {
        "schedule" => SaleStep::Schedule,
        "open" => SaleStep::Open,
        "pause" => SaleStep::Pause,
        "resume" => SaleStep::Resume,
        "end" => SaleStep::End,
        "cancel" => SaleStep::Cancel,
        _ => panic!("no such step: {name}"),
    }
}

fn name_of(state: SaleState) -> &'static str {
    SALES.iter().find(|(_, known)| *known == state).unwrap().0
}

fn four(counts: Counts) -> String {
    format!("{} {} {} {}", counts.free, counts.held, counts.booked, counts.killed)
}

fn milliseconds(word: &str) -> u64 {
    match word.strip_suffix("ms") {
        Some(number) => number.parse().unwrap(),
        None => word.strip_suffix('s').unwrap().parse::<u64>().unwrap() * 1_000,
    }
}

fn seconds(at: Timestamp) -> String {
    let passed = at.0 - START_MS;
    if passed.is_multiple_of(1_000) { format!("{}s", passed / 1_000) } else { format!("{passed}ms") }
}

fn join(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
}
