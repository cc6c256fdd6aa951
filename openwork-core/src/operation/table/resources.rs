//! Rows of what makes agents able: skills, commands, MCP servers, plugins, and what is managed of all kinds.

#[rustfmt::skip]
macro_rules! resources_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// What OpenCode would see of the workspace, and the user's own for all workspaces, by name. A file that it passes over is
    /// listed with its `fault`, and spoils nothing. What lies in folders above the workspace, or is named by a configuration,
    /// is not among them; `engine.commands` says what OpenCode sees now.
    SkillsList "skills.list" Get "/workspaces/{workspaceId}/skills" Read Server Value (OneWorkspace, Nothing, Nothing) -> SkillList,
        "Lists the skills of a workspace.";
    /// The text of its file too. Where several have this name it is one of the workspace, and one without a fault first. `ETag` is
    /// the revision.
    SkillsGet "skills.get" Get "/workspaces/{workspaceId}/skills/{name}" Read Server Value (OneResource, Nothing, Nothing) -> SkillText,
        "Reads a skill.", may fail with Unprocessable TooLarge UnsupportedMediaType;
    /// A new one goes to `.opencode/skills/<name>/SKILL.md`; one that the workspace has already is written where it lies. The text
    /// stays as it is given, but for the `name`, and what `description` and `trigger` say, in its front matter; without front
    /// matter it goes under the one that the file has, or one is made. A skill without a description, or with a head that OpenCode could not read, is `unprocessable`. A name
    /// that differs from another in capitals alone, and a file that belongs to another skill, is a `conflict`.
    SkillsUpsert "skills.upsert" Post "/workspaces/{workspaceId}/skills" Write Server Value (OneWorkspace, Nothing, UpsertSkill) -> WrittenSkill,
        "Puts a skill in place.";
    /// Its file, and its folder where nothing else is in it. `stillDefinedBy` names what else has the name: then it is not gone.
    /// The user's own skills are not removed from a workspace, that is a `conflict`.
    SkillsRemove "skills.remove" Delete "/workspaces/{workspaceId}/skills/{name}" Write Server Value (OneResource, RemoveResource, Nothing) -> RemovedResource,
        "Removes a skill.", may fail with Unprocessable;
    /// Those of the hub that this server is set up with, by name: each folder with a `SKILL.md`. One that cannot be installed is
    /// listed with its `fault`. The hub is asked anew with each call, in one request whose redirects are not followed. Without a
    /// hub it is a `conflict`; one that cannot be used is a `remote_error`.
    SkillsListHub "skills.listHub" Get "/hub/skills" Read Server Value (Nothing, Nothing, Nothing) -> HubSkillList,
        "Lists the skills of the hub.", may fail with RemoteError Timeout;
    /// All its files go to `.opencode/skills/<name>/` in one step, or none; none can be run as a program. Another skill there is a
    /// `conflict`, or goes with its folder where `existing` is `replace`; one elsewhere in the workspace that has the name is a
    /// `conflict`. A skill that OpenCode could not read, or that holds links, is `unprocessable`. OpenCode sees it after a reload.
    SkillsInstallFromHub "skills.installFromHub" Post "/workspaces/{workspaceId}/skills/hub/{name}" Write Server Value (OneHubSkill, Nothing, InstallHubSkill) -> InstalledSkill,
        "Installs a skill of the hub.", may fail with RemoteError Timeout;

    /// Those in files: of the workspace, and the user's own for all workspaces, by name. What a configuration defines, and what
    /// skills and MCP servers bring, is in `engine.commands` only. A file with a `fault` spoils nothing here; to OpenCode a field
    /// of the wrong kind spoils the whole workspace.
    CommandsList "commands.list" Get "/workspaces/{workspaceId}/commands" Read Server Value (OneWorkspace, Nothing, Nothing) -> DefinedCommandList,
        "Lists the commands in files of a workspace.";
    /// A new one goes to `.opencode/commands/<name>.md`; one that the workspace has already is written where it lies, and what
    /// this contract does not name of its head stays, remarks too. A name that differs from another in capitals alone, and a file
    /// that belongs to another command, is a `conflict`.
    CommandsUpsert "commands.upsert" Post "/workspaces/{workspaceId}/commands" Write Server Value (OneWorkspace, Nothing, UpsertCommand) -> WrittenCommand,
        "Puts a command in place.";
    /// Its file. `stillDefinedBy` names what else has the name: then it is not gone. The user's own commands are not removed from
    /// a workspace, that is a `conflict`.
    CommandsRemove "commands.remove" Delete "/workspaces/{workspaceId}/commands/{name}" Write Server Value (OneResource, RemoveResource, Nothing) -> RemovedResource,
        "Removes a command.", may fail with Unprocessable;

    /// What the files of the workspace define, all layers together, by name. Headers and values of the environment are not shown.
    /// What the user defines for all workspaces is not among them; `engine.mcpStatus` says what OpenCode has and whether it is
    /// connected.
    McpList "mcp.list" Get "/workspaces/{workspaceId}/mcp" Read Server Value (OneWorkspace, Nothing, Nothing) -> McpServerList,
        "Lists the MCP servers of a workspace.";
    /// For this workspace and no other. One of the name that was added so is put in its place; secrets that its configuration does
    /// not name stay. A name that somebody defined by hand in the managed layer, or that several workspaces share, is a `conflict`.
    /// OpenCode sees it after a reload.
    McpAdd "mcp.add" Post "/workspaces/{workspaceId}/mcp" Write Server Value (OneWorkspace, Nothing, AddMcp) -> WrittenMcp,
        "Adds an MCP server to a workspace.";
    /// From this workspace; others that have it keep it. `stillDefinedBy` names the files that define one of that name: then it is
    /// not gone. One that was defined by hand is a `conflict` that names its file.
    McpRemove "mcp.remove" Delete "/workspaces/{workspaceId}/mcp/{name}" Write Server Value (OneResource, Nothing, Nothing) -> RemovedResource,
        "Removes an MCP server from a workspace.";
    /// In this workspace; in others that have it, it stays as it is.
    McpSetEnabled "mcp.setEnabled" Put "/workspaces/{workspaceId}/mcp/{name}/enabled" Write Server Value (OneResource, Nothing, SetMcpEnabled) -> WrittenMcp,
        "Switches an MCP server of a workspace on or off.";
    /// Answers where to send the person, for a server that `engine.mcpStatus` says `needs_auth` of, or to sign in anew. OpenCode
    /// does it and keeps what comes of it; this server keeps none of it. Afterwards the person's browser is sent on to the
    /// `redirectUri` of the server's configuration; without one to an address of their own machine that shows a failure, and
    /// that is none: `code` and `state` of that address end the sign-in, with `mcp.finishAuth`. A reload of any workspace ends
    /// it too.
    McpStartAuth "mcp.startAuth" Post "/workspaces/{workspaceId}/mcp/{name}/auth" Write Engine Value (OneResource, Nothing, Nothing) -> StartedMcpAuth,
        "Begins to sign in to an MCP server.";
    /// The one that was begun last in this workspace; without one it is a `conflict`. A code that is refused is `unprocessable`,
    /// and so is the `state` of another sign-in.
    /// Answers how the server is then, as `engine.mcpStatus` does. OpenCode keeps the sign-in by the server's name and address:
    /// other workspaces that have the same have it after a reload.
    McpFinishAuth "mcp.finishAuth" Post "/workspaces/{workspaceId}/mcp/{name}/auth/finish" Write Engine Value (OneResource, Nothing, FinishMcpAuth) -> McpStatus,
        "Ends signing in to an MCP server.";
    /// OpenCode forgets what a sign-in to a server of this name left, for all workspaces, and ends its connection in this one;
    /// others that are connected stay so until their reload. Answers how the server is then.
    McpRemoveAuth "mcp.removeAuth" Delete "/workspaces/{workspaceId}/mcp/{name}/auth" Write Engine Value (OneResource, Nothing, Nothing) -> McpStatus,
        "Has OpenCode forget a sign-in to an MCP server.";

    /// Those that configurations of the workspace name, from the weakest on, and those that are files of it.
    PluginsList "plugins.list" Get "/workspaces/{workspaceId}/plugins" Read Server Value (OneWorkspace, Nothing, Nothing) -> PluginList,
        "Lists the plugins of a workspace.";
    /// For this workspace and no other. One that is named already, with another version perhaps, is a `conflict` that names the
    /// file. OpenCode loads it after a reload, and packages only where it may install them.
    PluginsAdd "plugins.add" Post "/workspaces/{workspaceId}/plugins" Write Server Value (OneWorkspace, Nothing, AddPlugin) -> WrittenPlugin,
        "Adds a plugin to a workspace.";
    /// From this workspace, by the words that name it. One that is named by hand, or is a file, is a `conflict` that names the file.
    PluginsRemove "plugins.remove" Delete "/workspaces/{workspaceId}/plugins/{name}" Write Server Value (OneResource, Nothing, Nothing) -> RemovedResource,
        "Removes a plugin from a workspace.";

    /// By name. What a user made by hand in a workspace is among them, as `discovered` and with the `path` of its file, as long
    /// as that file says so; a change of it is a `conflict`. A secret is never shown: in its place stands `{"configured": true}`.
    /// Who is limited to workspaces sees what those have.
    ManagedList "managed.list" Get "/system/managed/{kind}" Read Server Value (OneManagedKind, Nothing, Nothing) -> ManagedItemList,
        "Lists what is managed of a kind.";
    /// Headers and values of the environment of an MCP server, keys of a provider and whatever else looks like a secret are
    /// sealed; `{env:NAME}` names a variable of the engine instead. What OpenCode would not take is `unprocessable`. In a workspace no two of a kind have the same key, however it is spelled: a `conflict`, as is what
    /// somebody made by hand in its place. Skills, commands and agents are files there, the rest is in the managed layer,
    /// `.opencode/opencode.json`. `projections` says what came of it in each workspace; OpenCode sees it after a reload.
    ManagedCreate "managed.create" Post "/system/managed/{kind}" Host Server Value (OneManagedKind, Nothing, CreateManagedItem) -> ManagedChange,
        "Makes a managed item.";
    /// In exactly the workspaces that have it. What is absent stays, secrets too.
    ManagedUpdate "managed.update" Put "/system/managed/{kind}/{itemId}" Host Server Value (OneManagedItem, Nothing, UpdateManagedItem) -> ManagedChange,
        "Changes a managed item.";
    /// And takes out of its workspaces what was put there for it, but for files that somebody changed since.
    ManagedDelete "managed.delete" Delete "/system/managed/{kind}/{itemId}" Host Server Value (OneManagedItem, RemoveResource, Nothing) -> DeletedManagedItem,
        "Deletes a managed item.", may fail with Unprocessable;
    /// These have it afterwards and no others. Only workspaces that get it or lose it are touched.
    ManagedAssign "managed.assign" Put "/system/managed/{kind}/{itemId}/assignments" Host Server Value (OneManagedItem, Nothing, AssignManagedItem) -> ManagedChange,
        "Says which workspaces have a managed item.";
    } };
}
