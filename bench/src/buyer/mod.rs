//! One buyer as people are: looks, picks, hesitates, loses, retries, extends, pays or gives back, closes the
//! tab and comes back.
//!
//! Enter by [`person::live`]; [`run::Run`] is what all buyers of a run share.

pub mod choice;
pub mod pace;
pub mod person;
pub mod run;
mod till;
