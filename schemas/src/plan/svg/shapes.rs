//! What is drawn and not for sale.

use super::super::shape::Shape;
use super::Style;
use super::canvas::{Canvas, escaped, fitting, readable_on, turn};
use super::places::extent;

/// A shape with its label.
pub(super) fn shape(canvas: &mut Canvas, style: &Style<'_>, shape: &Shape) {
    let fill = shape.fill.as_deref().map_or_else(|| "none".to_owned(), escaped);
    let width = if shape.stroke_width.is_zero() { style.side / 1_000.0 } else { shape.stroke_width.get() };
    let stroke = shape.stroke.as_deref().map_or_else(String::new, |color| {
        format!(" stroke=\"{}\" stroke-width=\"{width:.1}\"", escaped(color))
    });
    canvas.outline(&shape.outline, &format!("fill=\"{fill}\"{stroke}"));
    let Some(label) = shape.label.as_ref().filter(|_| !shape.caption.hidden) else { return };
    let [width, height] = extent(&shape.outline);
    let fits = fitting(label, width * 0.8, height * 0.5).min(style.side * 0.03);
    let size = if shape.caption.size.is_zero() { fits } else { shape.caption.size.get() };
    let middle = shape.outline.center();
    let (x, y) =
        (middle.x.get() + shape.caption.offset.x.get(), middle.y.get() + shape.caption.offset.y.get());
    let turn = turn(shape.caption.rotation_degrees.get(), middle);
    let color = shape.fill.as_deref().map_or("#374151", readable_on);
    canvas.words(label, [x, y], size, &format!("fill=\"{color}\" font-weight=\"600\"{turn}"));
}
