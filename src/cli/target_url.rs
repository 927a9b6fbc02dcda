//! The address of a target as it is used, and as it is shown: with a password by
//! the name of a variable or not at all.

use crate::environment::Environment;

use super::error::CliError;

/// What stands for a password that is not said by the name of a variable.
const HIDDEN: &str = "***";

/// An address behind HTTP.
pub(super) struct TargetUrl {
    /// With everything that it needs.
    pub(super) address: String,
    /// What may be printed.
    pub(super) shown: String,
}

impl TargetUrl {
    /// Reads `http(s)://[USER:PASSWORD@]HOST[:PORT][/PREFIX]`; user and password
    /// may each name a variable, as `$NAME`.
    ///
    /// # Errors
    ///
    /// When it has a query or a fragment, which no request could keep, or names a
    /// variable that is not set.
    pub(super) fn read(
        argument: &'static str,
        text: &str,
        environment: &Environment,
    ) -> Result<Self, CliError> {
        let wrong = |form: String| CliError::Form {
            argument,
            value: hidden(text),
            form: form.into(),
        };
        if text.contains(['?', '#']) {
            return Err(wrong(
                "http(s)://HOST[:PORT][/PREFIX], without a query or a fragment".to_owned(),
            ));
        }
        let Some((before, user, rest)) = parts(text) else {
            let plain = text.trim_end_matches('/').to_owned();
            return Ok(Self {
                shown: plain.clone(),
                address: plain,
            });
        };
        let said = user.split(':').map(|part| match part.strip_prefix('$') {
            Some(name) => (environment.variable)(name)
                .map(|value| encoded(&value))
                .ok_or_else(|| wrong(format!("where ${name} is a variable that is set"))),
            None => Ok(part.to_owned()),
        });
        let said = said.collect::<Result<Vec<_>, _>>()?.join(":");
        let rest = rest.trim_end_matches('/');
        Ok(Self {
            address: format!("{before}{said}@{rest}"),
            shown: hidden(&format!("{before}{user}@{rest}")),
        })
    }
}

/// Whether an address says who calls.
pub(super) fn has_password(text: &str) -> bool {
    text.starts_with("http") && parts(text).is_some()
}

/// A text in which no password of an address is left, unless by the name of a
/// variable.
pub(super) fn hidden(text: &str) -> String {
    let Some((before, user, rest)) = parts(text) else {
        return text.to_owned();
    };
    let user = match user.split_once(':') {
        Some((_, password)) if password.starts_with('$') => user.to_owned(),
        Some((name, _)) => format!("{name}:{HIDDEN}"),
        None => user.to_owned(),
    };
    format!("{before}{user}@{rest}")
}

/// What is before, in and behind the part of an address that says who calls.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let begin = text.find("://")? + 3;
    let end = text[begin..]
        .find(['/', '?', '#'])
        .map_or(text.len(), |end| begin + end);
    let at = begin + text[begin..end].rfind('@')?;
    Some((&text[..begin], &text[begin..at], &text[at + 1..]))
}

/// A value in which nothing ends that part.
fn encoded(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn environment() -> Environment {
        Environment {
            variable: Arc::new(|name| (name == "PASSWORD").then(|| "a@b/c:d".to_owned())),
            ..Environment::read()
        }
    }

    #[test]
    fn a_password_is_used_and_never_shown() {
        for (text, address, shown) in [
            ("http://h:1/", "http://h:1", "http://h:1"),
            ("http://h/a/b/", "http://h/a/b", "http://h/a/b"),
            ("http://u:p@h/a", "http://u:p@h/a", "http://u:***@h/a"),
            ("http://u:p@q@h", "http://u:p@q@h", "http://u:***@h"),
            (
                "https://u:$PASSWORD@h",
                "https://u:a%40b%2Fc%3Ad@h",
                "https://u:$PASSWORD@h",
            ),
            ("http://h/p@q", "http://h/p@q", "http://h/p@q"),
        ] {
            let read = TargetUrl::read("--target", text, &environment()).unwrap();
            assert_eq!((&*read.address, &*read.shown), (address, shown), "{text}");
        }
    }

    #[test]
    fn what_no_request_could_keep_is_refused_and_hides_its_password_too() {
        for (text, said) in [
            ("http://h?x=1", "without a query"),
            ("http://h/#f", "without a query"),
            ("http://u:secret@h/?x", "without a query"),
            ("http://u:$NOT_SET_HERE@h", "$NOT_SET_HERE is a variable"),
        ] {
            let told = TargetUrl::read("--target", text, &environment());
            let told = told.err().map(|error| error.to_string()).unwrap();
            assert!(told.contains(said) && !told.contains("secret"), "{told}");
        }
    }
}
