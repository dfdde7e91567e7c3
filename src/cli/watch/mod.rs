//! `frontrow watch`: an event live in a terminal, as any client sees it.
//!
//! A client like every other: it joins by the live protocol, without a hold token, and works against a server
//! anywhere. [`tally`] turns what the client knows into counts and rates, [`screen`] draws them; where
//! nobody sits before a terminal, [`lines`] writes a line now and then.

mod lines;
mod screen;
mod tally;

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use onsale::client::address::ServerAddress;
use onsale::client::http::HttpClient;
use onsale::client::live::LiveClient;
use onsale::client::venue::Venue;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use schemas::ids::EventId;
use tokio::time::Instant;

use screen::Screen;
use tally::Tally;

use super::client::is_there;
use super::output;

/// How often the screen is drawn anew.
const DRAW_EVERY: Duration = Duration::from_millis(200);
/// How often keys are looked for.
const LOOK_FOR_KEYS_EVERY: Duration = Duration::from_millis(40);
/// How often a line is written where there is no screen.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Shows an event live in this terminal, a line every few seconds where there is none.
#[derive(Debug, Args)]
pub struct Watch {
    /// The event.
    event: EventId,
    /// The server.
    #[arg(long, value_name = "URL", env = "FRONTROW_SERVER", default_value = "http://127.0.0.1:8080")]
    server: ServerAddress,
}

impl Watch {
    /// Watches until it is stopped: by `q`, Escape or Ctrl-C on a terminal.
    pub fn run(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        tokio::task::LocalSet::new().block_on(&runtime, async {
            let (server, event) = (self.server.clone(), self.event);
            let http = HttpClient::new(server.clone(), None);
            is_there(&http).await?;
            let state = http.first_state(event).await.with_context(|| format!("cannot watch {event}"))?;
            let venue = http.venue(state.plan()).await.context("cannot read the venue")?;
            let client = LiveClient::new(server, event, None, "w".to_owned(), Some(state));
            let view = View { event, tally: Tally::new(&venue), client, venue };
            if output::is_terminal() { view.on_screen().await } else { view.in_lines().await }
        })
    }
}

struct View {
    event: EventId,
    tally: Tally,
    client: LiveClient,
    venue: Venue,
}

impl View {
    async fn on_screen(mut self) -> anyhow::Result<()> {
        let mut terminal = ratatui::try_init().context("this terminal cannot be drawn on")?;
        let watched = self.draw_until_stopped(&mut terminal).await;
        ratatui::restore();
        watched
    }

    async fn draw_until_stopped(&mut self, terminal: &mut ratatui::DefaultTerminal) -> anyhow::Result<()> {
        let mut draw_at = Instant::now();
        loop {
            if Instant::now() >= draw_at {
                draw_at = Instant::now() + DRAW_EVERY;
                self.sample();
                let screen = Screen { event: self.event, venue: &self.venue, tally: &self.tally };
                terminal.draw(|frame| screen.draw(frame))?;
            }
            self.client.during(tokio::time::sleep(LOOK_FOR_KEYS_EVERY), |_, _| {}).await?;
            while event::poll(Duration::ZERO)? {
                match event::read()? {
                    Event::Key(key) if is_stop(key) => return Ok(()),
                    Event::Resize(..) => draw_at = Instant::now(),
                    _ => {}
                }
            }
        }
    }

    async fn in_lines(mut self) -> anyhow::Result<()> {
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            self.sample();
            match lines::write(self.event, &self.tally) {
                // Whoever read the lines has had enough.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
            let pause = async {
                tokio::select! {
                    () = tokio::time::sleep(LINE_EVERY) => false,
                    _ = &mut stop => true,
                }
            };
            if self.client.during(pause, |_, _| {}).await? {
                return Ok(());
            }
        }
    }

    fn sample(&mut self) {
        let reconnects = self.client.reconnects();
        if let Some(model) = self.client.model() {
            self.tally.sample(model, Instant::now().into_std(), reconnects);
        }
    }
}

fn is_stop(key: KeyEvent) -> bool {
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    interrupt || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
}
