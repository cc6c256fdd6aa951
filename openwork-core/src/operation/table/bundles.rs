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
    } };
}
