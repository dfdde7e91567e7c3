//! An event on one screen: the whole, the rate, the sections filling up.

mod bar;

use onsale::client::venue::Venue;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph, Sparkline};
use schemas::ids::EventId;

use super::tally::{SectionTally, Tally, sale_in_words};
use bar::{BOOKED, FREE, GONE, HELD, TAKEN, bar};

/// The least width of a column of sections.
const COLUMN_WIDTH: u16 = 38;
/// The widest a label of a section is shown.
const LABEL_WIDTH: usize = 10;

/// One look at an event.
pub struct Screen<'watch> {
    /// The event.
    pub event: EventId,
    /// Its venue.
    pub venue: &'watch Venue,
    /// Its counts and rates.
    pub tally: &'watch Tally,
}

impl Screen<'_> {
    /// Draws it.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let rows = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(2),
            Constraint::Length(4),
            Constraint::Min(3),
            Constraint::Length(1),
        ]);
        let [title, whole, rate, sections, keys] = rows.areas(frame.area());
        frame.render_widget(Paragraph::new(self.title()), title);
        frame.render_widget(Paragraph::new(self.whole(whole.width)), whole);
        self.rate(frame, rate);
        self.sections(frame, sections);
        frame.render_widget(Paragraph::new(legend()), keys);
    }

    fn title(&self) -> Line<'static> {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let lost = match self.tally.reconnects {
            0 => String::new(),
            times => format!("   connection lost {times} x"),
        };
        Line::from(vec![
            Span::styled(self.venue.name.clone(), bold),
            Span::raw(format!(
                "   {}   {}   {}{lost}",
                self.event,
                sale_in_words(self.tally.sale),
                self.tally.version
            )),
        ])
    }

    fn whole(&self, width: u16) -> Vec<Line<'static>> {
        let shares = &self.tally.all;
        let counts = [
            (shares.free, "free", FREE),
            (shares.held, "held", HELD),
            (shares.booked, "booked", BOOKED),
            (shares.taken, "taken in areas", TAKEN),
            (shares.gone, "off sale", GONE),
        ];
        let shown = counts.into_iter().filter(|(count, name, _)| *count > 0 || *name != "taken in areas");
        let spans = shown.flat_map(|(count, name, color)| {
            [Span::styled(format!("{count}"), Style::new().fg(color)), Span::raw(format!(" {name}   "))]
        });
        let line: Line<'static> = spans.chain([Span::raw(format!("of {}", shares.all()))]).collect();
        vec![line, bar(shares, usize::from(width))]
    }

    fn rate(&self, frame: &mut Frame<'_>, area: Rect) {
        let title = format!(" {} records/s ", self.tally.rate());
        let block = Block::new().borders(Borders::TOP).title(title);
        let width = usize::from(area.width);
        let late: Vec<u64> =
            self.tally.rates.iter().copied().skip(self.tally.rates.len().saturating_sub(width)).collect();
        frame.render_widget(Sparkline::default().block(block).data(&late), area);
    }

    fn sections(&self, frame: &mut Frame<'_>, area: Rect) {
        let block = Block::new().borders(Borders::TOP).title(" sections ");
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let filled: Vec<&SectionTally> =
            self.tally.sections.iter().filter(|section| section.shares.all() > 0).collect();
        let columns = (inner.width / COLUMN_WIDTH).max(1);
        let height = usize::from(inner.height);
        let room = usize::from(columns) * height;
        let cut = filled.len() > room;
        let shown = if cut { room.saturating_sub(1) } else { filled.len() };
        let width = inner.width / columns;
        for (number, section) in filled.iter().take(shown).enumerate() {
            let line = section_line(section, usize::from(width).saturating_sub(2));
            frame.render_widget(Paragraph::new(line), cell(inner, number, height, width));
        }
        if cut {
            let more = Paragraph::new(format!("and {} more", filled.len() - shown));
            frame.render_widget(more, cell(inner, shown, height, width));
        }
    }
}

fn legend() -> Line<'static> {
    let mark =
        |color, name: &str| [Span::styled("█ ", Style::new().fg(color)), Span::raw(format!("{name}  "))];
    let marks = [(BOOKED, "booked"), (TAKEN, "taken"), (HELD, "held"), (GONE, "off sale"), (FREE, "free")];
    marks.into_iter().flat_map(|(color, name)| mark(color, name)).chain([Span::raw("  q leaves")]).collect()
}

/// Where the section of this number stands: columns are filled from top to bottom.
fn cell(inner: Rect, number: usize, height: usize, width: u16) -> Rect {
    let column = u16::try_from(number / height.max(1)).unwrap_or(u16::MAX);
    let row = u16::try_from(number % height.max(1)).unwrap_or(u16::MAX);
    Rect { x: inner.x + column.saturating_mul(width), y: inner.y + row, width, height: 1 }.intersection(inner)
}

fn section_line(section: &SectionTally, width: usize) -> Line<'static> {
    let shares = &section.shares;
    let label: String = section.label.chars().take(LABEL_WIDTH).collect();
    let gone = (shares.all() - shares.free) * 100 / shares.all().max(1);
    let before = format!("{label:<LABEL_WIDTH$} {gone:>3}% ");
    let mut line = bar(shares, width.saturating_sub(before.len()));
    line.spans.insert(0, Span::raw(before));
    line
}

#[cfg(test)]
mod tests;
