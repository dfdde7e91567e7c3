//! How the commands that work on a running server reach it.

use std::future::Future;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
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

/// Which server, and with which key.
#[derive(Clone, Debug, Args)]
pub struct Connection {
    /// The server.
    #[arg(long, value_name = "URL", env = "FRONTROW_SERVER", default_value = "http://127.0.0.1:8080")]
    server: ServerAddress,
    /// A file with the API key. Without one the key is taken from the variable `FRONTROW_KEY`.
    #[arg(long, value_name = "FILE", env = "FRONTROW_KEY_FILE")]
    key_file: Option<PathBuf>,
}

impl Connection {
    /// Does `work` with a client of the server.
    pub fn run<Work, Done>(&self, work: Work) -> anyhow::Result<()>
    where
        Work: FnOnce(HttpClient) -> Done,
        Done: Future<Output = anyhow::Result<()>>,
    {
        let key = match &self.key_file {
            Some(path) => {
                let text = std::fs::read_to_string(path);
                Some(text.with_context(|| format!("cannot read {}", path.display()))?.trim().to_owned())
            }
            None => std::env::var("FRONTROW_KEY").ok(),
        };
        let client = HttpClient::new(self.server.clone(), key);
        actix_web::rt::System::new().block_on(async {
            is_there(&client).await?;
            work(client).await.map_err(with_a_hint)
        })
    }
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
    client.bytes(&Call::get("/health/live")).await.map(|_| ()).map_err(|error| {
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
    for Mistake { code, pointer, detail } in serde_json::from_value::<Vec<_>>(listed()).unwrap_or_default() {
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
