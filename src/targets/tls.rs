//! HTTPS: a client that keeps one connection.

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::SendError;
use super::over_http::{begun, goes_on, no_answer, no_connection, not_sent, path};
use crate::wire::{Request, Response};

/// A client that keeps one connection at most.
pub(super) struct Tls(Client);

impl Tls {
    pub(super) fn new(keeps: bool) -> reqwest::Result<Self> {
        // It fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            // Credentials are never carried to another host.
            .redirect(Policy::none())
            .pool_max_idle_per_host(usize::from(keeps))
            .http1_only()
            .build()?;
        Ok(Self(client))
    }

    /// Sends a request to where `base` points and reads the answer.
    pub(super) async fn exchange(
        &self,
        base: &Url,
        request: &Request,
    ) -> Result<Response, SendError> {
        // Nobody listened to the connection since the last answer: it may be
        // closed by now.
        tokio::task::yield_now().await;
        let mut url = base.clone();
        url.set_path(&path(base, request));
        url.set_query((!request.query.is_empty()).then_some(&request.query));
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|error| not_sent(&error))?;
        let mut builder = self.0.request(method, url);
        for (name, value) in &request.headers {
            // The client writes these two itself, with the same values.
            if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("content-length") {
                builder = builder.header(name, value);
            }
        }
        let sent = builder.body(request.body.clone()).send().await;
        let mut received = sent.map_err(|error| {
            if error.is_builder() {
                not_sent(&error)
            } else if error.is_connect() {
                no_connection(&error)
            } else {
                no_answer(&error)
            }
        })?;
        let mut response = begun(received.status().as_u16(), received.headers());
        while let Some(part) = received.chunk().await.map_err(|error| no_answer(&error))? {
            goes_on(&mut response, &part)?;
        }
        Ok(response)
    }
}
