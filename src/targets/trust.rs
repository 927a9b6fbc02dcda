//! Which certificates of a target are trusted that no authority of the system
//! vouches for.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Why certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// There is none in the text.
    #[error("it holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")]
    None,
    /// One cannot be read.
    #[error("a certificate in it cannot be read: {0}")]
    Unreadable(String),
}

/// What TLS takes from a target that has one of these certificates, or one that one
/// of these vouches for.
pub(super) fn trusting(pem: &[u8]) -> Result<ClientConfig, CertificateError> {
    let given: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| CertificateError::Unreadable(error.to_string()))?;
    if given.is_empty() {
        return Err(CertificateError::None);
    }
    let unreadable =
        |error: &dyn std::error::Error| CertificateError::Unreadable(error.to_string());
    let mut roots = RootCertStore::empty();
    for certificate in &given {
        let added = roots.add(certificate.clone());
        added.map_err(|error| unreadable(&error))?;
    }
    let provider = Arc::new(default_provider());
    let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| unreadable(&error))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unreadable(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trust { given, usual }));
    Ok(config.with_no_client_auth())
}

/// Trusts the certificates that were given themselves, and what they vouch for. Most
/// that people sign for themselves are those of an authority, which otherwise no
/// server may have.
#[derive(Debug)]
struct Trust {
    given: Vec<CertificateDer<'static>>,
    usual: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.given.iter().any(|given| given == end_entity) {
            let parsed = ParsedCertificate::try_from(end_entity)?;
            verify_server_name(&parsed, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        let usual = &self.usual;
        usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
