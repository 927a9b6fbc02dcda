//! Recorded traffic: HAR files of any bytes.

use tagproof::wire::{Format, decode, har, read};

/// A HAR file is refused or read; what is read is in order, complete, and can
/// be opened like any other request and response.
pub fn har_files_never_panic(file: &[u8]) {
    let recording = match har::read(file) {
        Ok(recording) => recording,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut entries: Vec<usize> = recording
        .exchanges
        .iter()
        .map(|exchange| exchange.entry)
        .chain(recording.skipped.iter().map(|skipped| skipped.entry))
        .chain(recording.unread.iter().map(|unread| unread.entry))
        .collect();
    entries.sort_unstable();
    assert!(entries.iter().copied().eq(0..entries.len()));
    assert!(recording.exchanges.is_sorted_by_key(|one| one.started));
    for exchange in &recording.exchanges {
        assert!(exchange.started <= exchange.ended);
        assert!(exchange.request.header("host").is_some());
        assert!(exchange.request.path.starts_with('/'));
        // Any outcome will do.
        let _ = decode(&exchange.request);
        let _ = read(&exchange.response, Format::Json);
        let _ = read(&exchange.response, Format::Xml);
    }
}
