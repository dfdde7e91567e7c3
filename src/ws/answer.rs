//! Outcomes as frames.

use actors::hub::frame::put_text_frame;
use actors::seat_map::outcome::{Done, Outcome, Refusal};
use bytes::BytesMut;
use schemas::ids::Version;
use schemas::ws::ServerFrame;
use schemas::ws::encode::{put_any, put_extended, put_held, put_refused, put_released};
use schemas::ws::server::{Bye, ByeCode, ErrorFrame, ErrorFrameCode};

/// Appends the answer to the command with this id. Returns the version at which it became true, where it was
/// accepted.
pub fn put_outcome(out: &mut BytesMut, id: &str, outcome: &Outcome) -> Option<Version> {
    match outcome {
        Outcome::Accepted(answer) => {
            let version = answer.version;
            match &answer.done {
                Done::Held { hold, deadline, places, arrangement } => {
                    put_text_frame(out, |out| {
                        put_held(out, id, version, *hold, *deadline, (places, *arrangement));
                    });
                }
                Done::Released { hold, places, ended } => {
                    put_text_frame(out, |out| put_released(out, id, version, *hold, *ended, places));
                }
                Done::Extended { hold, deadline } => {
                    put_text_frame(out, |out| put_extended(out, id, version, *hold, *deadline));
                }
                // Sessions send no other commands. Should an id have been spent on one of an organiser, its
                // content differs and the answer is a refusal.
                _ => {
                    tracing::error!(?outcome, "an answer that no session asked for");
                    put_error(out, ErrorFrameCode::OutcomeUnknown, Some(id), None);
                    return None;
                }
            }
            Some(version)
        }
        Outcome::Refused(refusal) => {
            let Refusal { code, places, params, version } = refusal;
            put_text_frame(out, |out| put_refused(out, id, *version, *code, places, *params));
            None
        }
    }
}

/// Appends an `error` frame.
pub fn put_error(out: &mut BytesMut, code: ErrorFrameCode, id: Option<&str>, detail: Option<String>) {
    let frame = ServerFrame::Error(ErrorFrame { code, id: id.map(str::to_owned), detail });
    put_text_frame(out, |out| put_any(out, &frame));
}

/// Appends a `bye` frame.
pub fn put_bye(out: &mut BytesMut, code: ByeCode) {
    put_text_frame(out, |out| put_any(out, &ServerFrame::Bye(Bye { code })));
}
