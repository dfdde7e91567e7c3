//! `frontrow organiser`: organisers of a running server.

use clap::Subcommand;
use onsale::client::http::{Call, HttpClient};
use schemas::api::organisers::{NewOrganiser, Organiser, OrganiserPage};

use super::client::{Connection, new_id};
use super::output;

#[derive(Debug, Subcommand)]
pub enum OrganiserCommand {
    /// Makes an organiser. Prints its id.
    Create {
        /// Its name.
        name: String,
        #[command(flatten)]
        connection: Connection,
    },
    /// Lists organisers.
    List(#[command(flatten)] Connection),
}

impl OrganiserCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Create { name, connection } => connection.run(async |client| {
                let call =
                    Call::post("/api/v1/organisers", new_id()?).with(&NewOrganiser { name: name.clone() });
                let made: Organiser = client.json_at_last(&call).await?;
                output::say(&made.organiser.to_string());
                Ok(())
            }),
            Self::List(connection) => connection.run(async |client| list(&client).await),
        }
    }
}

async fn list(client: &HttpClient) -> anyhow::Result<()> {
    let mut path = "/api/v1/organisers?limit=200".to_owned();
    loop {
        let page: OrganiserPage = client.json_at_last(&Call::get(path)).await?;
        for organiser in page.organisers {
            output::say(&format!("{}  {}", organiser.organiser, organiser.name));
        }
        let Some(next) = page.next else { return Ok(()) };
        path = format!("/api/v1/organisers?limit=200&after={next}");
    }
}
