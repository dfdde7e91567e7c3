//! Figures for Prometheus. Public to whoever reaches the port; nothing in them names a buyer.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;
use prometheus::{Encoder, Registry, TextEncoder};

use crate::http::answer::Answer;
use crate::http::problem::Failure;
use crate::http::routes::Routes;

/// Everything that is counted, and what brings the gauges up to date before they are read.
#[derive(Clone)]
pub struct Metrics {
    /// Where all figures are registered.
    pub registry: Registry,
    /// Called before each reading.
    pub refresh: Arc<dyn Fn() + Send + Sync>,
}

/// `/metrics`
pub fn routes(routes: &mut Routes) {
    routes.add(__path_metrics, metrics);
}

/// All figures, in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, description = "The figures.", body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(metrics: Data<Metrics>) -> Answer {
    (metrics.refresh)();
    let encoder = TextEncoder::new();
    let mut text = Vec::new();
    encoder.encode(&metrics.registry.gather(), &mut text).map_err(Failure::internal)?;
    Ok(HttpResponse::Ok().content_type(encoder.format_type()).body(text))
}
