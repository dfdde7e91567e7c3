//! The plan's name, and what the colours and marks mean, each with a count.

use super::super::model::{Seat, SeatingPlan};
use super::canvas::{Canvas, LETTER_WIDTH, escaped, number};
use super::{Style, whole_steps};

/// Height of a line of the legend, in the height of its letters.
const LINE: f64 = 1.9;

/// What a line of the legend shows before its words.
enum Sample {
    Level(String),
    Accessible,
    Companion,
    RestrictedView,
    None,
}

pub(super) struct Legend {
    lines: Vec<(Sample, String)>,
}

/// What a plan has, in numbers.
#[derive(Default)]
struct Counts {
    by_level: Vec<u64>,
    accessible: u64,
    companion: u64,
    restricted_view: u64,
    tables: u64,
    booths: u64,
    areas: u64,
    standing: u64,
    all: u64,
}

impl Counts {
    fn of(plan: &SeatingPlan) -> Self {
        let mut counts = Self { by_level: vec![0; plan.levels.len()], ..Self::default() };
        let numbers: std::collections::BTreeMap<&str, usize> =
            plan.levels.iter().zip(0..).map(|(level, number)| (level.key.as_str(), number)).collect();
        for group in plan.groups() {
            counts.tables += count(group.tables.len());
            counts.booths += count(group.booths.len());
            counts.areas += count(group.areas.len());
            counts.standing += group.areas.iter().map(units).sum::<u64>();
        }
        for site in plan.sites() {
            let units = match site.within {
                super::super::walk::Within::Area(area) => units(&site.group.areas[area]),
                _ => 1,
            };
            counts.all += units;
            if let Some(number) = site.level.and_then(|key| numbers.get(key)) {
                counts.by_level[*number] += units;
            }
            let marked = |mark: fn(&Seat) -> bool| u64::from(site.seat.is_some_and(mark));
            counts.accessible += marked(|seat| seat.accessible);
            counts.companion += marked(|seat| seat.companion);
            counts.restricted_view += marked(|seat| seat.restricted_view);
        }
        counts
    }
}

/// What an area counts for: its units; one where it is sold as a whole.
fn units(area: &super::super::model::Area) -> u64 {
    if area.as_a_whole { 1 } else { u64::from(area.capacity) }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Legend {
    pub(super) fn of(plan: &SeatingPlan, style: &Style<'_>) -> Self {
        if let Some(map) = &style.map {
            let lines = map.totals().into_iter().filter(|(_, _, count)| *count > 0);
            let line = |(color, what, count): (&str, &str, u64)| {
                (Sample::Level(color.to_owned()), format!("{what} · {}", thousands(count)))
            };
            return Self { lines: lines.map(line).collect() };
        }
        let counts = Counts::of(plan);
        let levels = plan.levels.iter().zip(&counts.by_level).map(|(level, count)| {
            (Sample::Level(level.color.clone()), format!("{} · {}", level.name, thousands(*count)))
        });
        let mut lines: Vec<(Sample, String)> = levels.collect();
        let mut add = |sample: Sample, count: u64, what: &str| {
            if count > 0 {
                lines.push((sample, format!("{what} · {}", thousands(count))));
            }
        };
        add(Sample::Accessible, counts.accessible, "wheelchair places");
        add(Sample::Companion, counts.companion, "companion seats");
        add(Sample::RestrictedView, counts.restricted_view, "restricted view");
        add(Sample::None, counts.tables, "tables");
        add(Sample::None, counts.booths, "boxes and booths");
        add(Sample::None, counts.areas, "GA areas");
        add(Sample::None, counts.standing, "places in GA areas");
        Self { lines }
    }

    /// Draws the legend in columns from its upper left corner; gives back its height.
    pub(super) fn draw(&self, canvas: &mut Canvas, corner: [f64; 2], width: f64, size: f64) -> f64 {
        let letters = self.lines.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(1);
        let column = (whole_steps(letters) * LETTER_WIDTH + 3.0) * size;
        let mut columns = 1;
        while whole_steps(columns + 1) * column <= width && columns < self.lines.len() {
            columns += 1;
        }
        let rows = self.lines.len().div_ceil(columns);
        for (number, (sample, words)) in self.lines.iter().enumerate() {
            let x = corner[0] + whole_steps(number / rows) * column + size;
            let y = corner[1] + (whole_steps(number % rows) + 0.5) * LINE * size;
            draw_sample(canvas, sample, [x, y], size);
            canvas.words(words, [x + size, y], size, "class=\"s\" fill=\"#1f2937\"");
        }
        whole_steps(rows) * LINE * size
    }
}

fn draw_sample(canvas: &mut Canvas, sample: &Sample, middle: [f64; 2], size: f64) {
    let [x, y] = middle.map(|length| number(length, 1));
    let mut dot = |color: &str, width: f64, more: &str| {
        let (color, width) = (escaped(color), number(size * width, 1));
        canvas.add(format_args!(
            "<path d=\"M{x} {y}h.01\" stroke-linecap=\"round\" stroke=\"{color}\" stroke-width=\"{width}\"{more}/>"
        ));
    };
    match sample {
        Sample::Level(color) => dot(color, 1.0, ""),
        Sample::Accessible => {
            dot("#4b5563", 0.9, " style=\"stroke-linecap:square\"");
            dot("#ffffff", 0.4, "");
        }
        Sample::Companion => {
            dot("#4b5563", 1.0, "");
            dot("#ffffff", 0.4, "");
        }
        Sample::RestrictedView => dot("#4b5563", 1.0, " opacity=\".45\""),
        Sample::None => {}
    }
}

/// The plan's name and how much it has; on a map, what that is a map of.
pub(super) fn title(canvas: &mut Canvas, plan: &SeatingPlan, style: &Style<'_>, start: [f64; 2], size: f64) {
    let look = "class=\"s\" fill=\"#111827\" font-weight=\"700\"";
    let large = size * super::TITLE_SIZE;
    canvas.words(&plan.name, start, large, look);
    let mut words = format!("{} places", thousands(Counts::of(plan).all));
    if !plan.sections.is_empty() {
        let sections = plan.sections.len();
        words = format!("{words} in {sections} section{}", if sections == 1 { "" } else { "s" });
    }
    if let Some(map) = &style.map {
        words.clone_from(&map.title);
    }
    let indent = (whole_steps(plan.name.chars().count()) * LETTER_WIDTH + 1.5) * large;
    canvas.words(&words, [start[0] + indent, start[1]], size, "class=\"s\" fill=\"#4b5563\"");
}

/// 12345 as 12,345.
pub(super) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (number, digit) in digits.chars().enumerate() {
        if number > 0 && (digits.len() - number).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
