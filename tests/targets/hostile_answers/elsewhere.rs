//! Answers that point elsewhere: nobody else ever hears of it.

use std::io::ErrorKind;
use std::net::TcpListener;

use super::bare_server::{Answer, BareServer};
use super::bounds::bounded;
use super::http::{once_known_in_xml, response};

/// A listener that nobody may connect to.
struct Elsewhere(TcpListener);

impl Elsewhere {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn url(&self) -> String {
        format!("http://{}/", self.0.local_addr().unwrap())
    }

    fn was_left_alone(&self) {
        let connected = self.0.accept();
        assert_eq!(connected.unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

#[test]
fn a_redirect_is_never_followed() {
    let elsewhere = Elsewhere::new();
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        // To another host, and to this one in a circle.
        for location in [&*elsewhere.url(), "/again"] {
            let bytes =
                format!("HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
            let server = BareServer::start(Answer::Stay(bytes.into_bytes().into()));
            let ended = bounded(&["run", "--cases", "0"], &server.url());
            assert_eq!(ended.code, 3, "{status}: {ended:?}");
            assert_eq!(server.paths(), ["/".to_owned()].into(), "{ended:?}");
        }
    }
    elsewhere.was_left_alone();
}

#[test]
fn entities_are_neither_fetched_nor_expanded() {
    let elsewhere = Elsewhere::new();
    let laughs = (1..20).fold(String::new(), |laughs, n| {
        let before = format!("&l{};", n - 1).repeat(10);
        format!("{laughs}<!ENTITY l{n} \"{before}\">")
    });
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (entities, name) in [
        (format!("<!ENTITY l0 \"lol\">{laughs}"), "l19"),
        (format!("<!ENTITY x SYSTEM \"file://{manifest}\">"), "x"),
        (format!("<!ENTITY x SYSTEM \"{}\">", elsewhere.url()), "x"),
        (
            format!("<!ENTITY % x SYSTEM \"{}\"> %x;", elsewhere.url()),
            "x",
        ),
        ("<!ENTITY b \"c\">".to_owned(), "b"),
    ] {
        let xml = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE R [{entities}]><R><RequestId>&{name};</RequestId></R>"
        );
        let bytes = response("200 OK", "text/xml", &xml);
        let ended = once_known_in_xml(Answer::Stay(bytes));
        assert_eq!(ended.code, 1, "{name}: {ended:?}");
        assert!(ended.out.contains("document type"), "{ended:?}");
        // The first words of the file that an entity names.
        assert!(!ended.out.contains("[package]"), "{ended:?}");
    }
    elsewhere.was_left_alone();
}
