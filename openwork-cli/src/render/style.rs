//! The few colours there are, each with its meaning.

use anstyle::{AnsiColor, Style};
use comfy_table::{Attribute, Cell, Color};

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    Plain,
    /// It works.
    Good,
    /// It is on its way, or needs a look.
    Wait,
    /// It does not work.
    Bad,
    /// Of less importance.
    Dim,
}

impl Tone {
    /// Text in this tone.
    pub(crate) fn paint(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Good => painted(AnsiColor::Green.on_default(), text),
            Self::Wait => painted(AnsiColor::Yellow.on_default(), text),
            Self::Bad => painted(AnsiColor::Red.on_default(), text),
            Self::Dim => dim(text),
        }
    }

    /// A table's cell in this tone.
    pub(super) fn cell(self, text: &str) -> Cell {
        let cell = Cell::new(text);
        match self {
            Self::Plain => cell,
            Self::Good => cell.fg(Color::Green),
            Self::Wait => cell.fg(Color::Yellow),
            Self::Bad => cell.fg(Color::Red),
            Self::Dim => cell.add_attribute(Attribute::Dim),
        }
    }
}

/// Of less importance.
pub(crate) fn dim(text: &str) -> String {
    painted(Style::new().dimmed(), text)
}

/// A title.
pub(crate) fn bold(text: &str) -> String {
    painted(Style::new().bold(), text)
}

/// A failure.
pub(crate) fn bad(text: &str) -> String {
    painted(AnsiColor::Red.on_default().bold(), text)
}

/// What an agent does.
pub(crate) fn action(text: &str) -> String {
    painted(AnsiColor::Cyan.on_default(), text)
}

/// What a person should answer.
pub(crate) fn question(text: &str) -> String {
    painted(AnsiColor::Yellow.on_default().bold(), text)
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
