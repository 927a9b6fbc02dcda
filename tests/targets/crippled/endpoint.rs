//! The reference with something missing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tagproof::contract::{Answer, Call, Edition};
use tagproof::endpoint::{Reference, Running};
use tagproof::wire::{
    Covers, Credentials, Endpoint, Envelope, Format, Method, Placement, Proof, Request, Response,
    Scheme, Spelling, Stamp, asked_format, decode, encode, read, write,
};

/// How long a resource takes to be ready, where none is at once.
const COMING: Duration = Duration::from_millis(60);

/// The access key that it knows, where it knows callers, and its secret.
pub(crate) const OWN_KEY: &str = "LTAIown";
pub(crate) const OWN_SECRET: &str = "hidden";

/// What it does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Without {
    /// One operation.
    Operation(&'static str),
    /// Every operation that describes resources.
    Describe,
    /// Every operation that creates or deletes.
    Create,
    /// Anything but the operation that is judged.
    AllButTagResources,
    /// Refusals of what it lacks: it says that it is not available.
    Refusals,
    /// Tags in its listing, which is always empty.
    Listing,
    /// The method.
    Get,
    /// The format.
    Xml,
    /// Any region but the first.
    OtherRegion,
    /// Resources that are ready at once.
    Haste,
    /// Ids that it does not know: it takes any.
    UnknownIds,
    /// A different id for everything that it creates.
    OwnIds,
    /// Callers that it does not know.
    Strangers,
    /// Those, and any look at signatures.
    Signatures,
    /// Those, and any look at what a signature is.
    RightSignatures,
    /// Everything: it says yes to any call.
    Everything,
}

/// A running endpoint that lacks something.
pub(crate) struct Crippled {
    _running: Running,
    pub(crate) url: String,
}

struct Lame {
    without: Vec<Without>,
    whole: Reference,
    /// Ids by those that callers use for them.
    known: Mutex<BTreeMap<String, String>>,
    /// When resources were created.
    since: Mutex<BTreeMap<String, Instant>>,
}

impl Crippled {
    /// Serves one on a free port; it has VPCs with these ids from the start.
    pub(crate) fn serve(without: &[Without], ids: &[String]) -> Self {
        let edition = Edition::of_record();
        let mut whole = Reference::new(edition.clone(), edition.readings());
        if without.contains(&Without::Strangers) {
            let now = || {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
                i64::try_from(since.as_secs()).unwrap()
            };
            whole = whole
                .with_access_keys(vec![Credentials::new(OWN_KEY, OWN_SECRET)])
                .with_clock(Arc::new(now));
        }
        let lame = Lame {
            without: without.to_vec(),
            whole,
            known: Mutex::default(),
            since: Mutex::default(),
        };
        for id in ids {
            lame.know(id);
        }
        let listen = "127.0.0.1:0".parse().unwrap();
        let running = Running::start(Arc::new(lame), listen).unwrap();
        Self {
            url: format!("http://{}", running.address),
            _running: running,
        }
    }
}

impl Endpoint for Lame {
    fn answer(&self, request: &Request) -> Response {
        let format = asked_format(request).unwrap_or(Format::Json);
        let call = decode(request).map_or_else(|_| Call::new("", ""), |incoming| incoming.call);
        let refuse = |status, code: &str| {
            let body = json!({"RequestId": uuid(), "Code": code, "Message": "Not here."});
            write(&Answer::new(status, body), &call.action, format)
        };
        if self.has(Without::Everything) {
            let format = Format::Json;
            if call.action != "TagResources" {
                return refuse(404, "InvalidAction.NotFound");
            }
            let body = json!({"RequestId": uuid()});
            return write(&Answer::new(200, body), &call.action, format);
        }
        if let Some(code) = self.turned_away(request) {
            return refuse(400, code);
        }
        if self.has(Without::Get) && request.method == Method::Get {
            return refuse(405, "UnsupportedHTTPMethod");
        }
        if self.lacks(&call.action) {
            if self.has(Without::Refusals) {
                return refuse(503, "ServiceUnavailable");
            }
            return refuse(404, "InvalidAction.NotFound");
        }
        if self.has(Without::OtherRegion)
            && call
                .get("RegionId")
                .is_some_and(|region| region == "cn-shanghai")
        {
            return refuse(404, "InvalidRegionId.NotFound");
        }
        if self.has(Without::UnknownIds) {
            for id in call.indexed("ResourceId") {
                if has_the_form_of_an_id(id) {
                    self.know(id);
                }
            }
        }
        let mut request = request.clone();
        request.query = self.in_our_words(&request.query);
        request.body = self
            .in_our_words(&String::from_utf8_lossy(&request.body))
            .into_bytes();
        let response = self.whole.answer(&request);
        self.changed(self.in_their_words(response), &call, format)
    }
}

impl Lame {
    fn has(&self, without: Without) -> bool {
        self.without.contains(&without)
    }

    /// The code for a caller who is not known, or does not prove it.
    fn turned_away(&self, request: &Request) -> Option<&'static str> {
        let any = self.has(Without::Signatures);
        if !any && !self.has(Without::RightSignatures) {
            return None;
        }
        let incoming = decode(request).ok()?;
        if incoming.access_key_id.as_deref() != Some(OWN_KEY) {
            return Some("InvalidAccessKeyId.NotFound");
        }
        (!any && incoming.proof == Proof::None).then_some("MissingSignature")
    }

    fn lacks(&self, action: &str) -> bool {
        let creates = ["Create", "Allocate", "Delete", "Release"]
            .iter()
            .any(|start| action.starts_with(start));
        let describes = action.starts_with("Describe") && !action.starts_with("DescribeTag");
        self.without.iter().any(|without| match without {
            Without::Operation(name) => action == *name,
            Without::Describe => describes,
            Without::Create => creates,
            Without::AllButTagResources => action != "TagResources",
            _ => false,
        })
    }

    /// Parameters with the ids that the whole one knows.
    fn in_our_words(&self, parameters: &str) -> String {
        let known = self.known.lock().unwrap();
        let pairs: Vec<String> = parameters
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, id)) if name.replace("%2E", ".").starts_with("ResourceId.") => {
                    let id = known.get(id).map_or(id, String::as_str);
                    format!("{name}={id}")
                }
                _ => pair.to_owned(),
            })
            .collect();
        pairs.join("&")
    }

    /// A response with the ids that callers use.
    fn in_their_words(&self, mut response: Response) -> Response {
        let known = self.known.lock().unwrap();
        if !known.is_empty() {
            let mut text = String::from_utf8(response.body).unwrap();
            for (theirs, ours) in known.iter() {
                text = text.replace(ours, theirs);
            }
            response.body = text.into_bytes();
        }
        response
    }

    /// What it answers instead of the whole one.
    fn changed(&self, response: Response, call: &Call, format: Format) -> Response {
        if self.has(Without::Xml) && format == Format::Xml {
            let answer = read(&response, Format::Xml).unwrap();
            return write(&answer, &call.action, Format::Json);
        }
        let Ok(mut answer) = read(&response, format) else {
            return response;
        };
        let created = answer.text("VpcId").map(str::to_owned);
        if self.has(Without::Listing) && call.action == "ListTagResources" && answer.is_success() {
            answer.body["TagResources"] = json!({"TagResource": []});
            return write(&answer, &call.action, format);
        }
        if self.has(Without::OwnIds) && call.action.starts_with("Create") && answer.is_success() {
            for field in ["VpcId", "VSwitchId", "RouteTableId"] {
                if answer.body.get(field).is_some() {
                    answer.body[field] = json!("vpc-bp1always0the0same");
                }
            }
            return write(&answer, &call.action, format);
        }
        if self.has(Without::Haste) {
            let mut since = self.since.lock().unwrap();
            if call.action == "CreateVpc"
                && let Some(id) = created
            {
                since.insert(id, Instant::now());
            }
            let coming = |id: &str| since.get(id).is_some_and(|since| since.elapsed() < COMING);
            if call.action == "TagResources"
                && call.indexed("ResourceId").iter().any(|id| coming(id))
            {
                let body = json!({"RequestId": uuid(), "Code": "IncorrectVpcStatus"});
                return write(&Answer::new(400, body), &call.action, format);
            }
            if call.action == "DescribeVpcs" {
                let mut text = answer.body.to_string();
                if call.get("VpcId").is_some_and(coming) {
                    text = text.replace("\"Available\"", "\"Pending\"");
                }
                let body = serde_json::from_str(&text).unwrap();
                return write(&Answer::new(answer.status, body), &call.action, format);
            }
        }
        response
    }

    /// Makes a resource of the type of an id, in one account and region.
    fn know(&self, id: &str) {
        let (account, region) = ("testid", "cn-hangzhou");
        if self.known.lock().unwrap().contains_key(id) {
            return;
        }
        let create = |action: &str, parents: &[(&str, &str)]| -> Answer {
            let mut call = Call::new(action, account).with("RegionId", region);
            for (name, value) in parents {
                call = call.with(*name, *value);
            }
            let request = encode(
                &call,
                &Envelope {
                    method: Method::Post,
                    placement: Placement::Query,
                    spelling: Spelling::Escaped,
                    format: Format::Json,
                    scheme: Scheme::V1,
                    signs: true,
                    covers: Covers::All,
                    credentials: &Credentials::new(account, "testsecret"),
                    stamp: &Stamp {
                        nonce: id.to_owned(),
                        timestamp: "2026-11-25T00:00:00Z".to_owned(),
                    },
                    version: "2016-04-28",
                    host: "localhost",
                },
            );
            read(&self.whole.answer(&request), Format::Json).unwrap()
        };
        let vpc = create("CreateVpc", &[]);
        let vpc = vpc.text("VpcId").unwrap();
        let in_vpc = [
            ("VpcId", vpc),
            ("ZoneId", "cn-hangzhou-b"),
            ("CidrBlock", "172.16.0.0/24"),
        ];
        let (answer, field) = match id.split('-').next().unwrap() {
            "vsw" => (create("CreateVSwitch", &in_vpc), "VSwitchId"),
            "vtb" => (create("CreateRouteTable", &in_vpc), "RouteTableId"),
            "eip" => (create("AllocateEipAddress", &[]), "AllocationId"),
            "vpn" => (
                create("CreateVpnGateway", &[("VpcId", vpc), ("Bandwidth", "5")]),
                "VpnGatewayId",
            ),
            "ngw" => {
                let vswitch = create("CreateVSwitch", &in_vpc);
                let vswitch = vswitch.text("VSwitchId").unwrap();
                let parents = [
                    ("VpcId", vpc),
                    ("VSwitchId", vswitch),
                    ("NatType", "Enhanced"),
                ];
                (create("CreateNatGateway", &parents), "NatGatewayId")
            }
            _ => {
                let ours = vpc.to_owned();
                self.known.lock().unwrap().insert(id.to_owned(), ours);
                return;
            }
        };
        let ours = answer
            .text(field)
            .unwrap_or_else(|| panic!("{id}: {answer:?}"))
            .to_owned();
        self.known.lock().unwrap().insert(id.to_owned(), ours);
    }
}

fn has_the_form_of_an_id(id: &str) -> bool {
    let prefixes = ["vpc-", "vsw-", "vtb-", "eip-", "vpn-", "ngw-"];
    prefixes.iter().any(|prefix| id.starts_with(prefix)) && id.len() > 10
}

/// A request id that no other answer has.
fn uuid() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("0A1B2C3D-0000-4000-8000-{number:012X}")
}
