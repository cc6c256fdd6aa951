//! Rows of the work in a workspace: sessions, what agents ask, what the engine has, events.

#[rustfmt::skip]
macro_rules! sessions_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// A stream of everything that happens in the workspace. `Last-Event-ID` or `after` goes on without loss or repeat from a
    /// bounded buffer; where that does not reach back, the first event is `stream.gap`. A comment comes at least every 10 s.
    EventsWatch "events.watch" Get "/workspaces/{workspaceId}/events" Read Server Stream (OneWorkspace, WatchEvents, Nothing) -> Event,
        "Watches what happens in a workspace.";

    /// Those of the workspace's own folder, the one changed last first, 100 without a limit.
    SessionsList "sessions.list" Get "/workspaces/{workspaceId}/sessions" Read Engine Value (OneWorkspace, ListSessions, Nothing) -> SessionList,
        "Lists the sessions of a workspace.";
    /// Makes an empty session; nothing runs until it is given a prompt.
    SessionsCreate "sessions.create" Post "/workspaces/{workspaceId}/sessions" Write Engine Value (OneWorkspace, Nothing, CreateSession) -> Session,
        "Makes a session.";
    /// Only sessions that are not idle are listed.
    SessionsStatuses "sessions.statuses" Get "/workspaces/{workspaceId}/sessions/status" Read Engine Value (OneWorkspace, Nothing, Nothing) -> SessionStatuses,
        "What the sessions of a workspace are doing.";
    /// The session as OpenCode has it.
    SessionsGet "sessions.get" Get "/workspaces/{workspaceId}/sessions/{sessionId}" Read Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Gets a session.";
    /// Changes its title, or puts it away.
    SessionsUpdate "sessions.update" Patch "/workspaces/{workspaceId}/sessions/{sessionId}" Write Engine Value (OneSession, Nothing, UpdateSession) -> Session,
        "Changes a session.";
    /// Ends what it does and removes it with its messages. Files that it changed stay as they are.
    SessionsDelete "sessions.delete" Delete "/workspaces/{workspaceId}/sessions/{sessionId}" Write Engine Value (OneSession, Nothing, Nothing) -> DeletedSession,
        "Deletes a session.";
    /// `idle`, `busy`, or `retry` while the model fails.
    SessionsStatus "sessions.status" Get "/workspaces/{workspaceId}/sessions/{sessionId}/status" Read Engine Value (OneSession, Nothing, Nothing) -> SessionStatus,
        "What a session is doing.";
    /// Session, messages, list, status and open requests in one answer, with the `seq` of the last event that is in it: this
    /// answer and the events after it are together the whole truth. Text that is still being written is included.
    SessionsSnapshot "sessions.snapshot" Get "/workspaces/{workspaceId}/sessions/{sessionId}/snapshot" Read Engine Value (OneSession, Nothing, Nothing) -> SessionSnapshot,
        "A whole session, and the event position it belongs to.";
    /// What the agent means to do and how far it is, as it last wrote it down.
    SessionsTodo "sessions.todo" Get "/workspaces/{workspaceId}/sessions/{sessionId}/todo" Read Engine Value (OneSession, Nothing, Nothing) -> TodoList,
        "Gets the list of a session's agent.";
    /// The sessions that it started for its helpers, the one changed last first; theirs are not among them.
    SessionsChildren "sessions.children" Get "/workspaces/{workspaceId}/sessions/{sessionId}/children" Read Engine Value (OneSession, Nothing, Nothing) -> SessionList,
        "Lists the sessions that a session started.";
    /// Turn by turn, each under the user's message that began it; with `messageId` that turn alone. OpenCode itself answers
    /// nothing where no message is named. Without git it does not watch the files: then `tracked` is false. What a turn
    /// changed is there a moment after the turn ends.
    SessionsDiff "sessions.diff" Get "/workspaces/{workspaceId}/sessions/{sessionId}/diff" Read Engine Value (OneSession, DiffSession, Nothing) -> SessionDiff,
        "What a session changed in the files.";
    /// The newest page first, each page oldest first; without a limit all of them. A message that the engine's end cut off has `interrupted`.
    SessionsListMessages "sessions.listMessages" Get "/workspaces/{workspaceId}/sessions/{sessionId}/messages" Read Engine Value (OneSession, Page, Nothing) -> MessageList,
        "Lists the messages of a session.";
    /// The message with its parts.
    SessionsGetMessage "sessions.getMessage" Get "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}" Read Engine Value (OneMessage, Nothing, Nothing) -> Message,
        "Gets a message.";
    /// Waits for the whole run and answers with the agent's last message; a caller that goes away does not end the run. Where
    /// the model fails, the call succeeds and the message has `info.error`. A `messageId` that the session has already is a
    /// conflict, and so is another session's: OpenCode would add the words to that message, and answer nothing. Bodies may have
    /// 32 MiB.
    SessionsSendMessage "sessions.sendMessage" Post "/workspaces/{workspaceId}/sessions/{sessionId}/messages" Write Engine Value (OneSession, Nothing, Prompt) -> Message,
        "Sends a prompt and waits for the answer.";
    /// Answers as soon as the engine has the prompt; what becomes of it comes as events. A `messageId` that the session has
    /// already is accepted and not sent again, so that a repeated call is safe; another session's is a conflict. Bodies may
    /// have 32 MiB.
    SessionsPromptAsync "sessions.promptAsync" Post "/workspaces/{workspaceId}/sessions/{sessionId}/prompt_async" Write Engine Value (OneSession, Nothing, Prompt) -> AcceptedPrompt,
        "Sends a prompt and does not wait.";
    /// Runs a command of the workspace and waits for the run, as `sessions.sendMessage` does. A command that is not there is
    /// `not_found`; a `messageId` that was used is a conflict. Where the model fails, the message has `info.error`. The
    /// arguments become part of the command's text, in which OpenCode reads any file that is named as `@path`, also outside
    /// the workspace, and runs a line in `` !`…` `` in a shell: they may do what `sessions.shell` may. Bodies may have 32 MiB.
    SessionsCommand "sessions.command" Post "/workspaces/{workspaceId}/sessions/{sessionId}/command" Write Engine Value (OneSession, Nothing, RunCommand) -> Message,
        "Runs a command and waits for the answer.";
    /// Runs a line in the shell, in the session's folder, and keeps it with its output as a message of the session. No model
    /// has a word in it, and nobody is asked first. Waits for its end. A `messageId` that was used is a conflict.
    SessionsShell "sessions.shell" Post "/workspaces/{workspaceId}/sessions/{sessionId}/shell" Write Engine Value (OneSession, Nothing, RunShell) -> Message,
        "Runs a line in the shell.";
    /// For good; the files that it changed stay as they are. OpenCode says yes to a message that is not there, this does not.
    /// A session that works is a conflict.
    SessionsDeleteMessage "sessions.deleteMessage" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}" Write Engine Value (OneMessage, Nothing, Nothing) -> DeletedMessage,
        "Deletes a message.";
    /// Changes the named fields of a part and keeps the others. OpenCode wants the whole part, and makes one that is not
    /// there; this does not. A `url` is checked as a prompt's. A session that works is a conflict.
    SessionsUpdatePart "sessions.updatePart" Patch "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}" Write Engine Value (OnePart, Nothing, UpdatePart) -> Part,
        "Changes a part of a message.";
    /// For good. A session that works is a conflict.
    SessionsDeletePart "sessions.deletePart" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}" Write Engine Value (OnePart, Nothing, Nothing) -> DeletedPart,
        "Deletes a part of a message.";
    /// The agent looks at the folder and writes `AGENTS.md`. Waits for the run and answers with the agent's last message; where
    /// the model fails, the message has `info.error`.
    SessionsInit "sessions.init" Post "/workspaces/{workspaceId}/sessions/{sessionId}/init" Write Engine Value (OneSession, Nothing, InitSession) -> Message,
        "Has the agent write the folder's AGENTS.md.";
    /// A new session with copies of the messages before `messageId`, or of all. A message that is not there is `not_found`;
    /// OpenCode would copy everything.
    SessionsFork "sessions.fork" Post "/workspaces/{workspaceId}/sessions/{sessionId}/fork" Write Engine Value (OneSession, Nothing, ForkSession) -> Session,
        "Makes a session of another's beginning.";
    /// The agent replaces the conversation so far by a summary, for itself; the messages stay readable. Waits for it. Where
    /// the model fails the call succeeds and the summary has `info.error`.
    SessionsSummarize "sessions.summarize" Post "/workspaces/{workspaceId}/sessions/{sessionId}/summarize" Write Engine Value (OneSession, Nothing, SummarizeSession) -> SummarizedSession,
        "Summarises a session to make room.";
    /// Takes back a message and all after it, with the files they changed, until `sessions.unrevert` or the next prompt. Without
    /// git OpenCode leaves the files as they are, and `filesRestored` is false. A message that is not there is `not_found`;
    /// OpenCode would do nothing and say yes. A session that works is a conflict.
    SessionsRevert "sessions.revert" Post "/workspaces/{workspaceId}/sessions/{sessionId}/revert" Write Engine Value (OneSession, Nothing, RevertSession) -> RevertedSession,
        "Takes back messages and what they changed.";
    /// A session of which nothing is taken back stays as it is.
    SessionsUnrevert "sessions.unrevert" Post "/workspaces/{workspaceId}/sessions/{sessionId}/unrevert" Write Engine Value (OneSession, Nothing, Nothing) -> RevertedSession,
        "Brings back what was taken back.";
    /// Puts the session on OpenCode's public page; its address is in `share.url`. Everyone who has the address can read it.
    /// Where sharing is switched off it is a conflict; OpenCode may say yes and do nothing.
    SessionsShare "sessions.share" Post "/workspaces/{workspaceId}/sessions/{sessionId}/share" Write Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Publishes a session.";
    /// A session that is not public stays as it is.
    SessionsUnshare "sessions.unshare" Delete "/workspaces/{workspaceId}/sessions/{sessionId}/share" Write Engine Value (OneSession, Nothing, Nothing) -> Session,
        "Takes a session off the public page.";
    /// Ends the run and turns down what it asks for; OpenCode would keep that, and list it again with the next run. What is
    /// written so far stays. An idle session is left as it is.
    SessionsAbort "sessions.abort" Post "/workspaces/{workspaceId}/sessions/{sessionId}/abort" Write Engine Value (OneSession, Nothing, Nothing) -> AbortedSession,
        "Stops what a session is doing.";

    /// The requests of all the workspace's sessions that still wait, those of the sessions that agents started included.
    /// OpenCode also lists those of runs that are over; they are left out here.
    AsksListPermissions "asks.listPermissions" Get "/workspaces/{workspaceId}/permissions" Read Engine Value (OneWorkspace, Nothing, Nothing) -> PermissionList,
        "Lists what agents ask to be allowed.";
    /// A request is answered once; a second answer finds nothing.
    AsksReplyPermission "asks.replyPermission" Post "/workspaces/{workspaceId}/permissions/{requestId}" Write Engine Value (OnePermission, Nothing, ReplyPermission) -> RepliedPermission,
        "Answers what an agent asks.";

    /// The questions of all the workspace's sessions that still wait, those of the sessions that agents started included.
    /// OpenCode also lists those of runs that are over; they are left out here.
    AsksListQuestions "asks.listQuestions" Get "/workspaces/{workspaceId}/questions" Read Engine Value (OneWorkspace, Nothing, Nothing) -> QuestionList,
        "Lists what agents ask.";
    /// One list of answers for each question, in their order; OpenCode would take fewer. A request is answered once.
    AsksReplyQuestion "asks.replyQuestion" Post "/workspaces/{workspaceId}/questions/{requestId}" Write Engine Value (OneQuestion, Nothing, ReplyQuestion) -> RepliedQuestion,
        "Answers an agent's questions.";
    /// The agent is told that nobody answers; its run goes on or ends as it sees fit.
    AsksRejectQuestion "asks.rejectQuestion" Delete "/workspaces/{workspaceId}/questions/{requestId}" Write Engine Value (OneQuestion, Nothing, Nothing) -> RejectedQuestion,
        "Turns an agent's questions down.";

    /// OpenCode's project id, work tree and version control of the folder.
    EngineProject "engine.project" Get "/workspaces/{workspaceId}/engine/project" Read Engine Value (OneWorkspace, Nothing, Nothing) -> EngineProject,
        "What OpenCode sees of a workspace.";
    /// Those that OpenCode brings and those of the workspace, in OpenCode's order. What is named like a secret in an agent's
    /// `options` is left out, and where OpenCode names this server's data folder it is `[data]`.
    EngineAgents "engine.agents" Get "/workspaces/{workspaceId}/engine/agents" Read Engine Value (OneWorkspace, Nothing, Nothing) -> AgentList,
        "Lists the agents of a workspace.";
    /// Those that OpenCode brings, those of the workspace, its skills, and the prompts of its MCP servers; `source` says which.
    EngineCommands "engine.commands" Get "/workspaces/{workspaceId}/engine/commands" Read Engine Value (OneWorkspace, Nothing, Nothing) -> CommandList,
        "Lists the commands of a workspace.";
    /// The providers that can be used, with their models. `all` adds every other one that OpenCode knows, which are some 200:
    /// it takes OpenCode 2 s and 400 MB. OpenCode answers with its keys; here no key comes, nor anything else that is
    /// configured and may hold one, but only whether there is one. `signIns` are the ways to sign in, also to providers that
    /// are not listed.
    EngineProviders "engine.providers" Get "/workspaces/{workspaceId}/engine/providers" Read Engine Value (OneWorkspace, ListProviders, Nothing) -> ProviderList,
        "Lists the providers of models and their models.";
    /// The ids of all tools; with `providerId` and `modelId` the tools that this model gets, described. OpenCode does not count
    /// the tools of MCP servers among them, and answers for models that do not exist; here those are `not_found`. Where it names
    /// this server's data folder it is `[data]`.
    EngineTools "engine.tools" Get "/workspaces/{workspaceId}/engine/tools" Read Engine Value (OneWorkspace, ListTools, Nothing) -> ToolList,
        "Lists the tools that agents have.";
    /// By name. The first call connects to them and waits for those that are slow, half a minute for one that says nothing.
    EngineMcpStatus "engine.mcpStatus" Get "/workspaces/{workspaceId}/engine/mcp" Read Engine Value (OneWorkspace, Nothing, Nothing) -> McpStatusList,
        "How the MCP servers of a workspace are.";

    /// OpenCode keeps the key, in a file that its owner alone can read, for all workspaces; this server does not. OpenCode takes
    /// a key for a provider that it does not know, too: `connected` says whether the provider can be used now. OpenCode itself
    /// goes on with what it had until it reads its configuration again; this makes it do so wherever no session works. The
    /// workspaces where one works are in `pendingWorkspaceIds`: they have the change when the call is repeated.
    ProvidersSetKey "providers.setKey" Put "/workspaces/{workspaceId}/engine/providers/{providerId}/auth" Host Engine Value (OneProvider, Nothing, SetProviderKey) -> ProviderAccess,
        "Gives OpenCode a provider's key.";
    /// Forgets the key, or what a sign-in left. A provider without stays as it is; one that has a key in its configuration or in
    /// the environment too stays `connected`. Where a session works the key is used until the call is repeated, as with
    /// `providers.setKey`.
    ProvidersRemoveKey "providers.removeKey" Delete "/workspaces/{workspaceId}/engine/providers/{providerId}/auth" Host Engine Value (OneProvider, Nothing, Nothing) -> ProviderAccess,
        "Has OpenCode forget a provider's key.";
    /// Answers where to send the person. `method` is one of the `signIns` of `engine.providers` and of type `oauth`; OpenCode
    /// answers a fault, or nothing at all, to others. With `complete` being `auto`, OpenCode itself hears of the end, on a port
    /// of its own machine or by asking the provider; with `code` the person is shown a code. Both end with
    /// `providers.finishSignIn`.
    ProvidersStartSignIn "providers.startSignIn" Post "/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in" Host Engine Value (OneProvider, Nothing, StartSignIn) -> SignIn,
        "Begins to sign in to a provider.";
    /// Ends the sign-in of the provider that was started last; without one it is a conflict. Without a `code` it waits for the
    /// person, up to 15 minutes. Answers as `providers.setKey` does.
    ProvidersFinishSignIn "providers.finishSignIn" Post "/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in/finish" Host Engine Value (OneProvider, Nothing, FinishSignIn) -> ProviderAccess,
        "Ends signing in to a provider.", may fail with Conflict;
    } };
}
