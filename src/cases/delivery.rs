//! How the calls of a step are sent.

/// How a step is sent; what is left out the run chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivery {
    /// HTTP method and place of the parameters.
    pub method: Option<Method>,
    /// Format of the answer.
    pub wire: Option<Wire>,
    /// How the request is signed.
    pub signing: Option<Signing>,
    /// How the parameters are written.
    pub spelling: Option<Spelling>,
}

/// HTTP method and place of the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET with a query.
    Get,
    /// POST with a query.
    Post,
    /// POST with a form.
    Form,
    /// POST with a form and a query.
    Split,
}

/// Format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// By RPC-V1, among the parameters.
    V1,
    /// By ACS3, in headers.
    Acs3,
}

/// How parameters are written, of the ways that mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// All that may be as `%XX`.
    #[default]
    Escaped,
    /// A space as `+`.
    Plus,
    /// `*`, `(`, `)`, `!` and `'` as they are.
    Bare,
}
