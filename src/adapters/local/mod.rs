//! What a single machine offers by itself.

pub mod clock;
pub mod disk;
pub mod threads;
