//! One connection at a time: an HTTP client that runs on the thread which waits.

use std::time::{Duration, Instant};

use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::runtime::{Builder, Runtime};

/// How long a connection is kept that nobody uses; servers close theirs after
/// ten seconds and more, and some have few.
const IDLE: Duration = Duration::from_secs(5);

/// Why no request can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The HTTP client does not start.
    #[error("failed to start the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The runtime does not start.
    #[error("failed to start the runtime of the HTTP client: {0}")]
    Runtime(#[from] std::io::Error),
}

/// A client that runs only while somebody waits for it. Nothing is handed from
/// thread to thread, which would take longer than an answer does.
pub(super) struct Connection {
    pub(super) client: Client,
    /// What runs the connection that is kept for the next request, if one is.
    kept: Option<Runtime>,
    /// When it was waited for last.
    used: Instant,
}

impl Connection {
    /// A connection whose requests each take no longer than `timeout`.
    pub(super) fn new(timeout: Duration, keeps: bool, tls: bool) -> Result<Self, ConnectionError> {
        let mut builder = Client::builder();
        if !tls {
            // Those of the system are read for each connection, which takes longer
            // than hundreds of requests.
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .no_proxy()
            // Credentials are never carried to another host.
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(timeout)
            .pool_max_idle_per_host(usize::from(keeps))
            .pool_idle_timeout(IDLE)
            .http1_only()
            .build()?;
        Ok(Self {
            client,
            kept: keeps.then(runtime).transpose()?,
            used: Instant::now(),
        })
    }

    /// Whether it is kept open for the next request.
    pub(super) fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// The same after it was waited for, and the others that are worth keeping.
    pub(super) fn put_back(mut self, idle: &mut Vec<Self>) {
        self.used = Instant::now();
        idle.retain(|other| other.used.elapsed() < IDLE);
        idle.push(self);
    }

    /// What `answer` comes to.
    pub(super) fn wait<T>(&self, answer: impl Future<Output = T>) -> Result<T, ConnectionError> {
        let Some(kept) = &self.kept else {
            // With its runtime the connection is closed, whoever is to be next.
            return Ok(runtime()?.block_on(answer));
        };
        Ok(kept.block_on(async {
            // Nobody listened to the connection since the last answer: it may
            // be closed by now.
            tokio::task::yield_now().await;
            answer.await
        }))
    }
}

fn runtime() -> Result<Runtime, ConnectionError> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
