//! The outside as the actors see it: traits that `bootstrap` fills with adapters and tests with doubles.

pub mod catalogue;
pub mod clock;
pub mod disk;
pub mod journal;
pub mod meter;
pub mod plans;
pub mod spawn;
