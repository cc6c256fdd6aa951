//! Rows of what workspaces give to others and take from them.

#[rustfmt::skip]
macro_rules! bundles_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// Gives content to the publisher that this server is set up with; everyone who has the address can read it from then on.
    /// What looks like a secret is not given out before someone decides: `export_needs_decision` has the places. Without a
    /// publisher it is a `conflict`; what the publisher refuses is a `remote_error`, and its redirects are not followed.
    BundlesPublish "bundles.publish" Post "/share/bundles/publish" Write Server Value (Nothing, Nothing, PublishBundle) -> PublishedBundle,
        "Publishes a bundle.", may fail with ExportNeedsDecision NotFound RemoteError Timeout;
    /// Takes a bundle from the publisher that this server is set up with, and from nobody else: an address elsewhere is
    /// `unprocessable`, and redirects are not followed. Nothing of it is used yet. At most 8 MiB.
    BundlesFetch "bundles.fetch" Post "/share/bundles/fetch" Read Server Value (Nothing, Nothing, FetchBundle) -> FetchedBundle,
        "Fetches a published bundle.", may fail with NotFound RemoteError Timeout;
    /// Skills, commands, agents, plugins and tools in files, and of OpenCode's configuration what is not of this machine; in
    /// `excluded` what is not in it, and why. What looks like a secret is not given out before someone decides:
    /// `export_needs_decision` has the places, `exclude` leaves it out, `include` gives it out to whoever may change the
    /// workspace. What OpenWork keeps sealed is never in it. Can be published as it is. At most 7 MiB and 1000 skills, commands
    /// and files: else `too_large` names what is largest.
    BundlesExport "bundles.export" Get "/workspaces/{workspaceId}/export" Read Server Value (OneWorkspace, ExportBundle, Nothing) -> ExportedBundle,
        "Gives out what a workspace is set up with.", may fail with ExportNeedsDecision TooLarge Unprocessable UnsupportedMediaType;
    /// What `bundles.import` would do with the same body, thing by thing, and what somebody should know before: importing a bundle
    /// runs somebody's code. Writes nothing, and is for whoever may import: what is kept tells what is there. What cannot be taken in is an item with a reason, not a failure.
    BundlesPreviewImport "bundles.previewImport" Post "/workspaces/{workspaceId}/import/preview" Write Server Value (OneWorkspace, Nothing, PreviewImport) -> ImportPlan,
        "Says what an import would do.";
    /// All of it, or nothing: where one thing is in conflict, refused or cannot be written, the workspace stays as it was. `merge`
    /// puts what the bundle names in place; `replace` lets the rest of that section go too, but for what is managed. What was there
    /// before is kept in the data folder. MCP servers become managed items of this workspace, all else lies in its files.
    /// OpenCode sees it after a reload. With `ifPlan` only what a preview said is done, else it is a `conflict`.
    BundlesImport "bundles.import" Post "/workspaces/{workspaceId}/import" Write Server Value (OneWorkspace, Nothing, ImportBundle) -> ImportedBundle,
        "Takes a bundle into a workspace.";
    } };
}
