//! Why no connection can be made at all, whatever the target is.

use super::trust::CertificateError;

/// Why no request can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The HTTP client does not start.
    #[error("failed to start the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The certificates that were given are none.
    #[error("--cacert: {0}")]
    Certificates(#[from] CertificateError),
    /// The runtime does not start.
    #[error("failed to start the runtime of the HTTP client: {0}")]
    Runtime(#[from] std::io::Error),
}
