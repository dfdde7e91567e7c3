//! What a published version holds.

use actors::ports::catalogue::plans::Plans;
use schemas::ids::ContentHash;

use crate::http::problem::Failure;

/// The canonical encoding of a version that the catalogue lists.
pub async fn content(plans: &dyn Plans, hash: ContentHash) -> Result<Vec<u8>, Failure> {
    plans.version_content(hash).await?.ok_or_else(|| Failure::internal("a plan version has no content"))
}
