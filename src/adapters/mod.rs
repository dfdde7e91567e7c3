//! The outside behind the ports of `actors`: one folder for each thing that stands outside.

pub mod local;
pub mod sqlite;
