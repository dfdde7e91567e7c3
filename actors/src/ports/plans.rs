//! Published plan versions by their content hash.

use std::sync::Arc;

use schemas::ids::ContentHash;
use schemas::plan::PlanIndex;

/// Why a plan version cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No plan version of this hash was ever published here.
    #[error("no published plan has the hash {0}")]
    Unknown(ContentHash),
    /// What is stored is not the plan it says it is.
    #[error("the plan {hash} is damaged: {what}")]
    Damaged {
        /// Its hash.
        hash: ContentHash,
        /// What did not fit.
        what: String,
    },
    /// The catalogue could not be read.
    #[error("the plan {hash} could not be read: {what}")]
    Read {
        /// Its hash.
        hash: ContentHash,
        /// The catalogue's words.
        what: String,
    },
}

/// Hands out compiled plans. Events of one plan should share one.
pub trait PlanSource: Send + Sync + 'static {
    /// The compiled plan version. Blocks.
    ///
    /// # Errors
    /// [`PlanError`].
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError>;
}
