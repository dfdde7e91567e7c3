//! Parts of the simulator that other tests may want: a disk whose power is cut at any call, and an obvious
//! model that performs an event's log.
//!
//! The runs themselves, with buyers, faults and the judgement after each crash, are in `tests/sim`.

pub mod log_model;
pub mod power;
