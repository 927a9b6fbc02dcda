//! Parameters: whatever their text, what the client writes the server opens.

use tagproof::wire::percent::{parse_form, write_form};
use tagproof::wire::{Credentials, decode, encode, encode_raw, verify};

use crate::sealed::{Seal, call};

/// The first byte says how the request is made; the rest is a query or form as
/// text. Read, written and read again it has the same parameters; the call of
/// these parameters arrives as it was; sent as it stands it arrives if it is
/// text, signed rightly, and otherwise the error names a parameter of it.
pub fn parameters_round_trip(data: &[u8]) {
    let Some((seal, form)) = data.split_first() else {
        return;
    };
    let form = String::from_utf8_lossy(form);
    let seal = Seal::of(*seal);
    let credentials = Credentials::new("testid", "testsecret");
    let envelope = seal.envelope(&credentials);

    let request = encode_raw(&form, &envelope);
    match (decode(&request), parse_form(&form)) {
        (Ok(incoming), Ok(params)) => {
            let signed_by_us = !params.iter().any(|(name, _)| name == "Signature");
            if signed_by_us && incoming.access_key_id.as_deref() == Some("testid") {
                assert_eq!(verify(&incoming, &request, "testsecret"), Ok(()));
            }
        }
        (Err(refused), Err(broken)) => assert!(refused.to_string().contains(&broken.to_string())),
        (decoded, parsed) => panic!("{decoded:?} is not what {parsed:?} is"),
    }

    let Ok(params) = parse_form(&form) else {
        return;
    };
    assert_eq!(parse_form(&write_form(&params)).as_ref(), Ok(&params));

    if let Some(call) = call(&form) {
        let request = encode(&call, &envelope);
        let incoming = decode(&request).expect("what is encoded can be decoded");
        assert_eq!(incoming.call, call);
        assert_eq!(incoming.action.as_ref(), Some(&call.action));
        assert_eq!(incoming.version.as_deref(), Some("2016-04-28"));
        assert_eq!(incoming.format, Some(seal.format()));
        assert_eq!(incoming.nonce(), Some("0a1b-2c3d"));
    }
}
