//! What a single machine offers by itself.

pub mod disk;
