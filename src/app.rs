//! The routes: every slice mounted, behind what every request passes.

use std::sync::Arc;

use actix_web::web::{self, Data, ServiceConfig};

use crate::features;
use crate::features::health::Readiness;
use crate::http::edge::Edge;
use crate::http::organiser::KeyRing;

/// What the routes work with, one component each; made once by `bootstrap` and shared by all workers.
#[derive(Clone)]
pub struct Components {
    /// Bounds of every request.
    pub edge: Arc<Edge>,
    /// Who may do an organiser's work.
    pub keys: Data<KeyRing>,
    /// Whether work is taken.
    pub readiness: Data<Readiness>,
}

impl Components {
    /// Mounts every route.
    pub fn routes(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.keys.clone())
            .app_data(self.readiness.clone())
            .configure(features::health::routes)
            .configure(features::errors::routes)
            .service(web::scope("/api/v1"));
    }
}
