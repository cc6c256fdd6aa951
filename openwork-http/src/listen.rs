//! The socket: binding it, and stopping in order.
//!
//! ```text
//!  listening ──stop──▶ no new connections, requests under way finish ──grace──▶ core ends (streams are told, and end)
//!                                                                                      ──grace──▶ what is left is cut
//! ```

use crate::accept::Door;
use crate::dispatch::App;
use crate::gate::Gate;
use openwork_core::{Error, ErrorKind, Result, Server, server::ShutdownReport};
use std::io::ErrorKind as Io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How a server is offered over HTTP.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address to bind.
    pub host: IpAddr,
    /// The port to bind; 0 is any. Where it is busy, a free one is taken.
    pub port: u16,
    /// Whether `host` may be other than loopback.
    pub allow_remote: bool,
    /// Names besides its own that the server answers to, as `name` or `name:port`.
    pub allow_hosts: Vec<String>,
    /// Origins whose pages may call, as `scheme://host[:port]`.
    pub allow_origins: Vec<String>,
    /// How often an idle event stream gets a comment.
    pub heartbeat: Duration,
    /// How long requests under way get to finish when the server stops.
    pub grace: Duration,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 3100,
            allow_remote: false,
            allow_hosts: Vec::new(),
            allow_origins: Vec::new(),
            heartbeat: Duration::from_secs(8),
            grace: Duration::from_secs(5),
        }
    }
}

/// A server that listens. Dropping it closes its connections at once; [`Listening::stop`] is the way to end it in order.
pub struct Listening {
    app: Arc<App>,
    address: SocketAddr,
    grace: Duration,
    closing: CancellationToken,
    cut: CancellationToken,
    hurry: CancellationToken,
    tasks: TaskTracker,
}

/// Offers a server over HTTP.
///
/// # Errors
/// The address cannot be bound, or is not loopback and that was not allowed.
pub async fn serve(server: Server, options: ServeOptions) -> Result<Listening> {
    if !options.host.is_loopback() && !options.allow_remote {
        let message =
            "Without TLS in front, only loopback addresses are bound. `--allow-remote` says that this is wanted.";
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    }
    let (listener, address) = bind(options.host, options.port).await?;
    let gate = Gate::new(address.ip(), &options.allow_hosts, &options.allow_origins);
    let listening = Listening {
        app: Arc::new(App::new(server, Some(gate), options.heartbeat)),
        address,
        grace: options.grace,
        closing: CancellationToken::new(),
        cut: CancellationToken::new(),
        hurry: CancellationToken::new(),
        tasks: TaskTracker::new(),
    };
    let door = Door { app: listening.app.clone(), closing: listening.closing.clone(), cut: listening.cut.clone() };
    listening.tasks.spawn(door.keep(listener, listening.tasks.clone()));
    Ok(listening)
}

async fn bind(host: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr)> {
    let bound = match TcpListener::bind((host, port)).await {
        Err(error) if port != 0 && error.kind() == Io::AddrInUse => {
            tracing::warn!(%host, port, "the preferred port is busy; a free one is taken");
            TcpListener::bind((host, 0)).await
        }
        bound => bound,
    };
    let failed = |error: std::io::Error| {
        let message = format!("The address {} cannot be bound: {error}.", SocketAddr::new(host, port));
        Error::new(ErrorKind::Conflict, message).caused_by(error)
    };
    let listener = bound.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Listening {
    /// Where the server is bound.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the server can be called from this machine.
    #[must_use]
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            host @ (IpAddr::V4(_) | IpAddr::V6(_)) => host,
        };
        format!("http://{}", SocketAddr::new(host, self.address.port()))
    }

    /// Ends it in order: nothing new, what is under way finishes within the grace, the core ends, the rest is cut. Calling
    /// it again while it runs, or after, does no harm.
    pub async fn stop(&self) -> ShutdownReport {
        self.closing.cancel();
        let handlers = self.app.tasks();
        if !self.within_grace(handlers).await {
            tracing::warn!(left = handlers.len(), "requests are cut off");
        }
        let report = self.app.server().shutdown().await;
        if !self.within_grace(&self.tasks).await {
            tracing::warn!(left = self.tasks.len(), "connections are cut off");
        }
        self.cut.cancel();
        self.tasks.wait().await;
        report
    }

    /// Makes a stop that is under way, or comes, wait for nobody.
    pub fn hurry(&self) {
        self.hurry.cancel();
    }

    /// Whether these tasks end by themselves in time.
    async fn within_grace(&self, tasks: &TaskTracker) -> bool {
        tasks.close();
        tokio::select! {
            biased;
            () = tasks.wait() => true,
            () = sleep(self.grace) => false,
            () = self.hurry.cancelled() => false,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.closing.cancel();
        self.cut.cancel();
    }
}
