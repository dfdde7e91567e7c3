//! The OpenAPI description of all routes, made from the routes themselves; `schemas/openapi.json` is a copy
//! of it that tests compare.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi, Paths};

use crate::app::routes;
use crate::http::routes::Routes;

const ABOUT: &str = "Seats held, booked and shown live; every answer is on disk before it leaves. The live \
    protocol over WebSocket is described in docs/PROTOCOL.md. Where a key is needed, the scope beside it is the \
    least that is enough: read, sell, manage, admin. Where a key may be left out, one that is shown narrows \
    what is seen to the rows of its organiser.";

/// The description of these routes.
#[must_use]
pub fn describe(routes: &Routes) -> OpenApi {
    let (paths, components) = routes.described();
    let mut info = Info::new("frontrow", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    let mut document = OpenApi::new(info, named(paths.clone()));
    document.components = Some(secured(components.clone()));
    document
}

/// Names of handlers are unique within their slice, names of operations everywhere.
fn named(mut paths: Paths) -> Paths {
    let items = paths.paths.values_mut();
    let operations = items.flat_map(|item| {
        [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
    });
    for operation in operations {
        let slice = operation.tags.iter().flatten().next();
        let name = slice.zip(operation.operation_id.as_ref()).map(|(slice, name)| format!("{slice}_{name}"));
        operation.operation_id = name;
    }
    paths
}

fn secured(mut components: Components) -> Components {
    let about = "An API key; the scope beside it is the least that is enough.";
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build();
    components.add_security_scheme("key", SecurityScheme::Http(bearer));
    components
}

/// The description as JSON text.
///
/// # Errors
/// Never for what is declared here; the encoder's own error otherwise.
pub fn text() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&describe(&routes(0)))?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests;
