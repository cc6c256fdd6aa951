//! Rows of file sessions, and of what is handed into a workspace and out of it.

#[rustfmt::skip]
macro_rules! files_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// It is held in memory, is its maker's alone (the token's, or the host's of this run), and is good for 15 minutes unless it
    /// is renewed: `ttlSeconds` is 30 to 86,400. Without `write` it changes files if the caller's role may; a viewer who asks for
    /// `write` is `forbidden`. A caller has at most 100 open, a server 2000: one more is a `conflict`.
    FileSessionsCreate "fileSessions.create" Post "/workspaces/{workspaceId}/file-sessions" Read Server Value (OneWorkspace, Nothing, CreateFileSession) -> FileSession,
        "Opens a file session.";
    /// From now on for `ttlSeconds`, or for as long as at its beginning. One that has ended is `not_found`.
    FileSessionsRenew "fileSessions.renew" Post "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/renew" Read Server Value (OneFileSession, Nothing, RenewFileSession) -> FileSession,
        "Lets a file session go on.";
    /// What was done through it stays.
    FileSessionsClose "fileSessions.close" Delete "/workspaces/{workspaceId}/file-sessions/{fileSessionId}" Read Server Value (OneFileSession, Nothing, Nothing) -> ClosedFileSession,
        "Closes a file session.";
    /// Every file, folder and link that `.gitignore` does not leave out, in the order of paths, with the cheap revision; page by
    /// page, `nextAfter` being the `after` of the next. What cannot be read has a `note`. There is no total: it would cost the
    /// whole walk. Take the events after the first page's `cursor` to have the rest of the truth.
    FileSessionsSnapshot "fileSessions.snapshot" Get "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/snapshot" Read Server Value (OneFileSession, ReadCatalog, Nothing) -> FileCatalog,
        "Reads the catalog of a workspace's files.", may fail with Unprocessable;
    /// By this and every other operation on files; the last 500 of a workspace are kept. `missed` says that some after `since`
    /// are not. What other programs change is none of these.
    FileSessionsEvents "fileSessions.events" Get "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/events" Read Server Value (OneFileSession, ListFileEvents, Nothing) -> FileEventList,
        "Lists what was changed through the API.";
    /// 1 to 64 files, in base64. Each has its own result: one that is missing, is no file, is larger than 5 MB or has a path that
    /// is none fails alone, with a code. Together they have at most 24 MB; what is beyond is `too_large`, to be asked for again.
    FileSessionsReadBatch "fileSessions.readBatch" Post "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/read-batch" Read Server Value (OneFileSession, Nothing, ReadBatch) -> ReadItems,
        "Reads several files.";
    /// 1 to 64 files, in base64, of at most 5 MB each and 24 MB together (a body of 32 MiB). Each has its own result, is written
    /// whole or not at all, and its missing folders are made. With `ifMatchRevision` it is written only if nothing changed, else
    /// it is a `conflict` that names both revisions; `force` sets that aside. An empty content is an empty file.
    FileSessionsWriteBatch "fileSessions.writeBatch" Post "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/write-batch" Write Server Value (OneFileSession, Nothing, WriteBatch) -> WriteItems,
        "Writes several files.";
    /// 1 to 64, one after the other, each with its own result. `mkdir` makes missing folders and minds none that is there. `delete`
    /// takes a folder with what is in it only if it is `recursive`. `rename` replaces nothing. Links are removed and renamed
    /// themselves.
    FileSessionsOperations "fileSessions.operations" Post "/workspaces/{workspaceId}/file-sessions/{fileSessionId}/operations" Write Server Value (OneFileSession, Nothing, FileOperations) -> OperationItems,
        "Makes, removes and renames files and folders.";

    /// What lies in `.opencode/openwork/inbox`, newest first. Links in it are not followed.
    InboxList "inbox.list" Get "/workspaces/{workspaceId}/inbox" Read Server Value (OneWorkspace, Page, Nothing) -> ExchangedFileList,
        "Lists the files that were handed in.", may fail with TooLarge Unprocessable;
    /// The body is the file, as it is and at any size; `path` is its name. It is written whole or not at all. One that is there is
    /// a `conflict`, unless `overwrite` is set.
    InboxUpload "inbox.upload" Post "/workspaces/{workspaceId}/inbox" Write Server Value (OneWorkspace, UploadFile, FileBytes) -> UploadedFile,
        "Hands in a file.";
    /// As `files.readRaw`, with a `Content-Disposition` that names it.
    InboxDownload "inbox.download" Get "/workspaces/{workspaceId}/inbox/{inboxId}" Read Server Bytes (OneInboxFile, Nothing, Nothing) -> FileBytes,
        "Downloads a file that was handed in.", may fail with Unprocessable;
    /// What lies in `.opencode/openwork/outbox`, newest first. Links in it are not followed.
    ArtifactsList "artifacts.list" Get "/workspaces/{workspaceId}/artifacts" Read Server Value (OneWorkspace, Page, Nothing) -> ExchangedFileList,
        "Lists the files that agents handed out.", may fail with TooLarge Unprocessable;
    /// As `files.readRaw`, with a `Content-Disposition` that names it.
    ArtifactsDownload "artifacts.download" Get "/workspaces/{workspaceId}/artifacts/{artifactId}" Read Server Bytes (OneArtifact, Nothing, Nothing) -> FileBytes,
        "Downloads a file that an agent handed out.", may fail with Unprocessable;
    } };
}
