//! What HTTP offers: for every operation of the catalogue, the handler that answers it.
//!
//! The match is exhaustive, and each row's types are those of the catalogue: an operation that is not answered here, or is
//! answered by another's handler, does not compile.

use crate::extract::{Call, Exchange};
use crate::routes::{
    asks, audit, bundles, cloud, commands, config, engine, environment, events, exchange, file_sessions, files,
    managed, mcp, migration, plugins, providers, root, router, runtime, sessions, skills, system, tokens, workspaces,
};
use crate::sse::EventBody;
use crate::{Body, conditional, reply};
use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body_util::BodyExt;
use openwork_core::model::config::{RawConfig, WorkspaceConfig};
use openwork_core::model::file::{FileRevision, FileText};
use openwork_core::model::skill::SkillText;
use openwork_core::model::system::MetricsText;
use openwork_core::operation::{Endpoint, Operation, endpoint};
use openwork_core::{Download, EventStream, Numbered, OpenFile, Result};
use std::pin::Pin;

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>>> + Send>>;

macro_rules! offers {
    ($($name:ident $form:ident $handler:path;)*) => {
        /// Answers a request for an operation.
        pub(crate) fn answer(operation: Operation, exchange: Exchange) -> Answering {
            match operation {
                $(Operation::$name => Box::pin($form::<endpoint::$name, _>(exchange, $handler)),)*
            }
        }
    };
}

offers! {
    RootGet value root::get;
    OpenapiGet bare root::openapi;

    SystemHealth value system::health;
    SystemMeta value system::meta;
    SystemCapabilities value system::capabilities;
    SystemStatus value system::status;
    SystemMetrics text system::metrics;
    SystemLogs value system::logs;
    SystemEvents stream system::events;
    SystemShutdown value system::shutdown;

    RuntimeSummary value runtime::summary;
    RuntimeVersions value runtime::versions;
    RuntimeUpgrade value runtime::upgrade;
    RuntimeOpencodeHealth value runtime::opencode_health;
    RuntimeRouterHealth value runtime::router_health;
    RuntimeRestart value runtime::restart;
    RuntimeOutput value runtime::output;

    EnvironmentList value environment::list;
    EnvironmentSet value environment::set;
    EnvironmentUnset value environment::unset;

    CloudGet value cloud::get;
    CloudPut value cloud::put;
    CloudDelete value cloud::delete;

    MigrationStatus value migration::status;
    MigrationPlan value migration::plan;
    MigrationRun value migration::run;
    MigrationUndo value migration::undo;

    AuditList value audit::list;

    TokensList value tokens::list;
    TokensCreate value tokens::create;
    TokensRevoke value tokens::revoke;

    WorkspacesList value workspaces::list;
    WorkspacesGet value workspaces::get;
    WorkspacesCreateLocal value workspaces::create_local;
    WorkspacesRename value workspaces::rename;
    WorkspacesRelink value workspaces::relink;
    WorkspacesActivate value workspaces::activate;
    WorkspacesReload value workspaces::reload;
    WorkspacesReloadEvents value workspaces::reload_events;
    WorkspacesDispose value workspaces::dispose;
    WorkspacesDelete value workspaces::delete;

    FilesList value files::list;
    FilesStat value files::stat;
    FilesReadRaw file files::read_raw;
    FilesWriteRaw value files::write_raw;
    FilesReadText tagged files::read_text;
    FilesWriteText value files::write_text;
    FilesSearch value files::search;
    FilesFind value files::find;

    FileSessionsCreate value file_sessions::create;
    FileSessionsRenew value file_sessions::renew;
    FileSessionsClose value file_sessions::close;
    FileSessionsSnapshot value file_sessions::snapshot;
    FileSessionsEvents value file_sessions::events;
    FileSessionsReadBatch value file_sessions::read_batch;
    FileSessionsWriteBatch value file_sessions::write_batch;
    FileSessionsOperations value file_sessions::operations;

    InboxList value exchange::inbox;
    InboxUpload value exchange::upload;
    InboxDownload attachment exchange::inbox_file;
    ArtifactsList value exchange::artifacts;
    ArtifactsDownload attachment exchange::artifact;
    ConfigGet tagged config::get;
    ConfigPatch value config::patch;
    ConfigGetRaw tagged config::get_raw;
    ConfigPutRaw value config::put_raw;
    ConfigValidate value config::validate;

    SkillsList value skills::list;
    SkillsGet tagged skills::get;
    SkillsUpsert value skills::upsert;
    SkillsRemove value skills::remove;
    SkillsListHub value skills::list_hub;
    SkillsInstallFromHub value skills::install_from_hub;

    CommandsList value commands::list;
    CommandsUpsert value commands::upsert;
    CommandsRemove value commands::remove;

    McpList value mcp::list;
    McpAdd value mcp::add;
    McpRemove value mcp::remove;
    McpSetEnabled value mcp::set_enabled;
    McpStartAuth value mcp::start_auth;
    McpFinishAuth value mcp::finish_auth;
    McpRemoveAuth value mcp::remove_auth;

    PluginsList value plugins::list;
    PluginsAdd value plugins::add;
    PluginsRemove value plugins::remove;

    ManagedList value managed::list;
    ManagedCreate value managed::create;
    ManagedUpdate value managed::update;
    ManagedDelete value managed::delete;
    ManagedAssign value managed::assign;

    EventsWatch stream events::watch;

    SessionsList value sessions::list;
    SessionsCreate value sessions::create;
    SessionsStatuses value sessions::statuses;
    SessionsGet value sessions::get;
    SessionsUpdate value sessions::update;
    SessionsDelete value sessions::delete;
    SessionsStatus value sessions::status;
    SessionsSnapshot value sessions::snapshot;
    SessionsTodo value sessions::todo;
    SessionsChildren value sessions::children;
    SessionsDiff value sessions::diff;
    SessionsListMessages value sessions::list_messages;
    SessionsGetMessage value sessions::get_message;
    SessionsSendMessage value sessions::send_message;
    SessionsPromptAsync value sessions::prompt_async;
    SessionsCommand value sessions::command;
    SessionsShell value sessions::shell;
    SessionsDeleteMessage value sessions::delete_message;
    SessionsUpdatePart value sessions::update_part;
    SessionsDeletePart value sessions::delete_part;
    SessionsInit value sessions::init;
    SessionsFork value sessions::fork;
    SessionsSummarize value sessions::summarize;
    SessionsRevert value sessions::revert;
    SessionsUnrevert value sessions::unrevert;
    SessionsShare value sessions::share;
    SessionsUnshare value sessions::unshare;
    SessionsAbort value sessions::abort;

    AsksListPermissions value asks::list_permissions;
    AsksReplyPermission value asks::reply_permission;
    AsksListQuestions value asks::list_questions;
    AsksReplyQuestion value asks::reply_question;
    AsksRejectQuestion value asks::reject_question;

    EngineProject value engine::project;
    EngineAgents value engine::agents;
    EngineCommands value engine::commands;
    EngineProviders value engine::providers;
    EngineTools value engine::tools;
    EngineMcpStatus value engine::mcp_status;

    ProvidersSetKey value providers::set_key;
    ProvidersRemoveKey value providers::remove_key;
    ProvidersStartSignIn value providers::start_sign_in;
    ProvidersFinishSignIn value providers::finish_sign_in;

    BundlesPublish value bundles::publish;
    BundlesFetch value bundles::fetch;
    BundlesExport value bundles::export;
    BundlesPreviewImport value bundles::preview_import;
    BundlesImport value bundles::import;

    RouterHealth value router::health;
    RouterApply value router::apply;
    RouterListIdentities value router::list_identities;
    RouterUpsertIdentity value router::upsert_identity;
    RouterRemoveIdentity value router::remove_identity;
    RouterListBindings value router::list_bindings;
    RouterSetBinding value router::set_binding;
    RouterRemoveBinding value router::remove_binding;
    RouterSend value router::send;
}

/// One value, in the envelope.
async fn value<E: Endpoint, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    F: Future<Output = Result<E::Output>>,
{
    let request_id = exchange.request_id.clone();
    reply::value(&handler(exchange.call()?).await?, &request_id)
}

/// A value that has a revision.
trait Revised {
    /// It; none of what is not there.
    fn revised(&self) -> Option<&FileRevision>;
}

impl Revised for FileText {
    fn revised(&self) -> Option<&FileRevision> {
        Some(&self.revision)
    }
}

impl Revised for SkillText {
    fn revised(&self) -> Option<&FileRevision> {
        Some(&self.revision)
    }
}

impl Revised for WorkspaceConfig {
    fn revised(&self) -> Option<&FileRevision> {
        Some(&self.revision)
    }
}

impl Revised for RawConfig {
    fn revised(&self) -> Option<&FileRevision> {
        self.revision.as_ref()
    }
}

/// One value with its revision, in the envelope; nothing where the client has it.
async fn tagged<E, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    E: Endpoint<Output: Revised>,
    F: Future<Output = Result<E::Output>>,
{
    let (request_id, headers) = (exchange.request_id.clone(), exchange.headers.clone());
    let value = handler(exchange.call()?).await?;
    let Some(revision) = value.revised() else { return reply::value(&value, &request_id) };
    if conditional::has_it(&headers, revision.as_str()) {
        return Ok(reply::unchanged(revision.as_str()));
    }
    Ok(reply::tagged(reply::value(&value, &request_id)?, revision.as_str()))
}

/// The bytes of a file: all, a part, or none where the client has them.
async fn file<E: Endpoint, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    F: Future<Output = Result<OpenFile>>,
{
    let (request_id, headers) = (exchange.request_id.clone(), exchange.headers.clone());
    Ok(bytes(handler(exchange.call()?).await?, &request_id, &headers))
}

/// The same of one that is to be kept under its name.
async fn attachment<E: Endpoint, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    F: Future<Output = Result<Download>>,
{
    let (request_id, headers) = (exchange.request_id.clone(), exchange.headers.clone());
    let Download { file, name } = handler(exchange.call()?).await?;
    Ok(reply::named(bytes(file, &request_id, &headers), &name))
}

fn bytes(file: OpenFile, request_id: &str, headers: &HeaderMap) -> Response<Body> {
    let revision = file.revision.as_str().to_owned();
    if conditional::has_it(headers, &revision) {
        return reply::unchanged(&revision);
    }
    let part = conditional::part(headers, &revision, file.size);
    reply::tagged(reply::file(file, part, request_id), &revision)
}

/// JSON text, without the envelope.
async fn bare<E: Endpoint, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    F: Future<Output = Result<Bytes>>,
{
    Ok(reply::bare(handler(exchange.call()?).await?))
}

/// Text, without the envelope.
async fn text<E, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    E: Endpoint<Output = MetricsText>,
    F: Future<Output = Result<MetricsText>>,
{
    Ok(reply::text(handler(exchange.call()?).await?.0))
}

/// Events as they come.
async fn stream<E, F>(exchange: Exchange, handler: impl FnOnce(Call<E>) -> F) -> Result<Response<Body>>
where
    E: Endpoint<Output: Numbered>,
    F: Future<Output = Result<EventStream<E::Output>>>,
{
    let heartbeat = exchange.heartbeat;
    let events = handler(exchange.call()?).await?;
    Ok(reply::stream(EventBody::new(events, heartbeat).map_err(|never| match never {}).boxed_unsync()))
}
