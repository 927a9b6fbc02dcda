//! A server on a thread of its own, for tests and runs.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::wire::Endpoint;

use super::faults::Faults;
use super::server::Server;

/// A server on a thread of its own, which stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, with the port that was found if none was asked for.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts to serve an endpoint; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on or the thread not be started.
    pub fn start(endpoint: Arc<dyn Endpoint>, listen: SocketAddr) -> io::Result<Self> {
        Self::start_with(endpoint, listen, Faults::default())
    }

    /// Starts to serve an endpoint with faults in its way. Their
    /// [`lag`](Faults::lag) is up to the endpoint, see
    /// [`Reference::with_lag`](crate::endpoint::Reference::with_lag).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use tagproof::contract::Edition;
    /// use tagproof::endpoint::{Reference, Running};
    ///
    /// let edition = Edition::of_record().clone();
    /// let readings = edition.readings();
    /// let reference = Arc::new(Reference::new(edition, readings));
    /// let listen = "127.0.0.1:0".parse()?;
    /// let running = Running::start_with(reference, listen, "throttle=0.1,reset=0.01".parse()?)?;
    /// println!("http://{}", running.address);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on or the thread not be started.
    pub fn start_with(
        endpoint: Arc<dyn Endpoint>,
        listen: SocketAddr,
        faults: Faults,
    ) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // One thread answers faster than several that take turns on one lock.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("tagproof-serve".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let server = Server::new(endpoint).with_faults(faults);
                    tokio::select! {
                        // A dropped sender means stop as well.
                        _ = stopped => {}
                        // Its only error is that nothing can be accepted any
                        // more, which clients see.
                        _ = server.serve(listener, std::future::pending()) => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use super::super::raw_http::Kept;
    use super::*;
    use crate::endpoint::client::reference;

    fn running() -> Running {
        Running::start(Arc::new(reference(&[])), "127.0.0.1:0".parse().unwrap()).unwrap()
    }

    #[test]
    fn it_stops_when_it_is_dropped() {
        let running = running();
        let address = running.address;
        let mut kept = Kept::to(&running);
        assert_eq!(kept.get("/?Action=DescribeRegions").status, 200);
        let start = Instant::now();
        drop(running);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(TcpStream::connect(address).is_err());
        assert_eq!(kept.socket.read(&mut [0; 16]).unwrap_or(0), 0);
    }

    #[test]
    fn an_address_in_use_is_an_error() {
        let running = running();
        let taken = Running::start(Arc::new(reference(&[])), running.address);
        assert_eq!(taken.unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }
}
