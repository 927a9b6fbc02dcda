//! Requests over TLS, through a proxy or into a socket of the file system.

use std::error::Error;

use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Url};

use super::SendError;
use super::access::Access;
use super::connection_error::ConnectionError;
use super::over_http::{begun, goes_on, no_address, no_answer, no_connection, not_sent, path};
use super::trust::trusting;
use crate::wire::{Request, Response};

/// A client that keeps one connection at most.
pub(super) struct Routed(Client);

/// That the name of a host leads nowhere, if that is why there is no connection.
fn unresolved(host: &str, error: &(dyn Error + 'static)) -> Option<SendError> {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    // The client says so by these words alone.
    let mut looking_up = causes.skip_while(|cause| cause.to_string() != "dns error");
    let cause = looking_up.nth(1)?;
    Some(no_address(host, cause))
}

impl Routed {
    pub(super) fn new(access: &Access, keeps: bool) -> Result<Self, ConnectionError> {
        // It fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder().no_proxy();
        if let Some(proxy) = &access.proxy {
            client = client.proxy(Proxy::all(proxy.clone())?);
        }
        if let Some(certificates) = &access.certificates {
            client = client.tls_backend_preconfigured(trusting(certificates)?);
        }
        if access.takes_any_certificate {
            client = client.tls_danger_accept_invalid_certs(true);
        }
        #[cfg(unix)]
        if let Some(socket) = &access.socket {
            client = client.unix_socket(socket.clone());
        }
        let client = client
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
        access: &Access,
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
        // They take the place of others.
        builder = builder.headers(access.headers.clone());
        let sent = builder.body(request.body.clone()).send().await;
        let mut received = sent.map_err(|error| {
            if error.is_builder() {
                not_sent(&error)
            } else if error.is_connect() {
                let host = base.host_str().unwrap_or_default();
                unresolved(host, &error).unwrap_or_else(|| no_connection(&error))
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
