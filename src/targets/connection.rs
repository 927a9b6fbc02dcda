//! One connection at a time: an HTTP client that runs on the thread which waits.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::runtime::{Builder, Runtime};

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

/// A client with a runtime of its own. Nothing is handed from thread to thread,
/// which would take longer than an answer does.
pub(super) struct Connection {
    pub(super) client: Client,
    /// Whether its connection is kept for the next request.
    pub(super) keeps: bool,
    runtime: Runtime,
}

impl Connection {
    /// A connection whose requests each take no longer than `timeout`.
    pub(super) fn new(timeout: Duration, keeps: bool) -> Result<Self, ConnectionError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = Client::builder()
            .no_proxy()
            // Credentials are never carried to another host.
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(timeout)
            .pool_max_idle_per_host(usize::from(keeps))
            // Servers close idle connections after ten seconds and more.
            .pool_idle_timeout(Duration::from_secs(5))
            .http1_only()
            .build()?;
        Ok(Self {
            client,
            keeps,
            runtime,
        })
    }

    /// What `answer` comes to.
    pub(super) fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        self.runtime.block_on(async {
            // Nobody listened to the kept connection since the last answer: it
            // may be closed by now.
            tokio::task::yield_now().await;
            answer.await
        })
    }
}
