//! `frontrow key`: API keys of a running server; and the admin key in the data folder, beside a running server
//! or without one.

use clap::{Args, Subcommand};
use onsale::client::http::{Call, HttpClient};
use schemas::api::keys::{Key, KeyMade, KeyPage, KeyRotation, NewKey};
use schemas::api::moment::Moment;
use schemas::ids::{KeyId, OrganiserId};
use schemas::scope::Scope;

use super::client::{Connection, moment, new_id};
use super::output;
use super::settings::SettingFlags;
use crate::bootstrap::admin_key;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key. Prints its id, and its secret this once.
    Create(Create),
    /// Lists keys: id, scope, organiser, state, last use, name.
    List(#[command(flatten)] Connection),
    /// Gives a key a new secret and prints it, this once. Without KEY it is the admin key in the data folder
    /// that gets one: it is in force again, whatever became of it, and its old secret ends; a running server
    /// follows within a second.
    Rotate(Rotate),
    /// Ends a key for good.
    Revoke {
        /// The key.
        key: KeyId,
        #[command(flatten)]
        connection: Connection,
    },
}

/// A new key.
#[derive(Debug, Args)]
pub struct Create {
    /// What or who it is for.
    #[arg(long)]
    name: String,
    /// What it allows: read, sell, manage or admin; each allows what the ones before it do.
    #[arg(long, value_parser = scope)]
    scope: Scope,
    /// For whom, where the key that is shown is the platform's.
    #[arg(long, value_name = "ORGANISER")]
    organiser: Option<OrganiserId>,
    /// When it ends by itself, such as 2030-01-01T19:30:00Z.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    expires_at: Option<Moment>,
    #[command(flatten)]
    connection: Connection,
}

/// A new secret.
#[derive(Debug, Args)]
pub struct Rotate {
    /// The key; without one, the admin key in the data folder.
    key: Option<KeyId>,
    /// How long the present secret stays good, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "key")]
    grace: u64,
    #[command(flatten)]
    flags: SettingFlags,
    #[command(flatten)]
    connection: Connection,
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::by_name(text).ok_or_else(|| "expected read, sell, manage or admin".to_owned())
}

impl KeyCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(),
            Self::List(connection) => connection.run(async |client| list(&client).await),
            Self::Rotate(rotate) => rotate.run(),
            Self::Revoke { key, connection } => connection.run(async |client| {
                let path = format!("/api/v1/keys/{key}/revoke");
                let revoked: Key = client.json_at_last(&Call::post(path, new_id()?)).await?;
                output::say(&line(&revoked));
                Ok(())
            }),
        }
    }
}

impl Create {
    fn run(&self) -> anyhow::Result<()> {
        let whose = self.organiser.map(|organiser| format!("?organiser={organiser}")).unwrap_or_default();
        let new = NewKey { name: self.name.clone(), scope: self.scope, expires_at: self.expires_at };
        self.connection.run(async |client| {
            let call = Call::post(format!("/api/v1/keys{whose}"), new_id()?).with(&new);
            let made: KeyMade = client.json_at_last(&call).await?;
            output::say(&made.key.key.to_string());
            show(&made)
        })
    }
}

impl Rotate {
    fn run(&self) -> anyhow::Result<()> {
        let Some(key) = self.key else { return self.in_data_folder() };
        let rotation = KeyRotation { grace_s: self.grace, expires_at: None };
        self.connection.run(async |client| {
            let call = Call::post(format!("/api/v1/keys/{key}/rotate"), new_id()?).with(&rotation);
            show(&client.json_at_last(&call).await?)
        })
    }

    fn in_data_folder(&self) -> anyhow::Result<()> {
        let (config, _) = self.flags.load(&[])?;
        let key = actix_web::rt::System::new().block_on(admin_key::rotate(&config.data.folder))?;
        if output::is_terminal() {
            output::show_key(&key);
        } else {
            output::say(&key.reveal());
        }
        Ok(())
    }
}

/// Prints the secret, which an answer that came late does not have any more.
fn show(made: &KeyMade) -> anyhow::Result<()> {
    let key = made.key.key;
    let secret = made.secret.as_ref();
    let lost = || anyhow::anyhow!("the answer with the secret was lost: frontrow key rotate {key}");
    output::say(secret.ok_or_else(lost)?);
    Ok(())
}

async fn list(client: &HttpClient) -> anyhow::Result<()> {
    let mut path = "/api/v1/keys?limit=200".to_owned();
    loop {
        let page: KeyPage = client.json_at_last(&Call::get(path)).await?;
        for key in &page.keys {
            output::say(&line(key));
        }
        let Some(next) = page.next else { return Ok(()) };
        path = format!("/api/v1/keys?limit=200&after={next}");
    }
}

fn line(key: &Key) -> String {
    let whose = key.organiser.map_or_else(|| "platform".to_owned(), |organiser| organiser.to_string());
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {at}"),
        (None, Some(at)) => format!("ends {at}"),
        (None, None) => "in force".to_owned(),
    };
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    format!("{}  {:6}  {whose}  {state}  {used}  {}", key.key, key.scope.name(), key.name)
}
