//! The texts in a stream of server-sent events, however the stream is cut.
//!
//! OpenCode sends `data:` lines and nothing else; fields of other names are passed over.

/// The largest text. A prompt of 20 MB comes back as an event; this only stops a runaway.
const LARGEST: usize = 128 * 1024 * 1024;

/// What has come and was not a whole text yet.
#[derive(Debug, Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    /// Up to here there is no line's end.
    searched: usize,
    text: Vec<u8>,
    has_text: bool,
    is_too_large: bool,
}

impl Lines {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole text.
    pub(super) fn next_text(&mut self) -> Option<String> {
        let mut start = 0;
        let mut found = None;
        while found.is_none() {
            let from = start.max(self.searched);
            let Some(length) = self.bytes[from..].iter().position(|byte| *byte == b'\n') else { break };
            let end = from + length;
            found = self.line(start, end);
            start = end + 1;
        }
        self.bytes.drain(..start);
        self.searched = if found.is_some() { 0 } else { self.bytes.len() };
        if self.bytes.len() > LARGEST {
            self.is_too_large = true;
            self.bytes.clear();
            self.searched = 0;
        }
        found
    }

    /// Takes a line; an empty one ends a text.
    fn line(&mut self, start: usize, end: usize) -> Option<String> {
        let line = &self.bytes[start..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            let is_whole = std::mem::take(&mut self.has_text) && !std::mem::take(&mut self.is_too_large);
            let text = std::mem::take(&mut self.text);
            return is_whole.then(|| String::from_utf8_lossy(&text).into_owned());
        }
        if let Some(data) = line.strip_prefix(b"data:") {
            let data = data.strip_prefix(b" ").unwrap_or(data);
            if self.has_text {
                self.text.push(b'\n');
            }
            self.has_text = true;
            self.is_too_large |= self.text.len() + data.len() > LARGEST;
            if !self.is_too_large {
                self.text.extend_from_slice(data);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut texts = Vec::new();
        for chunk in chunks {
            lines.push(chunk);
            while let Some(text) = lines.next_text() {
                texts.push(text);
            }
        }
        texts
    }

    #[test]
    fn texts_are_found() {
        assert_eq!(texts(&[b"data: {\"a\":1}\n\ndata: b\n\n"]), ["{\"a\":1}", "b"]);
        assert_eq!(texts(&[b"data:a\r\ndata: b\r\n\r\n"]), ["a\nb"]);
        assert_eq!(texts(&[b": comment\n\nid: 1\nevent: x\ndata: y\n\n"]), ["y"]);
        assert_eq!(texts(&[b"data: unfinished\n"]), [""; 0]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_the_stream_is_cut(
            sent in prop::collection::vec("[^\r\n]{0,30}", 0..10),
            cuts in prop::collection::vec(0_usize..600, 0..20),
        ) {
            let stream: String = sent.iter().map(|text| format!("data: {text}\n\n")).collect();
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let chunks: Vec<_> = cuts.windows(2).map(|pair| &stream.as_bytes()[pair[0]..pair[1]]).collect();
            prop_assert_eq!(texts(&chunks), sent);
        }

        #[test]
        fn no_bytes_are_too_strange(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..20)) {
            let chunks: Vec<_> = chunks.iter().map(Vec::as_slice).collect();
            texts(&chunks);
        }
    }
}
