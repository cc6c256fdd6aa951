//! Where the live view writes: the agent's words to stdout, all else to stderr, without tearing each other's lines.

use crate::console::Console;
use crate::exit::Failure;
use crate::render::{plain, style};

/// Where the live view writes.
pub(super) struct Screen<'a> {
    console: &'a Console,
    open: Option<Line>,
}

/// A line that is not at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    /// The agent's words, on stdout.
    Words,
    /// Its thoughts, on stderr.
    Thoughts,
    /// A question, on stderr; the answer is typed behind it.
    Question(String),
}

impl<'a> Screen<'a> {
    pub(super) fn new(console: &'a Console) -> Self {
        Self { console, open: None }
    }

    /// The agent's words, as they come.
    pub(super) fn said(&mut self, text: &str) -> Result<(), Failure> {
        if self.console.json() || text.is_empty() {
            return Ok(());
        }
        if self.open != Some(Line::Words) {
            self.close()?;
        }
        self.open = (!text.ends_with('\n')).then_some(Line::Words);
        self.console.text(&plain(text))
    }

    /// Its thoughts, as they come.
    pub(super) fn thought(&mut self, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        if self.open != Some(Line::Thoughts) {
            self.close()?;
        }
        self.open = (!text.ends_with('\n')).then_some(Line::Thoughts);
        self.console.aside(&style::dim(&plain(text)));
        Ok(())
    }

    /// A line about what happens. A question that is open is asked again below it.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        let question = match &self.open {
            Some(Line::Question(text)) => Some(text.clone()),
            Some(Line::Words | Line::Thoughts) | None => None,
        };
        self.close()?;
        self.console.aside(&format!("{text}\n"));
        question.map_or(Ok(()), |text| self.question(&text))
    }

    /// A question; the answer is typed behind it.
    pub(super) fn question(&mut self, text: &str) -> Result<(), Failure> {
        self.close()?;
        self.console.aside(text);
        self.open = Some(Line::Question(text.to_owned()));
        Ok(())
    }

    /// Somebody typed behind the question and ended the line.
    pub(super) fn typed(&mut self) {
        self.open = None;
    }

    /// Ends a line that is not at its end.
    pub(super) fn close(&mut self) -> Result<(), Failure> {
        match self.open.take() {
            Some(Line::Words) if !self.console.json() => self.console.text("\n"),
            Some(Line::Thoughts | Line::Question(_)) => {
                self.console.aside("\n");
                Ok(())
            }
            Some(Line::Words) | None => Ok(()),
        }
    }
}
