//! Payments and bookings, called by an existing shop: begin payment, payment failed, book, unbook. For
//! organisers.

pub(crate) mod book;
pub(crate) mod payment;
pub(crate) mod unbook;

use actix_web::web::{ServiceConfig, post, resource};

/// `/events/{event}/holds/{hold}/…`, `/events/{event}/bookings/{booking}/unbook`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/events/{event}/holds/{hold}/begin-payment").route(post().to(payment::begin)))
        .service(resource("/events/{event}/holds/{hold}/payment-failed").route(post().to(payment::failed)))
        .service(resource("/events/{event}/holds/{hold}/book").route(post().to(book::book)))
        .service(resource("/events/{event}/bookings/{booking}/unbook").route(post().to(unbook::unbook)));
}
