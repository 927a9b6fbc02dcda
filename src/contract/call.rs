//! A call: what a client asks for, before it becomes bytes.

/// One call of the API as the service sees it once the envelope is opened.
///
/// Common parameters (`Action`, `Version`, `Format`, credentials and
/// signature) are not in [`Call::params`]; everything else is, in the order
/// sent, with repetitions, so that every malformed call can be written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Call {
    /// The operation as spelt by the caller, such as `TagResources`.
    pub action: String,
    /// Who calls: an access key id on the wire, a role name in a case.
    pub account: String,
    /// Operation parameters by name and decoded value.
    pub params: Vec<(String, String)>,
}

impl Call {
    /// A call of `action` by `account` with no parameters yet.
    pub fn new(action: &str, account: &str) -> Self {
        Self {
            action: action.to_owned(),
            account: account.to_owned(),
            params: Vec::new(),
        }
    }

    /// The same call with one parameter more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// The same call with some parameters more.
    #[must_use]
    pub fn with_all(mut self, more: Vec<(String, String)>) -> Self {
        self.params.extend(more);
        self
    }

    /// The first value of the parameter `name`, if it was sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The same, unless it is empty: companion operations do not tell an empty
    /// parameter from an absent one.
    pub fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The values of `prefix.1`, `prefix.2`, … in index order, gaps closed.
    pub fn indexed(&self, prefix: &str) -> Vec<&str> {
        let mut found: Vec<(u32, &str)> = self
            .params
            .iter()
            .filter_map(|(name, value)| {
                let index = name.strip_prefix(prefix)?.strip_prefix('.')?;
                Some((index.parse().ok()?, value.as_str()))
            })
            .collect();
        found.sort_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, value)| value).collect()
    }
}
