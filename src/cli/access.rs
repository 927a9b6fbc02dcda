//! What flags say of the way to a target behind HTTP, and how commands repeat it
//! without its secrets.

use std::path::Path;

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::check::shell_word;
use crate::environment::Environment;
use crate::files::{MOST_BYTES, read_bytes};
use crate::targets::Access;

use super::error::CliError;
use super::target_args::TargetArgs;
use super::target_url::{TargetUrl, hidden};

/// What the target of a socket in the file system begins with.
pub(super) const SOCKET: &str = "unix:";

/// Headers that say what is in a request, which is written here.
const OURS: [&str; 6] = [
    "connection",
    "content-length",
    "content-type",
    "expect",
    "te",
    "transfer-encoding",
];

/// What the headers begin with in which ACS3 signs.
const SIGNED: &str = "x-acs-";

/// The way that the flags say.
///
/// # Errors
///
/// When a header is none, or is one that is written here, names a variable that is
/// not set, a file cannot be read, or the proxy is no address.
pub(super) fn access(args: &TargetArgs, environment: &Environment) -> Result<Access, CliError> {
    let mut headers = HeaderMap::new();
    for text in &args.header {
        let (name, value) = header(text, environment)?;
        headers.append(name, value);
    }
    let certificates = args.cacert.as_deref().map(|path| {
        read_bytes(path, MOST_BYTES).map_err(|cause| CliError::Read {
            path: path.display().to_string(),
            cause,
        })
    });
    let proxy = args.proxy.as_deref().map(|text| {
        let url = TargetUrl::read("--proxy", text, environment)?;
        url.address.parse().map_err(|_| CliError::Form {
            argument: "--proxy",
            value: url.shown,
            form: "http(s)://HOST:PORT".into(),
        })
    });
    let socket = args.target.strip_prefix(SOCKET);
    Ok(Access {
        headers,
        certificates: certificates.transpose()?,
        takes_any_certificate: args.insecure,
        proxy: proxy.transpose()?,
        socket: socket.map(|path| Path::new(path).to_owned()),
    })
}

/// The flags once more, as a shell takes them and without the values of headers;
/// nothing where there are none.
pub(super) fn repeated(args: &TargetArgs) -> String {
    let headers = args.header.iter().map(|text| ("--header", shown(text)));
    let path = |path: &Path| path.display().to_string();
    let cacert = args.cacert.iter().map(|file| ("--cacert", path(file)));
    let proxy = args.proxy.iter().map(|url| ("--proxy", hidden(url)));
    let mut words: Vec<String> = headers
        .chain(cacert)
        .chain(proxy)
        .map(|(flag, value)| format!(" {flag} {}", shell_word(&value)))
        .collect();
    if args.insecure {
        words.push(" --insecure".to_owned());
    }
    words.concat()
}

/// A header as it may be printed: its value by the variable that it names, a word
/// such as `Bearer` before it or not, or else by one that is named like it.
pub(super) fn shown(text: &str) -> String {
    let Some((name, value)) = text.split_once(':') else {
        return text.to_owned();
    };
    if is_variable(value.trim()) {
        return text.to_owned();
    }
    let variable = name.trim().to_ascii_uppercase().replace('-', "_");
    format!("{}: ${variable}", name.trim())
}

/// Whether a value is a variable and no more than a word: all else may be secret.
fn is_variable(value: &str) -> bool {
    let (word, name) = value.rsplit_once(' ').unwrap_or(("", value));
    let name = name.strip_prefix('$').unwrap_or_default();
    let is_of_a_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_word = word.chars().all(|letter| letter.is_ascii_alphabetic());
    is_word && !name.is_empty() && name.chars().all(is_of_a_name)
}

/// Reads `NAME: VALUE`, in which `$NAME` stands for a variable and `$$` for `$`.
fn header(text: &str, environment: &Environment) -> Result<(HeaderName, HeaderValue), CliError> {
    let wrong = |form: String| CliError::Form {
        argument: "--header",
        value: shown(text),
        form: form.into(),
    };
    let usual = || wrong("'NAME: VALUE', in which $NAME names a variable".to_owned());
    let (name, value) = text.split_once(':').ok_or_else(usual)?;
    let name: HeaderName = name.trim().parse().map_err(|_| usual())?;
    if OURS.contains(&name.as_str()) || name.as_str().starts_with(SIGNED) {
        return Err(wrong(format!(
            "any header but {name}, which tagproof writes itself"
        )));
    }
    let value = replaced(value.trim(), environment)
        .map_err(|unset| wrong(format!("where ${unset} is a variable that is set")))?;
    // What is wrong with it may be a secret.
    let value =
        HeaderValue::from_str(&value).map_err(|_| wrong("'NAME: VALUE' of one line".to_owned()))?;
    Ok((name, value))
}

/// A text with the values of the variables that it names, or the name of one that
/// is not set.
fn replaced(text: &str, environment: &Environment) -> Result<String, String> {
    let mut parts = text.split('$');
    let mut value = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let end = part
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(part.len());
        if end == 0 {
            // Twice, or where no name follows.
            let rest = if part.is_empty() { parts.next() } else { None };
            value.push('$');
            value.push_str(rest.unwrap_or(part));
            continue;
        }
        let (name, rest) = part.split_at(end);
        let found = (environment.variable)(name).ok_or_else(|| name.to_owned())?;
        value.push_str(found.trim_end_matches(['\r', '\n']));
        value.push_str(rest);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn environment() -> Environment {
        Environment {
            variable: Arc::new(|name| (name == "TOKEN").then(|| "t0p\n".to_owned())),
            ..Environment::read()
        }
    }

    #[test]
    fn a_header_may_name_variables_and_is_never_shown_with_its_value() {
        for (text, value, told) in [
            ("X-Key: secret", "secret", "X-Key: $X_KEY"),
            ("x-key:$TOKEN", "t0p", "x-key:$TOKEN"),
            ("a: Bearer $TOKEN", "Bearer t0p", "a: Bearer $TOKEN"),
            ("a: Bearer $TOKEN, $$5", "Bearer t0p, $5", "a: $A"),
            ("a: pa$$word", "pa$word", "a: $A"),
            ("a: 5 $ or $", "5 $ or $", "a: $A"),
            ("host: other:80", "other:80", "host: $HOST"),
        ] {
            let (_, read) = header(text, &environment()).unwrap();
            assert_eq!(
                (read.to_str().unwrap(), &*shown(text)),
                (value, told),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_header_or_written_here_is_refused_and_hides_its_value_too() {
        for (text, said) in [
            ("X-Key", "'NAME: VALUE'"),
            ("X Key: secret", "'NAME: VALUE'"),
            ("X-Key: secret\nHost: b", "of one line"),
            ("X-Key: $NOT_SET_HERE", "$NOT_SET_HERE is a variable"),
            ("X-Key: secret$NOT_SET_HERE", "$NOT_SET_HERE is a variable"),
            ("X Key: secret$$", "'NAME: VALUE'"),
            ("Content-Length: 5secret", "writes itself"),
            ("x-acs-action: secret", "writes itself"),
        ] {
            let told = header(text, &environment()).unwrap_err().to_string();
            assert!(
                told.contains(said) && !told.contains("secret"),
                "{text:?}: {told}"
            );
        }
    }
}
