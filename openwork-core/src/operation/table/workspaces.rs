//! Rows of workspaces: their records and their files.

#[rustfmt::skip]
macro_rules! workspaces_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// Those that the caller reaches, by display name.
    WorkspacesList "workspaces.list" Get "/workspaces" Read Server Value (Nothing, ListWorkspaces, Nothing) -> WorkspaceList,
        "Lists the workspaces.";
    /// One workspace with where it is and whether it can be used.
    WorkspacesGet "workspaces.get" Get "/workspaces/{workspaceId}" Read Server Value (OneWorkspace, Nothing, Nothing) -> Workspace,
        "Gets a workspace.";
    /// Opens a folder of the server's machine. One folder is one workspace, however it is spelled: a folder that is one already
    /// is answered as it is. The folder must exist, unless `createFolder` says otherwise, and be writable.
    WorkspacesCreateLocal "workspaces.createLocal" Post "/workspaces/local" Host Server Value (Nothing, Nothing, CreateLocalWorkspace) -> Workspace,
        "Opens a folder as a workspace.";
    /// Changes what people call it; nothing in the folder changes.
    WorkspacesRename "workspaces.rename" Patch "/workspaces/{workspaceId}/display-name" Write Server Value (OneWorkspace, Nothing, RenameWorkspace) -> Workspace,
        "Renames a workspace.";
    /// Has it point to where its folder is now. Its id stays, and all that goes by it. A folder that is another workspace's, or
    /// while a session works here, is a conflict. OpenCode finds sessions by their folder and does not move them: those of the
    /// old folder are this workspace's again once their folder is in it, and are kept until then.
    WorkspacesRelink "workspaces.relink" Patch "/workspaces/{workspaceId}/data-dir" Host Server Value (OneWorkspace, Nothing, RelinkWorkspace) -> Workspace,
        "Says where the folder of a workspace is now.";
    /// Remembers it as the one that is worked in; `system.status` answers it. There is one for the whole server, and it survives
    /// a restart. Nothing else depends on it.
    WorkspacesActivate "workspaces.activate" Post "/workspaces/{workspaceId}/activate" Write Server Value (OneWorkspace, Nothing, Nothing) -> ActivatedWorkspace,
        "Remembers the workspace that is worked in.";
    /// Waits until no session of the workspace works, has OpenCode read this folder again and no other, and looks that it
    /// answers. Runs that do not end in time make it a conflict; with `force` they are ended. A configuration that cannot be read
    /// is a conflict with its file and line: one that is seen beforehand disturbs nothing, with any other the workspace then
    /// needs `attention`. Variables are read when the engine starts, for which `runtime.restart` is. How it went is told by
    /// `reload.done`.
    WorkspacesReload "workspaces.reload" Post "/workspaces/{workspaceId}/engine/reload" Write Engine Value (OneWorkspace, Nothing, WhenIdle) -> ReloadedWorkspace,
        "Has OpenCode read a folder again.";
    /// The last 128 `reload.required` of the workspace since the server's start; at a start the engine reads everything anyway.
    /// Their numbers are those of the workspace's stream, so that none is given twice, restarts included.
    WorkspacesReloadEvents "workspaces.reloadEvents" Get "/workspaces/{workspaceId}/reload-events" Read Server Value (OneWorkspace, ListReloadEvents, Nothing) -> ReloadEventList,
        "Lists what asked for a reload.";
    /// Has OpenCode let go of the folder: its MCP servers, watches and memory. Waits for runs, or ends them, as
    /// `workspaces.reload` does. An engine that does not run is not started for it.
    WorkspacesDispose "workspaces.dispose" Post "/workspaces/{workspaceId}/dispose" Write Engine Value (OneWorkspace, Nothing, WhenIdle) -> DisposedWorkspace,
        "Has OpenCode let go of a folder.";
    /// Forgets the record. What OpenWork had put into the folder is taken out; all else there, and what OpenCode keeps about it, is
    /// untouched. Bindings of the messaging
    /// router to folders that are then no workspace's go with it, and bots lose such a folder.
    WorkspacesDelete "workspaces.delete" Delete "/workspaces/{workspaceId}" Host Server Value (OneWorkspace, Nothing, Nothing) -> DeletedWorkspace,
        "Forgets a workspace.";

    /// One folder, by name, without what lies in its folders; links are told from what they lead to. What cannot be looked at is
    /// listed with a `note`, and spoils nothing. The `revision` here is the cheap one. `.gitignore` only marks here.
    FilesList "files.list" Get "/workspaces/{workspaceId}/files" Read Server Value (OneWorkspace, ListFiles, Nothing) -> FileList,
        "Lists a folder of a workspace.", may fail with Unprocessable;
    /// The same of one path. Of a link it says where it leads; one that leads out of the workspace is not followed.
    FilesStat "files.stat" Get "/workspaces/{workspaceId}/files/stat" Read Server Value (OneWorkspace, OneFile, Nothing) -> FileEntry,
        "Says what lies at a path.", may fail with Unprocessable;
    /// The bytes as they are, whatever they are, at any size. One `Range` is served (206), several are answered whole, one that
    /// lies behind the end is 416. `ETag` is the strong revision, or the cheap one of a file of more than 8 MiB; with
    /// `If-None-Match` a file that has not changed is 304 without a body. A link out of the workspace is `forbidden`; a pipe, a
    /// socket or a device is `unprocessable` and never opened.
    FilesReadRaw "files.readRaw" Get "/workspaces/{workspaceId}/files/raw" Read Server Bytes (OneWorkspace, OneFile, Nothing) -> FileBytes,
        "Reads the bytes of a file.", may fail with Unprocessable;
    /// Whole or not at all: the bytes go to a temporary file beside it, which takes its place once all are there and on the disk.
    /// The mode stays; an empty body is an empty file. With `If-Match` it is written only if nothing changed, else it is a
    /// `conflict`: of many who write with the same revision one wins. With `If-None-Match: *` only if there is no such file yet.
    /// A file or folder that can only be read is `forbidden`.
    FilesWriteRaw "files.writeRaw" Put "/workspaces/{workspaceId}/files/raw" Write Server Value (OneWorkspace, WriteRaw, FileBytes) -> WrittenFile,
        "Writes the bytes of a file.";
    /// Text is UTF-8 without NUL, of at most 5 MB; line ends stay as they are. What is none is `unsupported_media_type`. `ETag`
    /// is the revision.
    FilesReadText "files.readText" Get "/workspaces/{workspaceId}/files/content" Read Server Value (OneWorkspace, OneFile, Nothing) -> FileText,
        "Reads a text file.", may fail with Unprocessable TooLarge UnsupportedMediaType;
    /// As `files.writeRaw`, with the conditions as fields.
    FilesWriteText "files.writeText" Post "/workspaces/{workspaceId}/files/content" Write Server Value (OneWorkspace, Nothing, WriteText) -> WrittenFile,
        "Writes a text file.";
    /// Line by line, without what `.gitignore` leaves out, hidden files and binary files, and without following links. One item
    /// for each line, by path and line. A call takes 10 s and reads 1 GiB at most; `stopped` says when that, or the limit, was
    /// its end, and `nextCursor` goes on. What cannot be read is counted.
    FilesSearch "files.search" Get "/workspaces/{workspaceId}/files/search" Read Server Value (OneWorkspace, SearchFiles, Nothing) -> FileHits,
        "Searches the text of a workspace's files.", may fail with Unprocessable;
    /// Files and folders by a part of their path or by a glob, in the order of paths, passing over the same.
    FilesFind "files.find" Get "/workspaces/{workspaceId}/files/find" Read Server Value (OneWorkspace, FindFiles, Nothing) -> FoundFiles,
        "Finds files and folders by name.", may fail with Unprocessable;

    /// What is set through OpenWork, what holds once all files are merged as OpenCode merges them, which files there are, and which
    /// of them defines what. A value that is a secret, or may be one, reads `{"configured": true}`. Needs no engine and writes
    /// nothing. `ETag` is the revision of it all.
    ConfigGet "config.get" Get "/workspaces/{workspaceId}/config" Read Server Value (OneWorkspace, Nothing, Nothing) -> WorkspaceConfig,
        "Gets the configuration of a workspace.";
    /// Goes into what is set: objects into each other, lists in place of each other, `null` removes. It is checked, then written into
    /// `.opencode/opencode.json`: in place, only these keys, the version of before kept. What other operations attach (`mcp`,
    /// `plugin`, `provider`, `command`, agents of one's own) is refused here, and so is a secret. `elsewhere` names the keys for
    /// which another file has the last word. `If-Match`, or `ifMatch`, takes the revision of
    /// what is set, or of it all.
    ConfigPatch "config.patch" Patch "/workspaces/{workspaceId}/config" Write Server Value (OneWorkspace, Nothing, PatchConfig) -> PatchedConfig,
        "Changes the configuration of a workspace.";
    /// `opencode.jsonc` in the workspace's folder, or `opencode.json` where that is the one that is there; `exists` is false where
    /// neither is. Of all folders for a host. Writes nothing. `ETag` is the revision.
    ConfigGetRaw "config.getRaw" Get "/workspaces/{workspaceId}/config/opencode-raw" Read Server Value (OneWorkspace, GetRawConfig, Nothing) -> RawConfig,
        "Reads the user's own configuration as a text.";
    /// Whole or not at all, the version of before kept. What OpenCode would not take is `unprocessable` with line and column, and
    /// nothing is written. `If-Match`, or `ifMatch`, takes the revision.
    ConfigPutRaw "config.putRaw" Post "/workspaces/{workspaceId}/config/opencode-raw" Write Server Value (OneWorkspace, Nothing, PutRawConfig) -> RawConfig,
        "Writes the user's own configuration as a text.";
    /// Of a text, or of all files of the workspace as they are: whether it is JSON with comments, and has the shape that the pinned
    /// OpenCode takes. Each fault with its file, line and column. Writes nothing.
    ConfigValidate "config.validate" Post "/workspaces/{workspaceId}/config/validate" Read Server Value (OneWorkspace, Nothing, ValidateConfig) -> ValidatedConfig,
        "Says what OpenCode would not take of a configuration.";
    } };
}
