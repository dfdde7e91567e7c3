//! The hand-written encoders against serde, the borrowing decoder against the types, the generated schema
//! against the file in the repository.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod decode;
mod documentation;
mod encode;
mod first_state;
mod json_schema;
