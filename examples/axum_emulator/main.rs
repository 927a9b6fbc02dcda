//! Serves the emulator; the test below judges it without a socket.
//!
//! ```console
//! $ cargo run --example axum_emulator
//! $ cargo test --example axum_emulator
//! ```

mod app;

use app::app;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, app(20)).await
}

#[cfg(test)]
mod tests {
    use super::app;
    use tagproof::Conformance;
    use tagproof::endpoint::Service;

    // The emulator answers in JSON alone, and knows no EIPs and no listings of
    // tags but one: what needs them is left out, and the verdict says so.
    #[test]
    fn it_conforms() {
        Conformance::of(Service::new(app(20)))
            .without(&["xml", "type:eip", "DescribeTag*"])
            .assert();
    }
}
