//! The `frontrow` binary: the server and its commands.

fn main() {}
