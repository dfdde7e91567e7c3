//! `frontrow key`: API keys of a running server; and the admin key in the data folder, beside a running server
//! or without one.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use onsale::client::http::{Call, HttpClient};
use schemas::api::keys::{Key, KeyMade, KeyPage, KeyRotation, NewKey};
use schemas::api::moment::Moment;
use schemas::ids::{KeyId, OrganiserId};
use schemas::scope::Scope;

use super::client::{Connection, moment, new_id};
use super::output;
use super::serve::KEY_FILE;
use super::settings::SettingFlags;
use crate::bootstrap::admin_key;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key. Prints its id, and its secret this once, or puts that into a file.
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
    /// Whose rows it reaches, where the key that is shown is the platform's. Left out, a key of scope admin is the
    /// platform's too and may do everything for all organisers; any other is the default organiser's.
    #[arg(long, value_name = "ORGANISER")]
    organiser: Option<OrganiserId>,
    /// Writes the secret to this new file (mode 0600) instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
    /// Writes the new secret to this new file (mode 0600) instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
            let file = self.out.as_deref().map(KeyFile::new).transpose()?;
            let call = Call::post(format!("/api/v1/keys{whose}"), new_id()?).with(&new);
            let made: KeyMade = client.json_at_last(&call).await?;
            output::say(&made.key.key.to_string());
            show(&made, file)
        })
    }
}

impl Rotate {
    fn run(&self) -> anyhow::Result<()> {
        let Some(key) = self.key else { return self.in_data_folder() };
        let rotation = KeyRotation { grace_s: self.grace, expires_at: None };
        self.connection.run(async |client| {
            let file = self.out.as_deref().map(KeyFile::new).transpose()?;
            let call = Call::post(format!("/api/v1/keys/{key}/rotate"), new_id()?).with(&rotation);
            show(&client.json_at_last(&call).await?, file)
        })
    }

    fn in_data_folder(&self) -> anyhow::Result<()> {
        let (config, _) = self.flags.load(&[])?;
        let file = self.out.as_deref().map(KeyFile::new).transpose()?;
        let key = actix_web::rt::System::new().block_on(admin_key::rotate(&config.data.folder))?;
        match file {
            Some(file) => file.write(&key.reveal())?,
            None if output::is_terminal() => output::show_key("admin key", &key.reveal()),
            None => output::say(&key.reveal()),
        }
        let kept = config.data.folder.join(KEY_FILE);
        if kept.exists() && self.out.as_ref() != Some(&kept) {
            output::complain(&format!(
                "{} has the key that ended: put the new one there, or take the file away",
                kept.display()
            ));
        }
        Ok(())
    }
}

/// Shows or keeps the secret, which an answer that came late does not have any more.
fn show(made: &KeyMade, file: Option<KeyFile<'_>>) -> anyhow::Result<()> {
    let key = made.key.key;
    let lost = || anyhow::anyhow!("the answer with the secret was lost: frontrow key rotate {key}");
    let secret = made.secret.as_ref().ok_or_else(lost)?;
    match file {
        Some(file) => return file.write(secret),
        None if output::is_terminal() => output::show_key("secret of this key", secret),
        None => output::say(secret),
    }
    Ok(())
}

/// A new file for a secret, made before the secret is: one that cannot be kept is not asked for.
struct KeyFile<'path> {
    path: &'path Path,
    file: Option<File>,
}

impl<'path> KeyFile<'path> {
    fn new(path: &'path Path) -> anyhow::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path, file: Some(file) })
    }

    fn write(mut self, secret: &str) -> anyhow::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let written = writeln!(file, "{secret}").and_then(|()| file.sync_all());
        written.with_context(|| {
            format!("the key was made, and {} cannot be written: rotate the key", self.path.display())
        })
    }
}

impl Drop for KeyFile<'_> {
    fn drop(&mut self) {
        if self.file.is_some() {
            // Nothing was written: there is no key.
            let _ = std::fs::remove_file(self.path);
        }
    }
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
