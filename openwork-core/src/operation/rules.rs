//! What follows for an operation from what the catalogue says of it.

use super::{Access, Answer, Endpoint, Needs, Operation, Visitor};
use crate::error::ErrorKind;
use crate::model::file::FileBytes;
use crate::model::page::Nothing;

/// Tells the type of a row's body.
struct BodyOf;

impl Visitor for BodyOf {
    type Outcome = std::any::TypeId;
    fn visit<E: Endpoint>(self) -> std::any::TypeId {
        std::any::TypeId::of::<E::Body>()
    }
}

impl Operation {
    /// The area: the first word of the name.
    #[must_use]
    pub fn area(self) -> &'static str {
        self.name().split_once('.').map_or(self.name(), |(area, _)| area)
    }

    /// Whether its path names a workspace.
    #[must_use]
    pub fn of_workspace(self) -> bool {
        self.path().contains("{workspaceId}")
    }

    /// Whether it takes a body.
    #[must_use]
    pub fn takes_body(self) -> bool {
        self.visit(BodyOf) != std::any::TypeId::of::<Nothing>()
    }

    /// Whether its body is bytes as they are, of any size, which stream.
    #[must_use]
    pub fn takes_bytes(self) -> bool {
        self.visit(BodyOf) == std::any::TypeId::of::<FileBytes>()
    }

    /// The headers of a request that it minds, and what each is for.
    #[must_use]
    pub fn request_headers(self) -> &'static [(&'static str, &'static str)] {
        const UNCHANGED: (&str, &str) =
            ("If-None-Match", "Answer only if the file has not this revision, else 304: its `ETag`.");
        if self.answer() == Answer::Bytes {
            return &[
                ("Range", "Only these bytes, such as `bytes=0-99`, `bytes=100-` or `bytes=-100`."),
                ("If-Range", "The part only if the file still has this revision, else all of it."),
                UNCHANGED,
            ];
        }
        if self == Self::FilesWriteRaw {
            return &[
                ("If-Match", "Write only if the file has this revision, cheap or strong; `*` if it is there at all."),
                ("If-None-Match", "`*`: write only if there is no such file yet."),
            ];
        }
        if matches!(self, Self::ConfigPatch | Self::ConfigPutRaw) {
            return &[("If-Match", "Only if it still has this revision: the same as `ifMatch` in the body.")];
        }
        if self.answers_unchanged() { &[UNCHANGED] } else { &[] }
    }

    /// Whether it says, without a body, that what the client has is still so.
    #[must_use]
    pub fn answers_unchanged(self) -> bool {
        self.answer() == Answer::Bytes
            || matches!(self, Self::FilesReadText | Self::SkillsGet | Self::ConfigGet | Self::ConfigGetRaw)
    }

    /// Whether it answers only when an agent or a person is done, which may take long.
    #[must_use]
    pub fn waits_for_a_run(self) -> bool {
        matches!(
            self,
            Self::SessionsSendMessage
                | Self::SessionsCommand
                | Self::SessionsShell
                | Self::SessionsInit
                | Self::SessionsSummarize
                | Self::ProvidersFinishSignIn
        )
    }

    /// Whether a server that is stopping refuses it, as a conflict.
    #[must_use]
    pub fn stops_with_the_server(self) -> bool {
        !matches!(self, Self::SystemHealth | Self::OpenapiGet)
    }

    /// How many bytes its body may have.
    #[must_use]
    pub fn body_limit(self) -> usize {
        // the most that five million bytes of text can be as JSON, each a `\u0000`
        if matches!(self, Self::FilesWriteText | Self::SkillsUpsert | Self::CommandsUpsert) {
            return 32 << 20;
        }
        // 24 MB in base64, with their paths
        if self == Self::FileSessionsWriteBatch {
            return 32 << 20;
        }
        let prompts = matches!(self, Self::SessionsSendMessage | Self::SessionsPromptAsync | Self::SessionsCommand);
        if prompts { 32 << 20 } else { 8 << 20 }
    }

    /// Every way that it may fail.
    #[must_use]
    pub fn errors(self) -> Vec<ErrorKind> {
        // whoever may call it: a foreign `Host` or page is forbidden everything
        let mut errors = vec![ErrorKind::InvalidRequest, ErrorKind::Forbidden];
        if self.access() != Access::Open {
            errors.push(ErrorKind::Unauthorized);
        }
        if self.stops_with_the_server() {
            errors.push(ErrorKind::Conflict);
        }
        if self.path().contains('{') {
            errors.push(ErrorKind::NotFound);
        }
        if self.takes_body() {
            errors.extend([ErrorKind::TooLarge, ErrorKind::UnsupportedMediaType, ErrorKind::Unprocessable]);
        }
        if self.needs() == Needs::Engine {
            let engine =
                [ErrorKind::EngineError, ErrorKind::EngineUnavailable, ErrorKind::Starting, ErrorKind::Timeout];
            errors.extend(engine);
        }
        errors.push(ErrorKind::Internal);
        errors.extend(self.own_errors().iter().filter(|own| !errors.contains(own)).copied().collect::<Vec<_>>());
        errors
    }
}
