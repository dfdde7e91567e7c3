//! What is on the screen, as text.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use onsale::client::model::EventModel;
use onsale::client::venue::{Venue, VenueArea, VenueRow};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use schemas::ids::{ChannelIndex, ContentHash, EventId, PlaceIndex, Version};
use schemas::seat::SaleState;
use schemas::ws::server::Heartbeat;
use schemas::ws::state::{AreaFree, ChannelFree, Snapshot};

use super::Screen;
use crate::cli::watch::tally::{Shares, Tally};

fn venue(sections: u32) -> Venue {
    let row = |section: u32| VenueRow {
        section: Some(section as usize),
        seats: (section * 4..section * 4 + 4).map(PlaceIndex).collect(),
        distance: 1.0,
    };
    let area = VenueArea {
        section: None,
        place: PlaceIndex(sections * 4),
        capacity: 10,
        as_a_whole: false,
        minimum_occupancy: 1,
    };
    Venue {
        name: "Little house".to_owned(),
        places: sections as usize * 4 + 1,
        sections: (1..=sections).map(|number| format!("S{number}")).collect(),
        rows: (0..sections).map(row).collect(),
        areas: vec![area],
        ..Venue::default()
    }
}

fn model(letters: &str) -> EventModel {
    let area = PlaceIndex(u32::try_from(letters.len()).unwrap() - 1);
    let free = vec![ChannelFree { channel: ChannelIndex(0), units: 4 }];
    EventModel::new(&Snapshot {
        stream: 1,
        version: Version(100),
        plan: ContentHash([0; 32]),
        sale: SaleState::OnSale,
        opens_at_ms: None,
        closes_at_ms: None,
        terms: Version(1),
        letters: letters.to_owned(),
        levels: Vec::new(),
        channels: Vec::new(),
        areas: vec![AreaFree { place: area, free }],
    })
    .unwrap()
}

fn shown(venue: &Venue, tally: &Tally, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let screen = Screen { event: EventId(1), venue, tally };
    terminal.draw(|frame| screen.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..height).map(|y| row(y).trim_end().to_owned()).collect()
}

#[test]
fn an_event_fits_on_one_screen() {
    let venue = venue(2);
    let mut model = model("fhbbfffkf");
    let mut tally = Tally::new(&venue);
    let start = Instant::now();
    tally.sample(&model, start, 0);
    model.heartbeat(&Heartbeat { version: Version(150), now_ms: schemas::time::Timestamp(1) });
    tally.sample(&model, start + Duration::from_secs(1), 0);
    assert_eq!(tally.all, Shares { free: 8, held: 1, booked: 2, taken: 6, gone: 1 });
    let rows = shown(&venue, &tally, 72, 14);
    assert_eq!(rows[0], "Little house   ev_aaaaaaaaaaaac   on sale   v150");
    assert_eq!(rows[1], "8 free   1 held   2 booked   6 taken in areas   1 off sale   of 18");
    assert!(rows[3].contains("50 records/s"), "{rows:?}");
    let bar = |booked: usize, held: usize, gone: usize, free: usize| {
        ["█".repeat(booked), "▓".repeat(held), "▒".repeat(gone), "░".repeat(free)].concat()
    };
    assert_eq!(rows[8], format!("S1          75% {}", bar(27, 13, 0, 14)));
    assert_eq!(rows[9], format!("S2          25% {}", bar(0, 0, 13, 41)));
    assert_eq!(rows[10], format!("outside     60% {}", bar(32, 0, 0, 22)));
}

#[test]
fn more_sections_than_room_are_counted() {
    let venue = venue(30);
    let mut tally = Tally::new(&venue);
    tally.sample(&model(&"f".repeat(121)), Instant::now(), 3);
    let rows = shown(&venue, &tally, 80, 14);
    assert!(rows[0].ends_with("connection lost 3 x"), "{rows:?}");
    let text = rows.join("\n");
    assert!(text.contains("and 22 more"), "{text}");
    assert!(text.contains("S1 ") && !text.contains("S12 "), "{text}");
}
