//! From a method and a path to an operation: a reading of the catalogue.

use crate::words;
use matchit::Router;
use openwork_core::Result;
use openwork_core::operation::{Method, Operation};

/// The routes of the catalogue; each path with the operations of its methods.
pub(crate) struct Routes(Router<Vec<Operation>>);

/// What a method and a path lead to.
#[derive(Debug)]
pub(crate) enum Found {
    /// An operation, with the variables of its path.
    Operation(Operation, Vec<(String, String)>),
    /// Only other methods: these.
    OtherMethods(String),
    /// Nothing.
    Nothing,
}

impl Routes {
    /// Every route of the catalogue.
    pub(crate) fn new() -> Self {
        let mut paths: Vec<(&str, Vec<Operation>)> = Vec::new();
        for operation in Operation::ALL {
            match paths.iter_mut().find(|(path, _)| *path == operation.path()) {
                Some((_, operations)) => operations.push(*operation),
                None => paths.push((operation.path(), vec![*operation])),
            }
        }
        let mut router = Router::new();
        for (path, operations) in paths {
            if let Err(error) = router.insert(path, operations) {
                // The catalogue is constant, and a test resolves every route of it.
                tracing::error!(%error, path, "a route of the catalogue cannot be told from another");
            }
        }
        Self(router)
    }

    /// The operation of a request.
    pub(crate) fn find(&self, method: &http::Method, path: &str) -> Result<Found> {
        let Ok(place) = self.0.at(path) else { return Ok(Found::Nothing) };
        let Some(operation) = place.value.iter().find(|operation| serves(**operation, method)) else {
            return Ok(Found::OtherMethods(allowed(place.value)));
        };
        let variables = place.params.iter().map(|(name, raw)| Ok((name.to_owned(), words::decode(raw)?)));
        Ok(Found::Operation(*operation, variables.collect::<Result<_>>()?))
    }
}

/// The method as HTTP spells it.
pub(crate) fn spelled(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// Whether a method leads to an operation; `HEAD` goes wherever `GET` does.
fn serves(operation: Operation, method: &http::Method) -> bool {
    let wanted = if method == http::Method::HEAD { &http::Method::GET } else { method };
    spelled(operation.method()) == *wanted
}

fn allowed(operations: &[Operation]) -> String {
    let mut methods = Vec::new();
    for operation in operations {
        methods.push(spelled(operation.method()).to_string());
        if operation.method() == Method::Get {
            methods.push("HEAD".to_owned());
        }
    }
    methods.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &http::Method, path: &str) -> Option<Operation> {
        match Routes::new().find(method, path).unwrap() {
            Found::Operation(operation, _) => Some(operation),
            Found::OtherMethods(_) | Found::Nothing => None,
        }
    }

    #[test]
    fn every_operation_is_found_at_its_own_route() {
        for operation in Operation::ALL {
            let path = operation.path().replace(['{', '}'], "");
            assert_eq!(found(&spelled(operation.method()), &path), Some(*operation), "{}", operation.name());
        }
    }

    #[test]
    fn a_literal_beats_a_variable() {
        assert_eq!(found(&http::Method::POST, "/workspaces/local"), Some(Operation::WorkspacesCreateLocal));
        assert_eq!(found(&http::Method::GET, "/workspaces/locals"), Some(Operation::WorkspacesGet));
        assert_eq!(found(&http::Method::GET, "/workspaces/w/sessions/status"), Some(Operation::SessionsStatuses));
    }

    #[test]
    fn head_goes_where_get_does_and_other_methods_are_named() {
        assert_eq!(found(&http::Method::HEAD, "/system/health"), Some(Operation::SystemHealth));
        let routes = Routes::new();
        let Found::OtherMethods(allow) = routes.find(&http::Method::PUT, "/system/tokens").unwrap() else {
            panic!("PUT /system/tokens leads somewhere");
        };
        assert_eq!(allow, "GET, HEAD, POST");
        assert!(matches!(routes.find(&http::Method::GET, "/workspaces/"), Ok(Found::Nothing)));
    }

    #[test]
    fn variables_are_decoded_once() {
        let routes = Routes::new();
        let Found::Operation(_, variables) = routes.find(&http::Method::GET, "/workspaces/a%2Fb%2520").unwrap() else {
            panic!("no such route");
        };
        assert_eq!(variables, [("workspaceId".to_owned(), "a/b%20".to_owned())]);
        assert!(routes.find(&http::Method::GET, "/workspaces/%ff").is_err());
    }
}
