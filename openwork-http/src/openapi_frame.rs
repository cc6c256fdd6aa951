//! What the document says before and behind its operations: what this is, its areas, its headers, its tokens.

use crate::schema::of_schema;
use okapi::openapi3 as oas;
use openwork_core::operation::Operation;
use schemars::schema::{InstanceType, SchemaObject};

const DESCRIPTION: &str = "\
Workspaces, sessions and the supervised OpenCode engine.

Every answer but an event stream, the bytes of a file, the metrics and this document is `{\"ok\":true,\"data\":…,\"meta\":{\"requestId\",\"timestamp\"}}`, and every \
failure, whatever its status, `{\"ok\":false,\"error\":{\"code\",\"message\",\"requestId\",\"details\"?}}`. A field that is absent \
means none; nothing is `null`. A client's `X-Request-Id` is kept and answered.";

/// What this is.
pub(crate) fn info() -> oas::Info {
    oas::Info {
        title: "OpenWork Server".to_owned(),
        description: Some(DESCRIPTION.to_owned()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        license: Some(oas::License { name: env!("CARGO_PKG_LICENSE").to_owned(), ..oas::License::default() }),
        ..oas::Info::default()
    }
}

/// The areas, in the order of the catalogue.
pub(crate) fn tags() -> Vec<oas::Tag> {
    let mut tags: Vec<oas::Tag> = Vec::new();
    for area in Operation::ALL.iter().map(|operation| operation.area()) {
        if tags.iter().all(|tag| tag.name != area) {
            let description = area_description(area).map(str::to_owned);
            tags.push(oas::Tag { name: area.to_owned(), description, ..oas::Tag::default() });
        }
    }
    tags
}

/// What an area is about; a test asks for each.
fn area_description(area: &str) -> Option<&'static str> {
    Some(match area {
        "root" => "The front page.",
        "openapi" => "The contract.",
        "system" => "The server itself: how it is, what it can do, its end.",
        "runtime" => "The programs that the server runs.",
        "environment" => "Variables that the engine is given.",
        "cloud" => "The sign-in to an account.",
        "migration" => "What older OpenWork left behind, and its import.",
        "audit" => "Records of what was done.",
        "tokens" => "Lasting tokens.",
        "workspaces" => "Folders that agents work in.",
        "files" => "The files of a workspace. Every path is relative to it, and nothing outside is reached.",
        "fileSessions" => "The catalog of a workspace's files, and many of them read, written and moved at once.",
        "inbox" => "What people hand into a workspace.",
        "artifacts" => "What agents hand out of a workspace.",
        "config" => "The configuration of a workspace: what is set, what holds, and which file says so.",
        "skills" => "Instructions that agents of a workspace read when they need them.",
        "commands" => "Prompts with a name, in files of a workspace.",
        "mcp" => "MCP servers of a workspace.",
        "plugins" => "Plugins of OpenCode in a workspace.",
        "managed" => "What is managed for several workspaces, by kind.",
        "events" => "What happens in a workspace, as it happens.",
        "sessions" => "Conversations with an agent.",
        "asks" => "What agents ask before they go on.",
        "engine" => "OpenCode as a workspace sees it.",
        "providers" => "Keys of and sign-ins to providers of models.",
        "bundles" => "What workspaces give to others and take from them.",
        "router" => "The messaging router: bots, and whom they speak with.",
        _ => return None,
    })
}

/// The headers that every answer has.
pub(crate) fn headers() -> okapi::Map<String, oas::RefOr<oas::Header>> {
    let header = |description: &str| oas::Header {
        description: Some(description.to_owned()),
        required: true,
        deprecated: false,
        allow_empty_value: false,
        value: of_schema(SchemaObject { instance_type: Some(InstanceType::String.into()), ..SchemaObject::default() }),
        extensions: okapi::Map::new(),
    };
    okapi::map! {
        "X-Request-Id".to_owned() => header("Names the request: the client's own name for it, or one made here.").into(),
        "X-OpenWork-Server".to_owned() => header("The version of the server that answered.").into(),
    }
}

/// The two ways to send a token.
pub(crate) fn security_schemes() -> okapi::Map<String, oas::RefOr<oas::SecurityScheme>> {
    let scheme = |description: &str, data| oas::SecurityScheme {
        description: Some(description.to_owned()),
        data,
        extensions: okapi::Map::new(),
    };
    let bearer = oas::SecuritySchemeData::Http { scheme: "bearer".to_owned(), bearer_format: None };
    let header =
        oas::SecuritySchemeData::ApiKey { name: "X-OpenWork-Host-Token".to_owned(), location: "header".to_owned() };
    okapi::map! {
        "token".to_owned() => scheme("A lasting token, or the host token of the run.", bearer).into(),
        "hostToken".to_owned() => scheme("The same in a header of its own.", header).into(),
    }
}
