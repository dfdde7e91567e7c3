//! How the commands that work on a running server reach it.

use std::ffi::OsString;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use clap::builder::OsStringValueParser;
use data_encoding::HEXLOWER;
use onsale::client::address::ServerAddress;
use onsale::client::http::{Call, CallError, HttpClient};
use schemas::api::moment::Moment;
use schemas::api::problem::Mistake;
use schemas::error_code::ErrorCode;
use schemas::plan::PlanIssue;
use serde_json::Value;

use super::output;
use super::plan::issues;
use super::settings::named;
use crate::http::api_key::KEY_PREFIX;

/// A server that has not said a word for this long is being waited for, and the person is told.
const PATIENCE: Duration = Duration::from_secs(2);
/// One that has not said whether it is there for this long after that is not waited for any more.
const PATIENCE_AT_LAST: Duration = Duration::from_secs(8);

/// Which server, and with which key.
#[derive(Clone, Debug, Args)]
pub struct Connection {
    /// The server.
    #[arg(long, value_name = "URL", env = "FRONTROW_SERVER", default_value = "http://127.0.0.1:8080")]
    server: ServerAddress,
    /// A file with the API key. Without one the key is taken from the variable `FRONTROW_KEY`.
    #[arg(long, value_name = "FILE", env = "FRONTROW_KEY_FILE", value_parser = OsStringValueParser::new())]
    key_file: Option<OsString>,
}

impl Connection {
    /// Does `work` with a client of the server.
    pub fn run<Work, Done>(&self, work: Work) -> anyhow::Result<()>
    where
        Work: FnOnce(HttpClient) -> Done,
        Done: Future<Output = anyhow::Result<()>>,
    {
        let key = match named(self.key_file.as_ref()) {
            Some(path) => Some(key_in(path)?),
            None => std::env::var("FRONTROW_KEY")
                .ok()
                .filter(|key| !key.is_empty())
                .map(of_variable)
                .transpose()?,
        };
        let client = HttpClient::new(self.server.clone(), key);
        actix_web::rt::System::new().block_on(async {
            is_there(&client).await?;
            work(client).await.map_err(with_a_hint)
        })
    }
}

/// The one key in a file: alone in it, or beside other lines as `frontrow key create` prints it.
fn key_in(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut keys = text.lines().map(str::trim).filter(|line| line.starts_with(KEY_PREFIX));
    match (keys.next(), keys.next()) {
        (Some(key), None) if is_sendable(key) => Ok(key.to_owned()),
        (Some(_), Some(_)) => anyhow::bail!("{} has several API keys in it: leave one", path.display()),
        _ => anyhow::bail!("{} has no API key in it: a line of the form frk_…", path.display()),
    }
}

fn of_variable(key: String) -> anyhow::Result<String> {
    anyhow::ensure!(is_sendable(&key), "FRONTROW_KEY is no API key: one word of the form frk_…");
    Ok(key)
}

/// Whether it can stand in a header.
fn is_sendable(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A moment as an argument.
pub fn moment(text: &str) -> Result<Moment, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

/// Whether the server answers at all, asked once: a command repeats what got no answer for longer than anybody
/// wants to wait for a server that is not there.
///
/// # Errors
/// It does not, and what to do.
pub async fn is_there(client: &HttpClient) -> anyhow::Result<()> {
    let url = client.address();
    let call = Call::get("/health/live");
    let mut asked = std::pin::pin!(client.bytes(&call));
    let answer = if let Ok(answer) = tokio::time::timeout(PATIENCE, &mut asked).await {
        answer
    } else {
        output::complain(&format!("waiting for {url} …"));
        let rest = tokio::time::timeout(PATIENCE_AT_LAST, asked).await;
        rest.map_err(|_| {
            anyhow::anyhow!(
                "{url} takes connections and does not answer: look at the log of the server there, or name another \
                 by --server"
            )
        })?
    };
    answer.map(|_| ()).map_err(|error| {
        anyhow::anyhow!("no frontrow server at {url} ({error}): start one, or name another by --server")
    })
}

/// All that is wrong with a plan or with several dates line by line, and what to do about a key.
fn with_a_hint(error: anyhow::Error) -> anyhow::Error {
    let Some(CallError::Refused { code, issues, .. }) = error.downcast_ref() else { return error };
    show_all(issues);
    let about_the_key = [ErrorCode::KeyMissing, ErrorCode::KeyInvalid, ErrorCode::KeyExpired];
    if about_the_key.map(ErrorCode::name).contains(&code.as_str()) {
        return anyhow::anyhow!(
            "{error:#}: name a file with the key by --key-file, or put the key into FRONTROW_KEY"
        );
    }
    error
}

fn show_all(issues: &[Value]) {
    let listed = || Value::Array(issues.to_vec());
    if let Ok(issues) = serde_json::from_value::<Vec<PlanIssue>>(listed()) {
        return issues::show(&issues, &[], true);
    }
    let mistakes: Vec<Mistake> = serde_json::from_value(listed()).unwrap_or_default();
    // One alone is what the error itself says.
    for Mistake { code, pointer, detail } in mistakes.into_iter().filter(|_| issues.len() > 1) {
        let at = pointer.map(|pointer| format!(" at {pointer}")).unwrap_or_default();
        output::complain(&format!("error {}{at}: {detail}", code.name()));
    }
}

/// A new random `Idempotency-Key`.
pub fn new_id() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gave no random bytes: {error}"))?;
    Ok(HEXLOWER.encode(&bytes))
}
