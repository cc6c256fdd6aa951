//! A server as the bearer of a token has it.

use crate::host::Host;
use crate::{
    ArtifactsArea, AsksArea, AuditArea, BundlesArea, CloudArea, CommandsArea, ConfigArea, EngineArea, EnvironmentArea,
    EventsArea, FileSessionsArea, FilesArea, InboxArea, ManagedArea, McpArea, MigrationArea, PluginsArea,
    ProvidersArea, RouterArea, RuntimeArea, SessionsArea, SkillsArea, SystemArea, TokensArea, WorkspacesArea,
};
use openwork_core::Caller;
use std::sync::Arc;

/// A server for the bearer of a token. It cannot be shut down through this, unless the token is a host's.
#[derive(Debug, uniffi::Object)]
pub struct OpenWorkClient {
    host: Arc<Host>,
    caller: Caller,
}

impl OpenWorkClient {
    /// The server on behalf of a caller.
    pub(crate) fn new(host: Arc<Host>, caller: Caller) -> Self {
        Self { host, caller }
    }
}

/// The areas of the contract, for an object that has `host` and `caller`.
macro_rules! areas {
    ($object:ident) => {
        $crate::client::areas! { $object:
            "The server itself." system: SystemArea,
            "The programs that the server runs." runtime: RuntimeArea,
            "The engine's variables." environment: EnvironmentArea,
            "The sign-in to an account." cloud: CloudArea,
            "The import of what older OpenWork left behind." migration: MigrationArea,
            "Records of what was done." audit: AuditArea,
            "Lasting tokens." tokens: TokensArea,
            "Workspaces." workspaces: WorkspacesArea,
            "What happens in workspaces." events: EventsArea,
            "The files of workspaces." files: FilesArea,
            "File sessions." file_sessions: FileSessionsArea,
            "What people hand into workspaces." inbox: InboxArea,
            "What agents hand out of workspaces." artifacts: ArtifactsArea,
            "The configuration of workspaces." config: ConfigArea,
            "The skills of workspaces." skills: SkillsArea,
            "The commands in files of workspaces." commands: CommandsArea,
            "The MCP servers of workspaces." mcp: McpArea,
            "The plugins of workspaces." plugins: PluginsArea,
            "What is managed for workspaces." managed: ManagedArea,
            "Sessions." sessions: SessionsArea,
            "What agents ask." asks: AsksArea,
            "The engine as a workspace sees it." engine: EngineArea,
            "Access to providers of models." providers: ProvidersArea,
            "What workspaces give to others and take from them." bundles: BundlesArea,
            "The messaging router." router: RouterArea,
        }
    };
    ($object:ident: $($doc:literal $area:ident: $kind:ident,)*) => {
        #[uniffi::export]
        impl $object { $(
            #[doc = $doc]
            #[must_use]
            pub fn $area(&self) -> std::sync::Arc<$kind> {
                let area = self.host.server.$area(&self.caller);
                std::sync::Arc::new($kind($crate::host::Bound::new(std::sync::Arc::clone(&self.host), area)))
            }
        )* }
    };
}
pub(crate) use areas;

areas!(OpenWorkClient);
