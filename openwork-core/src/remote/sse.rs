//! Server-sent events, read from bytes that may be split anywhere.
//!
//! The rules are those of the HTML standard: lines end in LF, CR or CRLF, an empty line ends an event, a line that begins
//! with a colon is a comment. One difference: an `id` without data is told too, because it says from where to go on.

/// How many bytes one event may have.
const MOST: usize = 64 << 20;

/// An event as it stands in the stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// From where to go on after a cut.
    pub(super) id: Option<String>,
    /// The data lines, joined.
    pub(super) data: Option<String>,
}

/// An event that is longer than any may be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is longer than {MOST} bytes")]
pub(super) struct Overlong;

/// A reader of a stream.
#[derive(Debug, Default)]
pub(super) struct Reader {
    line: Vec<u8>,
    after_cr: bool,
    begun: bool,
    frame: Frame,
    size: usize,
}

impl Reader {
    /// Takes the next bytes and gives the events that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Overlong> {
        let mut frames = Vec::new();
        let mut rest = bytes;
        while let Some(byte) = rest.first() {
            if std::mem::take(&mut self.after_cr) && *byte == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = &rest[..end.unwrap_or(rest.len())];
            self.size += taken.len();
            if self.size > MOST {
                return Err(Overlong);
            }
            self.line.extend_from_slice(taken);
            let Some(end) = end else { break };
            self.after_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            frames.extend(self.end_line());
        }
        Ok(frames)
    }

    /// Takes in a whole line; an empty one completes the event.
    fn end_line(&mut self) -> Option<Frame> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let text = if std::mem::replace(&mut self.begun, true) { &*text } else { text.trim_start_matches('\u{feff}') };
        if text.is_empty() {
            self.size = 0;
            return Some(std::mem::take(&mut self.frame)).filter(|frame| *frame != Frame::default());
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.frame.data) {
            ("data", Some(data)) => data.extend(["\n", value]),
            ("data", data) => *data = Some(value.to_owned()),
            ("id", _) if !value.contains('\0') => self.frame.id = Some(value.to_owned()),
            // `event` stands in the data too, `retry` is not ours to follow, and a comment has an empty name.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(id: Option<&str>, data: Option<&str>) -> Frame {
        Frame { id: id.map(str::to_owned), data: data.map(str::to_owned) }
    }

    fn read(text: &str) -> Vec<Frame> {
        Reader::default().feed(text.as_bytes()).unwrap()
    }

    #[test]
    fn an_event_has_id_and_data() {
        assert_eq!(read("id: 7\nevent: a.b\ndata: {\"x\":1}\n\n"), [frame(Some("7"), Some("{\"x\":1}"))]);
    }

    #[test]
    fn comments_and_unknown_fields_are_nothing() {
        assert_eq!(read(": hello\n\nretry: 5\n\nfoo\n\ndata: 1\n\n"), [frame(None, Some("1"))]);
    }

    #[test]
    fn data_lines_are_joined_and_one_space_is_dropped() {
        assert_eq!(read("data:a\ndata:  b\ndata\n\n"), [frame(None, Some("a\n b\n"))]);
    }

    #[test]
    fn lines_end_in_any_of_three_ways() {
        assert_eq!(read("data: a\r\n\r\ndata: b\r\rdata: c\n\n"), ["a", "b", "c"].map(|data| frame(None, Some(data))));
    }

    #[test]
    fn an_id_alone_is_told() {
        assert_eq!(read("\u{feff}id: 9\n\n"), [frame(Some("9"), None)]);
    }

    #[test]
    fn what_is_not_complete_is_not_told() {
        assert_eq!(read("data: a\n"), []);
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut reader = Reader::default();
        let chunk = vec![b'x'; 1 << 20];
        let refused = (0..100).find_map(|_| reader.feed(&chunk).err());
        assert_eq!(refused, Some(Overlong));
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_split_does_not_matter(
            lines in prop::collection::vec("(data|id|event|:|)(: ?)?[a-zé ]{0,6}(\n|\r\n|\r)", 0..40),
            cuts in prop::collection::vec(0usize..400, 0..20),
        ) {
            let text = lines.concat();
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.sort_unstable();
            let (mut reader, mut pieces, mut from) = (Reader::default(), Vec::new(), 0);
            for cut in cuts.into_iter().chain([text.len()]) {
                pieces.extend(reader.feed(&text.as_bytes()[from..cut]).unwrap());
                from = cut;
            }
            prop_assert_eq!(pieces, read(&text));
        }

        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(Reader::default().feed(&bytes).is_ok());
        }
    }
}
