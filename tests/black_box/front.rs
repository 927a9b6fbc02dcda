//! A front before a server: it speaks TLS, stands at a socket of the file system, is a
//! proxy, or asks for a header.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Signed by itself for localhost and 127.0.0.1, as people do it.
const CERTIFICATE: &[u8] = include_bytes!("../certificates/certificate.pem");
const KEY: &[u8] = include_bytes!("../certificates/key.pem");

/// What a front asks for before it hands a request on.
#[derive(Clone)]
pub(crate) struct Front {
    /// The server behind it.
    server: String,
    /// What the head of a request must hold.
    asks_for: &'static str,
    /// What it answers without.
    refusal: &'static str,
}

impl Front {
    /// One that hands everything on to a server.
    pub(crate) fn before(url: &str) -> Self {
        Self {
            server: url.strip_prefix("http://").unwrap().to_owned(),
            asks_for: "",
            refusal: "",
        }
    }

    /// The same that answers requests without a text in their heads itself.
    pub(crate) fn asking_for(self, asks_for: &'static str, refusal: &'static str) -> Self {
        Self {
            asks_for,
            refusal,
            ..self
        }
    }

    /// Stands on a free port of an address; it ends with the tests.
    pub(crate) fn listen(self, address: &str) -> u16 {
        self.accept(address, Self::serve)
    }

    /// The same over TLS.
    pub(crate) fn listen_in_tls(self, address: &str) -> u16 {
        let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let config = Arc::new(config);
        self.accept(address, move |front, client| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            front.serve(StreamOwned::new(connection, client));
        })
    }

    fn accept(
        self,
        address: &str,
        serve: impl Fn(&Self, TcpStream) + Send + Sync + 'static,
    ) -> u16 {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let serve = Arc::new(serve);
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let (front, serve) = (self.clone(), Arc::clone(&serve));
                std::thread::spawn(move || serve(&front, client));
            }
        });
        port
    }

    /// Stands at a socket.
    pub(crate) fn listen_at(self, path: &Path) {
        let listener = UnixListener::bind(path).unwrap();
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let front = self.clone();
                std::thread::spawn(move || front.serve(client));
            }
        });
    }

    /// Hands requests on until the client hangs up, or sends none that is one.
    fn serve(&self, client: impl Read + Write) {
        let mut client = BufReader::new(client);
        while let Some((head, body)) = request(&mut client) {
            let answer = if head.contains(self.asks_for) {
                self.handed_on(&head, &body)
            } else {
                self.refusal.as_bytes().to_vec()
            };
            let client = client.get_mut();
            if client
                .write_all(&answer)
                .and_then(|()| client.flush())
                .is_err()
            {
                return;
            }
        }
    }

    fn handed_on(&self, head: &str, body: &[u8]) -> Vec<u8> {
        // To a proxy the whole address is said, which it alone understands.
        let head = match head.split_once(" http://") {
            Some((method, rest)) => {
                let (_, path) = rest.split_once('/').unwrap();
                format!("{method} /{path}")
            }
            None => head.to_owned(),
        };
        let mut server = TcpStream::connect(&self.server).unwrap();
        server.write_all(head.as_bytes()).unwrap();
        server.write_all(body).unwrap();
        let mut server = BufReader::new(server);
        let (head, body) = request(&mut server).unwrap();
        [head.as_bytes(), &body].concat()
    }
}

/// The head and the body of the next message.
fn request(stream: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.to_ascii_lowercase();
    let length = length.split("content-length: ").nth(1).map_or(0, |rest| {
        rest.split("\r\n").next().unwrap().parse().unwrap()
    });
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((head, body))
}
