//! A bar of units by what everyone sees of them.

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use crate::cli::watch::tally::Shares;

/// Sold.
pub const BOOKED: Color = Color::Red;
/// Held or sold, in GA areas.
pub const TAKEN: Color = Color::Magenta;
/// In holds.
pub const HELD: Color = Color::Yellow;
/// Off sale.
pub const GONE: Color = Color::DarkGray;
/// Can be held.
pub const FREE: Color = Color::Green;

/// A bar of this many characters. What is there at all is seen: a share above zero has one character at
/// least, where there is room.
#[must_use]
pub fn bar(shares: &Shares, width: usize) -> Line<'static> {
    let parts = [
        (shares.booked, BOOKED, "█"),
        (shares.taken, TAKEN, "█"),
        (shares.held, HELD, "▓"),
        (shares.gone, GONE, "▒"),
    ];
    let all = shares.all().max(1);
    let mut left = width;
    let mut spans = Vec::new();
    for (count, color, character) in parts {
        let exact = usize::try_from(u128::from(count) * width as u128 / u128::from(all)).unwrap_or(0);
        let length = if count > 0 { exact.max(1).min(left) } else { 0 };
        left -= length;
        spans.push(Span::styled(character.repeat(length), Style::new().fg(color)));
    }
    spans.push(Span::styled("░".repeat(left), Style::new().fg(FREE)));
    spans.into()
}
