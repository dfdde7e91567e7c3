//! The one door for routes: a handler is mounted with its description, at the path and for the method that the
//! description says. What is not described cannot be reached, and what is described can.
//!
//! Nobody else registers anything with actix-web; `tests/tidy.rs` sees to it.

use actix_web::web::{PayloadConfig, ServiceConfig};
use actix_web::{FromRequest, Handler, Resource, Responder, Route, web};
use utoipa::__dev::{SchemaReferences, Tags};
use utoipa::openapi::path::HttpMethod;
use utoipa::openapi::{Components, Paths};

/// Routes with their descriptions.
#[derive(Default)]
pub struct Routes {
    mounted: Vec<Mounted>,
    paths: Paths,
    components: Components,
    names: Vec<(&'static str, &'static str)>,
}

/// What is mounted at one path.
struct Mounted {
    path: String,
    routes: Vec<Route>,
    /// Largest body there, in bytes, where it is not the usual.
    body_bytes: Option<usize>,
}

impl Routes {
    /// Adds a handler: `add(hold::__path_hold, hold::hold)`, where `#[utoipa::path]` made the first.
    pub fn add<Described, Handling, Arguments>(&mut self, _: Described, handler: Handling) -> &mut Self
    where
        Described: utoipa::Path + SchemaReferences + for<'tag> Tags<'tag>,
        Handling: Handler<Arguments>,
        Arguments: FromRequest + 'static,
        Handling::Output: Responder + 'static,
    {
        let path = Described::path();
        let methods = Described::methods();
        for (handler, method) in std::iter::repeat_n(handler, methods.len()).zip(&methods) {
            self.at(&path).routes.push(web::method(of(method)).to(handler));
        }
        let mut operation = Described::operation();
        operation.tags = Some(Described::tags().into_iter().map(str::to_owned).collect());
        self.paths.add_path_operation(path, methods, operation);
        let mut schemas = Vec::new();
        Described::schemas(&mut schemas);
        self.components.schemas.extend(schemas);
        self.names.push((std::any::type_name::<Described>(), std::any::type_name::<Handling>()));
        self
    }

    /// Adds a handler whose path takes bodies of up to so many bytes.
    pub fn add_with_bodies_of<Described, Handling, Arguments>(
        &mut self,
        bytes: usize,
        described: Described,
        handler: Handling,
    ) -> &mut Self
    where
        Described: utoipa::Path + SchemaReferences + for<'tag> Tags<'tag>,
        Handling: Handler<Arguments>,
        Arguments: FromRequest + 'static,
        Handling::Output: Responder + 'static,
    {
        self.add(described, handler);
        self.at(&Described::path()).body_bytes = Some(bytes);
        self
    }

    /// What is described.
    #[must_use]
    pub fn described(&self) -> (&Paths, &Components) {
        (&self.paths, &self.components)
    }

    /// Mounts all of it.
    pub fn mount(self, config: &mut ServiceConfig) {
        for Mounted { path, routes, body_bytes } in self.mounted {
            let mut resource = Resource::new(path);
            if let Some(bytes) = body_bytes {
                resource = resource.app_data(PayloadConfig::new(bytes));
            }
            config.service(routes.into_iter().fold(resource, Resource::route));
        }
    }

    fn at(&mut self, path: &str) -> &mut Mounted {
        let found = self.mounted.iter().position(|mounted| mounted.path == path);
        let at = found.unwrap_or_else(|| {
            self.mounted.push(Mounted { path: path.to_owned(), routes: Vec::new(), body_bytes: None });
            self.mounted.len() - 1
        });
        &mut self.mounted[at]
    }
}

fn of(method: &HttpMethod) -> actix_web::http::Method {
    use actix_web::http::Method;
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_handler_is_mounted_with_its_own_description() {
        let routes = crate::app::routes(0);
        assert!(routes.names.len() > 40, "{}", routes.names.len());
        for (described, handler) in &routes.names {
            assert_eq!(described.replace("__path_", ""), *handler);
        }
    }
}
