//! The zones of a region.

/// The zones of a region.
pub(super) fn zones(region: &str) -> [String; 2] {
    let dash = if region.ends_with(|last: char| last.is_ascii_digit()) {
        ""
    } else {
        "-"
    };
    ["a", "b"].map(|zone| format!("{region}{dash}{zone}"))
}
