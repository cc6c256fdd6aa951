//! The OpenAPI 3.0.3 document: the catalogue, written down for other languages.
//!
//! It is made of the same rows and types that answer requests, is the same at every making, and lies in
//! `openapi/openwork.json`, where a test compares it.

use crate::openapi_frame::{headers, info, security_schemes, tags};
use crate::reply::{self, Failure, Success};
use crate::schema::{Schemas, plain};
use bytes::Bytes;
use okapi::openapi3 as oas;
use openwork_core::ErrorKind;
use openwork_core::operation::{Access, Answer, Endpoint, Operation, Visitor};
use schemars::schema::{InstanceType, SchemaObject};
use std::sync::LazyLock;

/// The document as it is committed: indented, with a newline at its end.
#[must_use]
pub fn document() -> String {
    let mut text = serde_json::to_string_pretty(&build()).unwrap_or_default();
    text.push('\n');
    text
}

/// The document as it is served, made when it is first asked for.
pub(crate) fn served() -> Bytes {
    static SERVED: LazyLock<Bytes> = LazyLock::new(|| serde_json::to_vec(&build()).unwrap_or_default().into());
    SERVED.clone()
}

fn build() -> oas::OpenApi {
    let mut schemas = Schemas::new();
    let mut paths: okapi::Map<String, oas::PathItem> = okapi::Map::new();
    for operation in Operation::ALL {
        let described = operation.visit(Describe(&mut schemas));
        *slot(paths.entry(operation.path().to_owned()).or_default(), *operation) = Some(described);
    }
    let responses =
        ErrorKind::ALL.iter().map(|kind| (response_name(*kind), problem(*kind, &mut schemas).into())).collect();
    oas::OpenApi {
        openapi: "3.0.3".to_owned(),
        info: info(),
        servers: vec![oas::Server {
            url: "http://127.0.0.1:3100".to_owned(),
            description: Some("Where it listens by default.".to_owned()),
            ..oas::Server::default()
        }],
        paths,
        tags: tags(),
        components: Some(oas::Components {
            responses,
            schemas: schemas.named(),
            headers: headers(),
            security_schemes: security_schemes(),
            ..oas::Components::default()
        }),
        ..oas::OpenApi::default()
    }
}

/// The place of an operation under its path.
fn slot(path: &mut oas::PathItem, operation: Operation) -> &mut Option<oas::Operation> {
    use openwork_core::operation::Method;
    match operation.method() {
        Method::Get => &mut path.get,
        Method::Post => &mut path.post,
        Method::Put => &mut path.put,
        Method::Patch => &mut path.patch,
        Method::Delete => &mut path.delete,
    }
}

/// Describes one row of the catalogue.
struct Describe<'a>(&'a mut Schemas);

impl Visitor for Describe<'_> {
    type Outcome = oas::Operation;

    fn visit<E: Endpoint>(self) -> oas::Operation {
        let (schemas, operation) = (self.0, E::OPERATION);
        let mut parameters = schemas.parameters::<E::Path>("path");
        parameters.extend(schemas.parameters::<E::Query>("query"));
        if operation.answer() == Answer::Stream {
            parameters.push(last_event_id().into());
        }
        parameters.extend(operation.request_headers().iter().map(|(name, purpose)| header(name, purpose).into()));
        let media = if operation.takes_bytes() { "application/octet-stream" } else { "application/json" };
        let body = operation.takes_body().then(|| oas::RequestBody {
            content: content(media, schemas.of::<E::Body>()),
            required: true,
            ..oas::RequestBody::default()
        });
        let mut described = oas::Operation {
            tags: vec![operation.area().to_owned()],
            summary: Some(operation.summary().to_owned()),
            description: Some(paragraph(operation.description())),
            operation_id: Some(operation.name().to_owned()),
            parameters,
            request_body: body.map(Into::into),
            responses: responses(operation, success::<E>(schemas)),
            security: Some(security(operation.access())),
            ..oas::Operation::default()
        };
        described.extensions.insert("x-openwork-access".to_owned(), access(operation.access()).into());
        let codes: Vec<_> = operation.errors().into_iter().map(ErrorKind::code).collect();
        described.extensions.insert("x-openwork-errors".to_owned(), codes.into());
        described
    }
}

/// The lines of a description as one paragraph.
fn paragraph(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The good answer.
fn success<E: Endpoint>(schemas: &mut Schemas) -> oas::Response {
    let (description, content) = match E::OPERATION.answer() {
        Answer::Value => ("The answer.", content("application/json", schemas.inline::<Success<'static, E::Output>>())),
        Answer::Bare => ("The document, without the envelope.", content("application/json", schemas.of::<E::Output>())),
        Answer::Text => ("The text, without the envelope.", content("text/plain", schemas.of::<E::Output>())),
        Answer::Bytes => {
            ("The bytes, without the envelope.", content("application/octet-stream", schemas.of::<E::Output>()))
        }
        Answer::Stream => {
            ("Events as they happen, one JSON value each.", content("text/event-stream", schemas.of::<E::Output>()))
        }
    };
    response(description.to_owned(), content)
}

/// Every status that an operation may answer with.
fn responses(operation: Operation, success: oas::Response) -> oas::Responses {
    let mut responses = oas::Responses::default();
    if operation.answer() == Answer::Bytes {
        let part = oas::Response { description: "The part that was asked for.".to_owned(), ..success.clone() };
        responses.responses.insert("206".to_owned(), part.into());
        let reference = format!("#/components/responses/{}", response_name(ErrorKind::InvalidRequest));
        responses.responses.insert("416".to_owned(), oas::RefOr::Ref(oas::Ref { reference }));
    }
    if operation.answers_unchanged() {
        let unchanged = response("It has not changed; there is no body.".to_owned(), okapi::Map::new());
        responses.responses.insert("304".to_owned(), unchanged.into());
    }
    responses.responses.insert("200".to_owned(), success.into());
    for kind in operation.errors() {
        let reference = format!("#/components/responses/{}", response_name(kind));
        responses.responses.insert(reply::status(kind).as_str().to_owned(), oas::RefOr::Ref(oas::Ref { reference }));
    }
    responses.responses.sort_keys();
    responses
}

/// A failure's status in words, without the blanks: kinds that share a status share a response.
fn response_name(kind: ErrorKind) -> String {
    reply::status(kind).canonical_reason().unwrap_or_default().replace([' ', '-'], "")
}

fn problem(kind: ErrorKind, schemas: &mut Schemas) -> oas::Response {
    let same = ErrorKind::ALL.iter().filter(|other| reply::status(**other) == reply::status(kind));
    let codes: Vec<_> = same.map(|kind| format!("`{}`", kind.code())).collect();
    response(
        format!("It failed: {}.", codes.join(" or ")),
        content("application/json", schemas.of::<Failure<'static>>()),
    )
}

fn response(description: String, content: okapi::Map<String, oas::MediaType>) -> oas::Response {
    let header = |name: &str| oas::RefOr::Ref(oas::Ref { reference: format!("#/components/headers/{name}") });
    let names = ["X-Request-Id", "X-OpenWork-Server"];
    let headers = names.into_iter().map(|name| (name.to_owned(), header(name))).collect();
    oas::Response { description, content, headers, ..oas::Response::default() }
}

fn header(name: &str, purpose: &str) -> oas::Parameter {
    let text = SchemaObject { instance_type: Some(InstanceType::String.into()), ..SchemaObject::default() };
    oas::Parameter { description: Some(purpose.to_owned()), ..plain("header", name, text) }
}

fn last_event_id() -> oas::Parameter {
    let number = SchemaObject {
        instance_type: Some(InstanceType::Integer.into()),
        format: Some("int64".to_owned()),
        number: Some(Box::new(schemars::schema::NumberValidation { minimum: Some(0.0), ..Default::default() })),
        ..SchemaObject::default()
    };
    let description =
        "Go on after this `seq`; wins over `after`. Clients that come back send it by themselves.".to_owned();
    oas::Parameter { description: Some(description), ..plain("header", "Last-Event-ID", number) }
}

fn content(media: &str, schema: SchemaObject) -> okapi::Map<String, oas::MediaType> {
    okapi::map! { media.to_owned() => oas::MediaType { schema: Some(schema), ..oas::MediaType::default() } }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::Read => "read",
        Access::Write => "write",
        Access::Host => "host",
    }
}

fn security(access: Access) -> Vec<oas::SecurityRequirement> {
    match access {
        Access::Open => Vec::new(),
        Access::Read | Access::Write | Access::Host => {
            ["token", "hostToken"].into_iter().map(|name| okapi::map! { name.to_owned() => Vec::new() }).collect()
        }
    }
}

#[cfg(test)]
#[path = "openapi_tests.rs"]
mod tests;
