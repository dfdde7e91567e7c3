//! Where data lies.

use std::path::PathBuf;

use super::setting::settings;

settings! {
    /// Where data lies.
    pub struct Data as "data" {
        /// The folder of journal, checkpoints and catalogue; one server uses it at a time.
        folder: PathBuf = "frontrow-data",
    }
}
