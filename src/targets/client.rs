//! Sends calls in one way or another, and reads what comes back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::contract::{Call, Kind, Product, elements, params};
use crate::wire::{
    Covers, Credentials, Envelope, Format, Method, Request, Scheme, Stamp, encode, encode_raw, read,
};

use super::holdings::Holdings;
use super::in_vain::InVain;
use super::pace::Pace;
use super::pages::Pages;
use super::reply::{Received, Reply};
use super::unsigned::unsigned;
use super::ways::{How, Ways};
use super::{SendError, Target};

/// Where nonces and timestamps come from: the system, never the seed.
pub type Stamps = Arc<dyn Fn() -> Stamp + Send + Sync>;

/// Time since some moment: the system's, read outside and passed down.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// An account by its role in cases, with its credentials.
#[derive(Debug, Clone)]
pub struct Account {
    /// The role name, as in [`Call::account`].
    pub role: String,
    /// What its requests are signed with.
    pub credentials: Credentials,
}

/// What waits: the system's, or one that moves a made-up clock on.
pub type Sleep = Arc<dyn Fn(Duration) + Send + Sync>;

/// Times that a call beside another connection is tried.
const BESIDE: usize = 3;

/// A client of one target. Clones share what they count and what they hold.
#[derive(Clone)]
pub struct Client {
    target: Target,
    accounts: Arc<[Account; 2]>,
    scheme: Scheme,
    product: &'static Product,
    signs: bool,
    stamps: Stamps,
    clock: Option<Clock>,
    sleep: Sleep,
    pace: Arc<Pace>,
    stop: Arc<AtomicBool>,
    holdings: Arc<Holdings>,
    counts: Arc<Counts>,
    ways: Arc<Mutex<Ways>>,
    /// Zones for vSwitches, by region.
    zones: Arc<Mutex<BTreeMap<String, String>>>,
}

#[derive(Default)]
struct Counts {
    sent: AtomicU64,
    answered: AtomicU64,
    in_vain: InVain,
    gone: AtomicBool,
    weather: AtomicU64,
    in_json: AtomicBool,
}

impl Client {
    /// A client of a product that signs with `scheme` for either of `accounts`;
    /// an account that is neither goes by the first.
    pub fn new(
        target: Target,
        product: &'static Product,
        accounts: [Account; 2],
        scheme: Scheme,
        stamps: Stamps,
    ) -> Self {
        let holdings = Holdings::named_after(&stamps().nonce);
        Self {
            target,
            accounts: Arc::new(accounts),
            scheme,
            product,
            signs: true,
            stamps,
            clock: None,
            sleep: Arc::new(std::thread::sleep),
            pace: Arc::new(Pace::new(None)),
            stop: Arc::default(),
            holdings: Arc::new(holdings),
            counts: Arc::default(),
            ways: Arc::default(),
            zones: Arc::default(),
        }
    }

    /// The resource types of its product.
    pub fn kinds(&self) -> &'static [Kind] {
        self.product.kinds
    }

    /// How calls are sent that no case says anything of: in a way that the
    /// target knows.
    pub fn usual(&self) -> How {
        self.ways().usual
    }

    /// Says how such calls are sent from now on.
    pub fn speak(&self, how: How) {
        self.ways().usual = how;
    }

    /// A zone of a region for vSwitches: the first that the target lists, or
    /// else the one that every region has.
    pub(super) fn zone(&self, account: &str, region: &str) -> String {
        // Held while it is asked for, so that it is asked for once.
        let mut zones = self.zones.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = zones.get(region) {
            return zone.clone();
        }
        let call = Call::new(params::DESCRIBE_ZONES, account).with(params::REGION_ID, region);
        let reply = self.patiently(&call, self.usual());
        let listed = reply.answer().filter(|answer| answer.is_success());
        let first = listed.and_then(|answer| {
            let zones = elements(answer.body.get("Zones"), "Zone");
            let zone = zones.first()?.get("ZoneId")?.as_str()?;
            (!zone.is_empty()).then(|| zone.to_owned())
        });
        let zone = first.unwrap_or_else(|| format!("{region}-b"));
        if reply.weather().is_none() {
            zones.insert(region.to_owned(), zone.clone());
        }
        zone
    }

    fn ways(&self) -> MutexGuard<'_, Ways> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same with a clock, to tell whether listings are late; without one
    /// that is never seen.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The same which waits by `sleep`, for a clock that is not the system's.
    #[must_use]
    pub fn with_sleep(mut self, sleep: Sleep) -> Self {
        self.sleep = sleep;
        self
    }

    /// The same with at most `rate` requests a second; it needs a clock.
    #[must_use]
    pub fn with_rate(mut self, rate: Option<f64>) -> Self {
        self.pace = Arc::new(Pace::new(rate));
        self
    }

    /// The same without signatures.
    #[must_use]
    pub fn without_signatures(mut self) -> Self {
        self.signs = false;
        self
    }

    /// Whether it signs what it sends.
    pub(super) fn signs(&self) -> bool {
        self.signs
    }

    /// The scheme that a call is signed by.
    pub(super) fn scheme_of(&self, how: How) -> Scheme {
        how.scheme.unwrap_or(self.scheme)
    }

    /// The scheme by which it does not sign unless a call asks for it.
    pub(super) fn other_scheme(&self) -> Scheme {
        match self.scheme {
            Scheme::V1 => Scheme::Acs3,
            Scheme::Acs3 => Scheme::V1,
        }
    }

    /// The same, which no longer waits for anything once `stop` is set.
    #[must_use]
    pub fn with_stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// Whether somebody asked for an end.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What the clock says; zero without one.
    pub fn now(&self) -> Duration {
        self.clock.as_ref().map_or(Duration::ZERO, |clock| clock())
    }

    /// Requests sent so far.
    pub fn sent(&self) -> u64 {
        self.counts.sent.load(Ordering::Relaxed)
    }

    /// Whether no request will be answered any more.
    pub fn is_gone(&self) -> bool {
        self.counts.gone.load(Ordering::Relaxed)
    }

    /// Requests so far to which anything came back.
    pub(super) fn answered(&self) -> u64 {
        self.counts.answered.load(Ordering::Relaxed)
    }

    /// Whether any answer so far was the JSON that was asked for.
    pub(super) fn heard_json(&self) -> bool {
        self.counts.in_json.load(Ordering::Relaxed)
    }

    /// Requests so far whose outcome is unknown.
    pub fn met_weather(&self) -> u64 {
        self.counts.weather.load(Ordering::Relaxed)
    }

    /// The resources that were created and not deleted yet.
    pub fn holdings(&self) -> &Holdings {
        &self.holdings
    }

    /// Text that no other run has, for ids that are invented.
    pub(super) fn unheard_of(&self) -> String {
        (self.stamps)().nonce
    }

    /// Sends a call; `raw` replaces its parameters by a literal query.
    pub fn call(&self, call: &Call, how: How, raw: Option<&str>) -> Reply {
        self.sending(self.request(call, how, raw), how)
    }

    /// The operations that were waited for in vain.
    pub(super) fn in_vain(&self) -> &InVain {
        &self.counts.in_vain
    }

    /// Waits, whether or not somebody asked for an end.
    pub(super) fn sleep(&self, time: Duration) {
        (self.sleep)(time);
    }

    /// What makes everything that the target said void, if something does: a
    /// command that does not keep to the exec protocol.
    pub fn breach(&self) -> Option<SendError> {
        self.target.breach()
    }

    /// Whether the target speaks TLS where a call went in plain HTTP.
    pub(super) fn speaks_tls(&self, reply: &Reply) -> bool {
        self.target.speaks_tls(&reply.request)
    }

    /// Whether it says who calls in the header in which ACS3 signs.
    pub(super) fn says_who_calls(&self) -> bool {
        self.target.says_who_calls()
    }

    /// Whether the target is on this machine.
    pub fn is_local(&self) -> bool {
        self.target.is_local()
    }

    /// Whether a call is answered while another connection is open, or why not:
    /// then connections are kept, and cases may run in parallel. `took` is how long
    /// it is answered in otherwise.
    pub(super) fn answers_beside(
        &self,
        call: &Call,
        how: How,
        took: Duration,
    ) -> Result<(), &'static str> {
        // One that is lost on the way tells nothing of the target.
        let mut answered = Ok(());
        for _ in 0..BESIDE {
            self.counts.sent.fetch_add(1, Ordering::Relaxed);
            let request = self.request(call, how, None);
            answered = self.target.answers_beside(&request, took);
            if answered.is_ok() {
                break;
            }
        }
        answered
    }

    pub(super) fn sending(&self, request: Request, how: How) -> Reply {
        self.pause(self.pace.turn(self.now()));
        self.counts.sent.fetch_add(1, Ordering::Relaxed);
        let received = self.target.send(&request).map(|response| Received {
            answer: read(&response, how.format),
            response,
        });
        match &received {
            Ok(received) => {
                self.counts.answered.fetch_add(1, Ordering::Relaxed);
                if how.format == Format::Json && received.answer.is_ok() {
                    self.counts.in_json.store(true, Ordering::Relaxed);
                }
            }
            Err(error) if error.is_final() => self.counts.gone.store(true, Ordering::Relaxed),
            Err(_) => {}
        }
        let reply = Reply {
            request,
            received,
            pages: Pages::default(),
        };
        if reply.weather().is_some() {
            self.counts.weather.fetch_add(1, Ordering::Relaxed);
        } else {
            self.counts.in_vain.answered();
        }
        if self.clock.is_some() {
            self.pace.note(self.now(), reply.is_throttled());
        }
        reply
    }

    pub(super) fn request(&self, call: &Call, how: How, raw: Option<&str>) -> Request {
        self.stamped(call, how, raw, &(self.stamps)(), Covers::All)
    }

    /// What makes a request of now unique and fresh.
    pub(super) fn stamp(&self) -> Stamp {
        (self.stamps)()
    }

    /// A request with this nonce and time, whose signature covers so much.
    pub(super) fn stamped(
        &self,
        call: &Call,
        how: How,
        raw: Option<&str>,
        stamp: &Stamp,
        covers: Covers,
    ) -> Request {
        let account = self
            .accounts
            .iter()
            .find(|account| account.role == call.account)
            .unwrap_or(&self.accounts[0]);
        let envelope = Envelope {
            method: if how.post { Method::Post } else { Method::Get },
            placement: how.placement,
            spelling: how.spelling,
            format: how.format,
            scheme: self.scheme_of(how),
            signs: self.signs,
            covers,
            credentials: &account.credentials,
            stamp,
            version: self.product.version,
            host: self.target.host(),
        };
        let request = match raw {
            Some(raw) => encode_raw(&format!("Action={}&{raw}", call.action), &envelope),
            None => encode(call, &envelope),
        };
        if self.signs {
            request
        } else {
            unsigned(request)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::Answer;
    use crate::contract::vpc;
    use crate::targets::Forgery;
    use crate::wire::{Endpoint, Placement, Response, write};

    /// Status, code if any, and headers.
    type Said = (u16, &'static str, &'static [(&'static str, &'static str)]);

    /// Gives these answers in turn, the last for ever, and keeps what it is asked.
    struct Script {
        answers: Vec<Said>,
        asked: Mutex<Vec<Request>>,
    }

    impl Endpoint for Script {
        fn answer(&self, request: &Request) -> Response {
            let mut asked = self.asked.lock().unwrap();
            let (status, code, headers) = self.answers[asked.len().min(self.answers.len() - 1)];
            asked.push(request.clone());
            let mut body = json!({"RequestId": "0A1B2C3D-0000-4000-8000-000000000000"});
            if !code.is_empty() {
                body["Code"] = code.into();
            }
            let mut response = write(&Answer::new(status, body), "", Format::Json);
            for (name, value) in headers {
                response
                    .headers
                    .push(((*name).to_owned(), (*value).to_owned()));
            }
            response
        }
    }

    fn client_of(answers: &[Said]) -> (Client, Arc<Script>) {
        let script = Arc::new(Script {
            answers: answers.to_vec(),
            asked: Mutex::default(),
        });
        let account = |role: &str| Account {
            role: role.to_owned(),
            credentials: Credentials::new("id", "secret"),
        };
        let stamps: Stamps = Arc::new(|| Stamp {
            nonce: "0123456789abcdef".to_owned(),
            timestamp: "2026-11-25T00:00:00Z".to_owned(),
        });
        let target = Target::InProcess(Arc::clone(&script) as Arc<dyn Endpoint>);
        let accounts = [account("own"), account("other")];
        let client = Client::new(target, &vpc::PRODUCT, accounts, Scheme::V1, stamps);
        (client, script)
    }

    fn asked(script: &Script) -> usize {
        script.asked.lock().unwrap().len()
    }

    #[test]
    fn weather_is_waited_out_as_long_as_the_target_asks() {
        let soon: &[_] = &[("x-acs-retry-after", "7"), ("Retry-After", "3600")];
        let (client, script) = client_of(&[
            (400, "Throttling.User", soon),
            (502, "", &[("Retry-After", "0")]),
            (503, "", &[("Retry-After", "0")]),
            (504, "InternalError", &[("Retry-After", "0")]),
            (200, "", &[]),
        ]);
        let reply = client.patiently(&Call::new("DescribeVpcs", "own"), How::usual());
        assert!(reply.answer().unwrap().is_success());
        assert_eq!((asked(&script), client.met_weather()), (5, 4));
        let first = client_of(&[(429, "", soon)]).0;
        let reply = first.call(&Call::new("DescribeVpcs", "own"), How::usual(), None);
        assert_eq!(reply.retry_after(), Some(Duration::from_millis(7)));
        assert_eq!(reply.weather().unwrap(), "answered with status 429");
    }

    #[test]
    fn patience_ends_and_what_is_no_weather_takes_none() {
        let now: &[_] = &[("Retry-After", "0")];
        let (client, script) = client_of(&[(400, "Throttling", now)]);
        let reply = client.patiently(&Call::new("DescribeVpcs", "own"), How::usual());
        assert!(reply.weather().is_some());
        assert_eq!(asked(&script), 5);
        for (status, code) in [
            (400, "InvalidVpcId.NotFound"),
            (500, "InternalError"),
            (200, ""),
        ] {
            let (client, script) = client_of(&[(status, code, &[])]);
            let reply = client.patiently(&Call::new("DescribeVpcs", "own"), How::usual());
            assert_eq!((reply.weather(), asked(&script)), (None, 1), "{status}");
        }
    }

    #[test]
    fn who_asks_for_an_hour_is_asked_twice_and_it_is_told() {
        let hour: &[_] = &[("Retry-After", "3600")];
        let (client, script) = client_of(&[(429, "", hour)]);
        let waited = Arc::new(Mutex::new(Duration::ZERO));
        let sum = Arc::clone(&waited);
        let client = client.with_sleep(Arc::new(move |time| *sum.lock().unwrap() += time));
        let reply = client.patiently(&Call::new("DescribeVpcs", "own"), How::usual());
        assert_eq!(asked(&script), 2);
        assert_eq!(*waited.lock().unwrap(), Duration::from_secs(30));
        assert_eq!(
            reply.weather().unwrap(),
            "answered with status 429, asking for 3600 s where 30 s are waited at most"
        );
    }

    #[test]
    fn an_operation_that_was_waited_for_in_vain_is_not_waited_for_again() {
        let now: &[_] = &[("Retry-After", "0")];
        let mut answers = vec![(503, "", now); 5];
        answers.extend([(200, "", now), (503, "", now), (200, "", now)]);
        let (client, script) = client_of(&answers);
        let ask = |action: &str| client.patiently(&Call::new(action, "own"), How::usual());
        for (action, sum) in [
            ("DescribeVpcs", 5),
            ("ListTagResources", 6),
            ("DescribeVpcs", 7),
            ("DescribeVpcs", 8),
        ] {
            ask(action);
            assert_eq!(asked(&script), sum, "{action}");
        }
    }

    #[test]
    fn who_is_told_to_stop_waits_for_nothing() {
        let slow: &[_] = &[("Retry-After", "30")];
        let (client, script) = client_of(&[(429, "", slow)]);
        let stopped = client.with_stop(Arc::new(AtomicBool::new(true)));
        stopped.patiently(&Call::new("DescribeVpcs", "own"), How::usual());
        stopped.pause(Duration::from_secs(30));
        assert_eq!(asked(&script), 1);
    }

    #[test]
    fn a_request_without_signature_is_otherwise_the_same() {
        let (client, script) = client_of(&[(200, "", &[])]);
        let call = Call::new("DescribeVpcs", "own").with("RegionId", "cn-hangzhou");
        for placement in [Placement::Query, Placement::Form] {
            let how = How {
                placement,
                ..How::usual()
            };
            client.call(&call, how, None);
            client.forged(&call, how, Forgery::Unsigned);
            let asked = script.asked.lock().unwrap();
            let [signed, unsigned] = &asked[asked.len() - 2..] else {
                panic!("two requests");
            };
            let text = |request: &Request| {
                format!(
                    "{}{}",
                    request.query,
                    String::from_utf8_lossy(&request.body)
                )
            };
            assert!(text(signed).contains("&Signature="), "{}", text(signed));
            assert!(!text(unsigned).contains("&Signature="));
            assert!(text(unsigned).contains("SignatureNonce=0123456789abcdef"));
            assert!(text(unsigned).contains("RegionId=cn-hangzhou"));
        }
        let plain = client.without_signatures();
        plain.call(&call, How::usual(), None);
        let asked = script.asked.lock().unwrap();
        assert!(!asked.last().unwrap().query.contains("&Signature="));
    }
}
