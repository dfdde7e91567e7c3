//! The OpenAPI description of all routes, made from the routes themselves; `schemas/openapi.json` is a copy
//! of it that tests compare.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, OpenApi as Document};
use utoipa::{Modify, OpenApi};

use crate::features::{audit, bookings, events, health, hold_tokens, holds, metrics, places, plans, seats};

#[derive(OpenApi)]
#[openapi(
    modifiers(&About),
    paths(
        hold_tokens::issue::issue,
        holds::hold::hold,
        holds::mine::mine,
        holds::release::release,
        holds::release::release_all,
        holds::extend::extend,
        seats::first_state::first_state,
        events::create::create,
        events::list::list,
        events::get::get,
        events::counts::counts,
        events::sale::open,
        events::sale::pause,
        events::sale::resume,
        events::sale::end,
        plans::create::create,
        plans::import::import,
        plans::list::list,
        plans::get::get,
        plans::get::draft,
        plans::replace::replace,
        plans::publish::publish,
        plans::geometry::geometry,
        places::kill::kill,
        places::restore::restore,
        places::allocate::allocate,
        places::state::state,
        places::history::history,
        bookings::payment::begin,
        bookings::payment::failed,
        bookings::book::book,
        bookings::unbook::unbook,
        audit::hashes::hashes,
        audit::records::records,
        health::live,
        health::ready,
        metrics::metrics,
    )
)]
struct Api;

/// What the routes do not say of themselves.
struct About;

impl Modify for About {
    fn modify(&self, document: &mut Document) {
        let mut info = Info::new("frontrow", env!("CARGO_PKG_VERSION"));
        info.description = Some(
            "Seats held, booked and shown live; every answer is on disk before it leaves. The live protocol \
             over WebSocket is described in docs/PROTOCOL.md."
                .to_owned(),
        );
        document.info = info;
        // Names of handlers are unique within their slice, names of operations everywhere.
        let items = document.paths.paths.values_mut();
        let operations = items.flat_map(|item| {
            [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
        });
        for operation in operations {
            let slice = operation.tags.iter().flatten().next();
            let name =
                slice.zip(operation.operation_id.as_ref()).map(|(slice, name)| format!("{slice}_{name}"));
            operation.operation_id = name;
        }
        let bearer =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key.")).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

/// The description as JSON text.
///
/// # Errors
/// Never for what is declared here; the encoder's own error otherwise.
pub fn text() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Api::openapi())?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    #[test]
    fn the_copy_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/openapi.json");
        let made = super::text().unwrap();
        if std::env::var_os("FRONTROW_UPDATE").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let copy = std::fs::read_to_string(path).unwrap_or_default();
        assert!(copy == made, "schemas/openapi.json is stale: FRONTROW_UPDATE=1 cargo test api_document");
    }
}
