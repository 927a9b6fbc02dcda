//! How a target is reached: headers, certificates, proxies, sockets; and what is said
//! where it is not.

use std::fs;
use std::net::TcpListener;

use crate::folder::fresh;
use crate::front::Front;
use crate::program::{Ended, ended, tagproof};
use crate::served::Served;
use tagproof::report::ReportFormat;

/// What nobody must print.
const SECRET: &str = "s3cr3t-of-a-header";

/// What is said to who brings no secret.
const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";

const REDIRECT: &str = "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://elsewhere.test/x\r\nContent-Length: 0\r\n\r\n";

fn run(target: &str, args: &[&str]) -> Ended {
    let fixed = ["run", "quota", "--cases", "0", "--target", target];
    let mut command = tagproof(&[&fixed[..], args].concat());
    command.env("SECRET_OF_TEST", SECRET);
    // Nobody asked for that one.
    command
        .env("http_proxy", "http://127.0.0.1:1")
        .env("https_proxy", "http://127.0.0.1:1");
    ended(command)
}

#[test]
fn a_certificate_is_trusted_that_is_given_and_any_where_that_is_told() {
    let served = Served::start(&[]);
    let url = format!(
        "https://127.0.0.1:{}",
        Front::before(&served.url).listen_in_tls("127.0.0.1")
    );
    let untrusted = run(&url, &[]);
    assert_eq!(untrusted.code, 3, "{untrusted:?}");
    assert!(untrusted.err.contains("--cacert FILE") && untrusted.err.contains("--insecure"));
    let given = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/certificates/certificate.pem"
    );
    let trusted = run(&url, &["--cacert", given]);
    assert_eq!(trusted.code, 0, "{trusted:?}");
    assert!(!trusted.out.contains("certificate"), "{trusted:?}");
    let folder = fresh("reaching", "insecure");
    let reports = ReportFormat::names().map(|name| {
        let path = folder.join(name);
        (format!("--report={name}={}", path.display()), path)
    });
    let reports: Vec<_> = reports.collect();
    let flags: Vec<&str> = reports.iter().map(|(flag, _)| flag.as_str()).collect();
    let any = run(&url, &[&["--insecure"], &flags[..]].concat());
    assert_eq!(any.code, 0, "{any:?}");
    let note = "certificates not checked (--insecure)";
    assert!(any.out.contains(note), "{any:?}");
    for (flag, path) in &reports {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(note), "{flag}: {text}");
    }
    let no_certificate = run(
        &url,
        &[
            "--cacert",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ],
    );
    assert_eq!(no_certificate.code, 2, "{no_certificate:?}");
    assert!(
        no_certificate
            .err
            .contains("it holds no certificate in PEM"),
        "{no_certificate:?}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_certificate_that_is_given_is_good_for_its_own_names_alone() {
    let served = Served::start(&[]);
    let port = Front::before(&served.url).listen_in_tls("127.0.0.2");
    let given = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/certificates/certificate.pem"
    );
    let other = run(&format!("https://127.0.0.2:{port}"), &["--cacert", given]);
    assert_eq!(other.code, 3, "{other:?}");
    assert!(
        other.err.contains("certificate not valid for name"),
        "{other:?}"
    );
}

#[test]
fn who_cannot_be_reached_is_told_why_in_one_clear_line() {
    let served = Served::start(&[]);
    let tls = Front::before(&served.url).listen_in_tls("127.0.0.1");
    let plain = served.url.replace("http:", "https:");
    let elsewhere = Front::before(&served.url).asking_for("nothing", REDIRECT);
    let elsewhere = elsewhere.listen("127.0.0.1");
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (target, said) in [
        (format!("http://127.0.0.1:{tls}"), "speaks TLS"),
        (plain, "no TLS is spoken there: say http://"),
        (
            "http://no-such-host.invalid".to_owned(),
            "the name 'no-such-host.invalid' does not resolve",
        ),
        (
            "https://no-such-host.invalid".to_owned(),
            "the name 'no-such-host.invalid' does not resolve",
        ),
        (format!("http://{free}"), "Connection refused"),
        (
            format!("http://127.0.0.1:{elsewhere}"),
            "redirects to \"https://elsewhere.test/x\", which is not followed",
        ),
        ("unix:/no/such/socket".to_owned(), "No such file"),
    ] {
        let told = run(&target, &[]);
        assert_eq!(told.code, 3, "{target}: {told:?}");
        assert!(
            (told.err.clone() + &told.out).contains(said),
            "{target}: {told:?}"
        );
        assert!(!told.out.contains(" conforms"), "{told:?}");
    }
}

#[test]
fn a_header_goes_with_every_request_and_its_value_into_no_output() {
    let served = Served::start(&["--mutant", "quota-off-by-one"]);
    let front = Front::before(&served.url).asking_for("x-key: s3cr3t-of-a-header\r\n", FORBIDDEN);
    let url = format!("http://127.0.0.1:{}", front.listen("127.0.0.1"));
    let without = run(&url, &[]);
    assert_eq!(without.code, 3, "{without:?}");
    for header in ["X-Key: $SECRET_OF_TEST", "x-key: s3cr3t-of-a-header"] {
        let folder = fresh("reaching", &format!("header-{}", header.len()));
        let report = folder.join("report.json");
        let with = run(
            &url,
            &[
                "--header",
                header,
                &format!("--report=json={}", report.display()),
            ],
        );
        assert_eq!(with.code, 1, "{with:?}");
        let report = fs::read_to_string(report).unwrap();
        for text in [&with.out, &with.err, &report] {
            assert!(!text.contains(SECRET), "{text}");
        }
        // Who repeats it needs no more than the variable.
        let again = with
            .out
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("again"));
        let mut words = shlex::split(again.unwrap()).unwrap();
        assert_eq!(words.remove(0), "tagproof");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut again = tagproof(&words);
        again.env("SECRET_OF_TEST", SECRET).env("X_KEY", SECRET);
        let again = ended(again);
        assert_eq!(again.code, 1, "{again:?}");
    }
}

#[test]
fn no_header_and_no_proxy_leads_to_the_live_service_unasked() {
    let proxy = ["--proxy", "http://127.0.0.1:1"];
    for (target, header) in [
        ("http://vpc.aliyuncs.com", "Host: localhost"),
        ("http://127.0.0.1:1", "Host: vpc.aliyuncs.com"),
    ] {
        let refused = run(target, &[&proxy[..], &["--header", header]].concat());
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("--live allows it"), "{refused:?}");
    }
}

#[test]
fn who_says_who_calls_in_the_header_of_acs3_speaks_the_other_scheme() {
    let served = Served::start(&[]);
    let front = Front::before(&served.url).asking_for("uthorization: Basic dTpw", FORBIDDEN);
    let port = front.listen("127.0.0.1");
    for (target, args) in [
        (format!("http://u:p@127.0.0.1:{port}"), &[][..]),
        (
            format!("http://127.0.0.1:{port}"),
            &["--header", "Authorization: Basic dTpw"],
        ),
    ] {
        let told = run(&target, args);
        assert_eq!(told.code, 0, "{told:?}");
        let last = told.out.lines().last().unwrap();
        assert!(last.contains("ACS3 left out"), "{told:?}");
        let both = run(&target, &[args, &["--signature", "acs3"]].concat());
        assert_eq!(both.code, 2, "{both:?}");
        assert!(
            both.err.contains("--signature acs3 signs in the header"),
            "{both:?}"
        );
    }
}

#[test]
fn a_proxy_and_a_socket_lead_to_the_target() {
    let served = Served::start(&["--allow-host", "behind.invalid"]);
    let proxy = format!(
        "http://127.0.0.1:{}",
        Front::before(&served.url).listen("127.0.0.1")
    );
    // The proxy alone knows where that is.
    let through = run("http://behind.invalid", &["--proxy", &proxy]);
    assert_eq!(through.code, 0, "{through:?}");
    let folder = fresh("reaching", "socket");
    let socket = folder.join("s");
    Front::before(&served.url).listen_at(&socket);
    let at = run(&format!("unix:{}", socket.display()), &[]);
    assert_eq!(at.code, 0, "{at:?}");
    for target in ["in-process", "reference", "exec:cat"] {
        let local = run(target, &["--header", "X-Key: 5", "--insecure"]);
        assert_eq!(local.code, 2, "{local:?}");
        assert!(local.err.contains("is not behind HTTP"), "{local:?}");
    }
}
