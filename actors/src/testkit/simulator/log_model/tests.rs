use schemas::ids::{ChannelIndex, CommandHash, LevelIndex, PlaceIndex, PrincipalHash};
use schemas::plan::{PublishedPlan, parse_plan};
use schemas::record::{Cause, Effect, Record, UnitList};
use schemas::seat::{HeldPlace, Letter, PlaceUnits};
use schemas::terms::{LevelPrice, SaleSchedule};

use super::*;

const TOKEN: TokenHash = TokenHash([1; 16]);

fn model() -> LogModel {
    let text = r##"{ "format": "frontrow-plan/1", "name": "Row", "levels": [{ "key": "a", "name": "A", "color": "#000000" }],
        "sections": [{ "label": "S", "level": "a", "rows": [{ "label": "1", "seats": [
            { "label": "1", "position": { "x": 0, "y": 0 } }, { "label": "2", "position": { "x": 1, "y": 0 } }] }] }] }"##;
    let plan = PublishedPlan::publish(parse_plan(text).unwrap(), None).unwrap();
    LogModel::new(EventId(1), Arc::new(plan.index().unwrap()))
}

fn terms() -> EventTerms {
    EventTerms {
        plan: schemas::ids::ContentHash([0; 32]),
        stream: 1,
        hold_time_ms: 10,
        lifetime_cap_ms: 30,
        maximum_extensions: 0,
        payment_time_ms: 5,
        payment_cap_ms: 20,
        maximum_units_per_hold: 2,
        maximum_units_per_token: 2,
        maximum_tokens_per_address: 0,
        currency: schemas::terms::Currency(*b"EUR"),
        prices: vec![LevelPrice { level: LevelIndex(0), amount_minor: 1 }],
        channels: Vec::new(),
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}

fn record(version: u64, at: u64, effect: Effect) -> Record {
    Record { version: Version(version), at: Timestamp(at), cause: None, effect }
}

fn held(place: u32) -> Effect {
    let units = PlaceUnits { place: PlaceIndex(place), units: 1, channel: ChannelIndex(0) };
    let places = [HeldPlace { units, price_minor: 1 }].into_iter().collect();
    Effect::Held { token: TOKEN, address: None, deadline: Timestamp(110), places, arrangement: None }
}

fn caused(record: Record, id: u8) -> Record {
    let principal = Principal::Organiser(PrincipalHash([9; 16]));
    let cause = Cause { principal, command: CommandHash([id; 16]), digest: CommandHash([0; 16]) };
    Record { cause: Some(cause), ..record }
}

/// The model after these records, and what it said of the last.
fn after(records: &[Record]) -> (LogModel, Result<(), String>) {
    let mut model = model();
    model.perform(&record(1, 100, Effect::Drafted(Box::new(terms())))).unwrap();
    model.sale = SaleState::OnSale;
    let mut last = Ok(());
    for record in records {
        assert_eq!(last, Ok(()), "before {record:?}");
        last = model.perform(record);
    }
    (model, last)
}

fn refused(records: &[Record], with: &str) {
    let (_, last) = after(records);
    let why = last.expect_err(with);
    assert!(why.contains(with), "{why}");
}

#[test]
fn a_hold_takes_a_place_and_its_end_gives_it_back() {
    let (model, last) = after(&[record(2, 100, held(1))]);
    assert_eq!(
        (last, model.letter(PlaceIndex(1)), model.letter(PlaceIndex(0))),
        (Ok(()), Letter::Held, Letter::Free)
    );
    assert_eq!(model.holds_of(TOKEN).holds.len(), 1);
    let (model, last) =
        after(&[record(2, 100, held(1)), record(3, 110, Effect::Expired { hold: HoldId(2) })]);
    assert_eq!((last, model.letter(PlaceIndex(1))), (Ok(()), Letter::Free));
    assert_eq!(model.check(), Ok(()));
    assert_eq!(model.token_changes(Version(2), Version(3)), [(Version(3), TOKEN, Some(HoldId(2)))]);
}

#[test]
fn what_cannot_have_happened_is_refused() {
    refused(&[record(2, 100, held(1)), record(3, 100, held(1))], "SM-1");
    refused(&[record(3, 100, held(1))], "SM-3");
    refused(&[record(2, 100, held(1)), record(3, 99, held(0))], "time");
    let expired = || Effect::Expired { hold: HoldId(2) };
    refused(&[record(2, 100, held(1)), record(3, 109, expired())], "before");
    refused(&[record(2, 100, held(1)), record(3, 110, expired()), record(4, 110, expired())], "SM-4");
    let book = Effect::Booked { hold: HoldId(2), reference: schemas::record::BookingReference::new() };
    refused(&[record(2, 100, held(1)), record(3, 110, book)], "SM-7");
    let pause = Effect::SaleChanged { state: SaleState::Paused };
    refused(&[record(2, 100, pause), record(3, 100, held(1))], "while the sale is Paused");
    let closes = SaleSchedule { opens_at: None, closes_at: Some(Timestamp(105)) };
    let closing = || Effect::TermsChanged {
        terms: Box::new(EventTerms { schedule: closes, ..terms() }),
        moved: UnitList::new(),
    };
    refused(&[record(2, 100, closing()), record(3, 105, held(1))], "while the sale is OnSale");
    let dearer = Effect::TermsChanged {
        terms: Box::new(EventTerms {
            prices: vec![LevelPrice { level: LevelIndex(0), amount_minor: 2 }],
            ..terms()
        }),
        moved: UnitList::new(),
    };
    refused(&[record(2, 100, dearer), record(3, 100, held(1))], "another price");
    let open = || Effect::SaleChanged { state: SaleState::OnSale };
    refused(&[caused(record(2, 100, open()), 1), caused(record(3, 100, open()), 1)], "applied again");
}

#[test]
fn a_place_that_does_not_add_up_is_found() {
    let (mut model, _) = after(&[record(2, 100, held(1))]);
    model.places[1].free.insert(ChannelIndex(0), 1);
    assert!(model.check().unwrap_err().contains("SM-2"));
}
