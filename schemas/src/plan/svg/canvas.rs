//! Elements of the picture as text.

use std::fmt::{Arguments, Write};

use super::super::shape::{Outline, Point};

/// What is drawn so far.
pub(super) struct Canvas {
    text: String,
    decimals: usize,
}

impl Canvas {
    /// An empty canvas whose coordinates have so many decimals.
    pub(super) const fn new(decimals: usize) -> Self {
        Self { text: String::new(), decimals }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Writing to a `String` cannot fail, so what it answers is not looked at.
    pub(super) fn add(&mut self, element: Arguments<'_>) {
        let _ = writeln!(self.text, "{element}");
    }

    /// A coordinate as short as it can be written.
    pub(super) fn number(&self, value: f64) -> String {
        number(value, self.decimals)
    }

    /// x and y with the shortest separator between them.
    pub(super) fn pair(&self, x: f64, y: f64) -> String {
        let (x, y) = (self.number(x), self.number(y));
        let separator = if y.starts_with('-') { "" } else { " " };
        format!("{x}{separator}{y}")
    }

    /// A closed polygon; nothing where it has no corners.
    pub(super) fn polygon(&mut self, points: &[Point], look: &str) {
        if points.is_empty() {
            return;
        }
        let corners: Vec<String> =
            points.iter().map(|point| self.pair(point.x.get(), point.y.get())).collect();
        self.add(format_args!("<path d=\"M{}Z\" {look}/>", corners.join("L")));
    }

    /// An outline with these attributes.
    pub(super) fn outline(&mut self, outline: &Outline, look: &str) {
        match outline {
            Outline::Polygon { points } => self.polygon(points, look),
            Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
                let (x, y, width, height) = (center.x.get(), center.y.get(), width.get(), height.get());
                let turn = turn(rotation_degrees.get(), *center);
                let (left, top) = (x - width / 2.0, y - height / 2.0);
                let corner = if corner_radius.is_zero() {
                    String::new()
                } else {
                    format!(" rx=\"{}\"", corner_radius.get())
                };
                let [left, top, width, height] = [left, top, width, height].map(|length| self.number(length));
                self.add(format_args!(
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"{corner}{turn} {look}/>"
                ));
            }
            Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
                let turn = turn(rotation_degrees.get(), *center);
                let lengths = [center.x, center.y, *radius_x, *radius_y];
                let [x, y, radius_x, radius_y] = lengths.map(|length| self.number(length.get()));
                self.add(format_args!(
                    "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{radius_x}\" ry=\"{radius_y}\"{turn} {look}/>"
                ));
            }
        }
    }

    /// Words about a middle, in one line, of this height; `look` is further attributes.
    pub(super) fn words(&mut self, words: &str, middle: [f64; 2], size: f64, look: &str) {
        let [x, y] = middle.map(|length| self.number(length));
        let (size, words) = (number(size, 1), escaped(words));
        self.add(format_args!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" {look}>{words}</text>"));
    }
}

/// The attribute that turns an element about a point; nothing where it is not turned.
pub(super) fn turn(degrees: f64, about: Point) -> String {
    if degrees == 0.0 {
        return String::new();
    }
    format!(" transform=\"rotate({degrees} {} {})\"", about.x.get(), about.y.get())
}

/// A number with at most so many decimals and no zeros at its end.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The text as it may stand in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// White or dark, whichever is easier to read on a colour of the form `#rrggbb`.
pub(super) fn readable_on(color: &str) -> &'static str {
    let part = |at: usize| color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let (Some(red), Some(green), Some(blue)) = (part(1), part(3), part(5)) else { return "#1f2937" };
    let light = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    if light < 140_000 { "#ffffff" } else { "#1f2937" }
}

/// The greatest height of letters at which the words fit into a box, about.
pub(super) fn fitting(words: &str, width: f64, height: f64) -> f64 {
    let letters = super::whole_steps(words.chars().count().max(1));
    (width / (letters * LETTER_WIDTH)).min(height)
}

/// Width of a letter of the usual sans-serif fonts, in its height.
pub(super) const LETTER_WIDTH: f64 = 0.62;
