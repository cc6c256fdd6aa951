//! What follows for an operation from what the catalogue says of it.

use super::{Access, Endpoint, Needs, Operation, Visitor};
use crate::error::ErrorKind;
use crate::model::page::Nothing;

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
        struct Takes;
        impl Visitor for Takes {
            type Outcome = bool;
            fn visit<E: Endpoint>(self) -> bool {
                std::any::TypeId::of::<E::Body>() != std::any::TypeId::of::<Nothing>()
            }
        }
        self.visit(Takes)
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
