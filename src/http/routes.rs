//! The one door for routes: a handler is mounted with its description, at the path and for the method that the
//! description says. What is not described cannot be reached, and what is described can.
//!
//! What can be got can be asked for its head alone; what stands behind the `?` and is not described is refused.
//!
//! Nobody else registers anything with actix-web; `tests/tidy.rs` sees to it.

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{PayloadConfig, ServiceConfig};
use actix_web::{FromRequest, Handler, Resource, Responder, ResponseError, Route, web};
use schemas::error_code::ErrorCode;
use utoipa::__dev::{SchemaReferences, Tags};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterIn};
use utoipa::openapi::{Components, Paths, RefOr};

use super::problem::Failure;

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
    /// What may stand behind the `?`, by method.
    queries: Vec<(Method, Vec<String>)>,
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
        let mut operation = Described::operation();
        let verbs: Vec<Method> = methods.iter().flat_map(|method| of(method).iter().cloned()).collect();
        for (handler, verb) in std::iter::repeat_n(handler, verbs.len()).zip(verbs) {
            let mounted = self.at(&path);
            mounted.routes.push(web::method(verb.clone()).to(handler));
            mounted.queries.push((verb, queries(&operation)));
        }
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
        for Mounted { path, routes, queries, body_bytes } in self.mounted {
            let mut resource = Resource::new(path);
            if let Some(bytes) = body_bytes {
                resource = resource.app_data(PayloadConfig::new(bytes));
            }
            let queries = Rc::new(queries);
            let checked = from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
                let queries = Rc::clone(&queries);
                async move {
                    match check(&queries, &request) {
                        Ok(()) => next.call(request).await,
                        Err(failure) => Ok(request.into_response(failure.error_response())),
                    }
                }
            });
            config.service(routes.into_iter().fold(resource, Resource::route).wrap(checked));
        }
    }

    fn at(&mut self, path: &str) -> &mut Mounted {
        let found = self.mounted.iter().position(|mounted| mounted.path == path);
        let at = found.unwrap_or_else(|| {
            let (path, routes, queries) = (path.to_owned(), Vec::new(), Vec::new());
            self.mounted.push(Mounted { path, routes, queries, body_bytes: None });
            self.mounted.len() - 1
        });
        &mut self.mounted[at]
    }
}

/// The methods that a described one is mounted for: what can be got, for its head alone too.
fn of(method: &HttpMethod) -> &'static [Method] {
    match method {
        HttpMethod::Get => &[Method::GET, Method::HEAD],
        HttpMethod::Post => &[Method::POST],
        HttpMethod::Put => &[Method::PUT],
        HttpMethod::Delete => &[Method::DELETE],
        HttpMethod::Options => &[Method::OPTIONS],
        HttpMethod::Head => &[Method::HEAD],
        HttpMethod::Patch => &[Method::PATCH],
        HttpMethod::Trace => &[Method::TRACE],
    }
}

/// What may stand behind the `?`.
fn queries(operation: &Operation) -> Vec<String> {
    let described = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let queries = described.filter(|parameter| parameter.parameter_in == ParameterIn::Query);
    queries.map(|parameter| parameter.name.clone()).collect()
}

/// Whether everything behind the `?` is known: a name that is mistyped would be passed over without a word.
fn check(known: &[(Method, Vec<String>)], request: &ServiceRequest) -> Result<(), Failure> {
    let Some((_, known)) = known.iter().find(|(method, _)| method == request.method()) else {
        return Ok(());
    };
    let Ok(given) = web::Query::<Vec<(String, String)>>::from_query(request.query_string()) else {
        return Ok(());
    };
    let Some((name, _)) = given.iter().find(|(name, _)| !known.contains(name)) else { return Ok(()) };
    let takes = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let detail = format!("no parameter {name:?} is taken here; of those behind the ? there is {takes}");
    Err(Failure::new(ErrorCode::InvalidValue, detail).at(name))
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
