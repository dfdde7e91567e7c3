//! `frontrow plan delete`: of what no event needs.

use clap::Args;
use onsale::client::http::Call;
use schemas::ids::{ContentHash, PlanId};

use super::super::client::Connection;

/// Which plan, or version of it.
#[derive(Debug, Args)]
pub struct Delete {
    /// The plan.
    plan: PlanId,
    /// This published version alone; left out, the plan with its draft and all its versions.
    #[arg(long, value_name = "HASH")]
    version: Option<ContentHash>,
    #[command(flatten)]
    connection: Connection,
}

impl Delete {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let version = self.version.map_or_else(String::new, |hash| format!("/versions/{hash}"));
            client.bytes(&Call::delete(format!("/api/v1/plans/{}{version}", self.plan))).await?;
            Ok(())
        })
    }
}
