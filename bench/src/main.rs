//! The `onsale` binary: buyers from outside.

fn main() {}
