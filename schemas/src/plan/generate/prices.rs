//! Price levels: who sits nearer and straighter pays more.

use super::super::model::{PriceLevel, SeatingPlan, Section};
use super::path::Spot;

/// A price level that seats get by where they are.
pub(super) struct Band {
    pub key: &'static str,
    pub name: &'static str,
    pub color: &'static str,
    /// Its part of the seats that get a band, in percent; what is left goes to the last.
    pub share: u64,
}

/// What has one price.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Each piece of a row.
    Row,
    /// A section.
    Section,
}

/// What is no more than this much worse has the same price.
const ALIKE: f64 = 1.01;

impl Grain {
    /// What has one price around a field: in a small house each row, in a large one each section.
    pub(super) const fn of(venue: &super::Venue) -> Self {
        if venue.places < 4_000 { Self::Row } else { Self::Section }
    }
}

/// What is priced at once: a section, or one piece of a row in it.
struct Piece {
    section: usize,
    row: Option<usize>,
    seats: u64,
    score: f64,
}

/// Gives each row of the sections without a level the level of its band. `score` is the lower the better, of
/// a section and a spot in it.
pub(super) fn price(
    sections: &mut [Section],
    grain: Grain,
    bands: &[Band],
    score: impl Fn(&Section, Spot) -> f64,
) {
    let mut pieces = pieces(sections, grain, score);
    pieces.sort_by(|one, other| one.score.total_cmp(&other.score));
    let all: u64 = pieces.iter().map(|piece| piece.seats).sum();
    let mut sold = 0;
    let (mut band, mut limit) = (0, bands.first().map_or(0, |band| band.share));
    // Where a band is full; what is hardly worse still belongs to it, such as the same row of the other side.
    let mut full_at = None;
    for piece in pieces {
        let is_full = (sold + piece.seats / 2) * 100 > all * limit;
        if is_full && band + 1 < bands.len() && piece.score > *full_at.get_or_insert(piece.score) * ALIKE {
            band += 1;
            limit += bands[band].share;
            full_at = None;
        }
        sold += piece.seats;
        let level = bands.get(band).map(|band| band.key.to_owned());
        let section = &mut sections[piece.section];
        match piece.row {
            Some(row) => section.rows[row].level = level,
            None => section.level = level,
        }
    }
    sections.iter_mut().for_each(gather);
}

fn pieces(sections: &[Section], grain: Grain, score: impl Fn(&Section, Spot) -> f64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, section) in sections.iter().enumerate().filter(|(_, section)| section.level.is_none()) {
        let rows = section.rows.iter().enumerate().filter_map(|(row, seats)| {
            // Between the two seats in the middle of an even row, so that both sides of a house are alike.
            let (before, after) = (seats.seats.len().checked_sub(1)? / 2, seats.seats.len() / 2);
            let middle = [before, after].map(|seat| seats.seats[seat].position);
            let [x, y] = [middle.map(|spot| spot.x.get()), middle.map(|spot| spot.y.get())];
            let score = score(section, [f64::midpoint(x[0], x[1]), f64::midpoint(y[0], y[1])]);
            Some(Piece { section: number, row: Some(row), seats: count(seats.seats.len()), score })
        });
        if grain == Grain::Row {
            pieces.extend(rows);
            continue;
        }
        let rows: Vec<Piece> = rows.collect();
        let seats = rows.iter().map(|piece| piece.seats).sum();
        let score = rows.iter().map(|piece| piece.score).sum::<f64>()
            / f64::from(u32::try_from(rows.len().max(1)).unwrap_or(u32::MAX));
        pieces.push(Piece { section: number, row: None, seats, score });
    }
    pieces
}

/// Moves the level that most seats of a section have from its rows to the section.
fn gather(section: &mut Section) {
    let mut seats: Vec<(&str, usize)> = Vec::new();
    for row in &section.rows {
        let Some(level) = row.level.as_deref() else { continue };
        match seats.iter_mut().find(|(known, _)| *known == level) {
            Some((_, sum)) => *sum += row.seats.len(),
            None => seats.push((level, row.seats.len())),
        }
    }
    let Some((usual, _)) = seats.into_iter().reduce(|most, next| if next.1 > most.1 { next } else { most })
    else {
        return;
    };
    let usual = Some(usual.to_owned());
    for row in section.rows.iter_mut().filter(|row| row.level == usual) {
        row.level = None;
    }
    section.level = usual;
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The levels that places name, dearest first: `own` for what is no seat of a band, then the bands.
pub(super) fn keep_used(plan: &mut SeatingPlan, own: &[(&str, &str, &str)], bands: &[Band]) {
    let named: std::collections::BTreeSet<&str> = plan.sites().iter().filter_map(|site| site.level).collect();
    let of_sections = plan.sections.iter().filter_map(|section| section.level.as_deref());
    let named: std::collections::BTreeSet<&str> = named.into_iter().chain(of_sections).collect();
    let level = |key: &str, name: &str, color: &str| PriceLevel {
        key: key.to_owned(),
        name: name.to_owned(),
        color: color.to_owned(),
    };
    let own = own.iter().map(|(key, name, color)| level(key, name, color));
    let bands = bands.iter().map(|band| level(band.key, band.name, band.color));
    let levels: Vec<PriceLevel> =
        own.chain(bands).filter(|level| named.contains(level.key.as_str())).collect();
    plan.levels = levels;
}
