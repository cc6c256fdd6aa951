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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The agent's words, on stdout.
    Words,
    /// Its thoughts, on stderr.
    Thoughts,
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
        if self.open == Some(Line::Thoughts) {
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
        if self.open == Some(Line::Words) {
            self.close()?;
        }
        self.open = (!text.ends_with('\n')).then_some(Line::Thoughts);
        self.console.aside(&style::dim(&plain(text)));
        Ok(())
    }

    /// A line about what happens.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.close()?;
        self.console.aside(&format!("{text}\n"));
        Ok(())
    }

    /// A question; the answer is typed behind it.
    pub(super) fn question(&mut self, text: &str) -> Result<(), Failure> {
        self.close()?;
        self.console.aside(text);
        Ok(())
    }

    /// Ends a line that is not at its end.
    pub(super) fn close(&mut self) -> Result<(), Failure> {
        match self.open.take() {
            Some(Line::Words) if !self.console.json() => self.console.text("\n"),
            Some(Line::Thoughts) => {
                self.console.aside("\n");
                Ok(())
            }
            Some(Line::Words) | None => Ok(()),
        }
    }
}
