//! What is counted of requests.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::{HistogramOpts, HistogramVec, Registry};

/// From 50 µs, a few syncs of a good disk, to 10 s.
const BUCKETS: [f64; 13] =
    [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 10.0];

/// Requests by method and class of status.
#[derive(Clone, Debug)]
pub struct HttpFigures {
    seconds: HistogramVec,
}

impl HttpFigures {
    /// Figures at zero, shown in `registry`.
    ///
    /// # Errors
    /// Where they are in it already.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let options =
            HistogramOpts::new("frontrow_http_request_seconds", "From a request's head to its answer");
        let seconds = HistogramVec::new(options.buckets(BUCKETS.to_vec()), &["method", "status"])?;
        registry.register(Box::new(seconds.clone()))?;
        Ok(Self { seconds })
    }

    /// Notes an answered request.
    pub fn note(&self, method: &Method, status: StatusCode, took: Duration) {
        let class = match status.as_u16() / 100 {
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        let method = match *method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::DELETE => "DELETE",
            // Whatever a client makes up must not become a series of its own.
            _ => "other",
        };
        self.seconds.with_label_values(&[method, class]).observe(took.as_secs_f64());
    }
}
