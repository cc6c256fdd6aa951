//! Ports of loopback.

use std::io;

/// A port that nobody listens on at this moment.
pub(crate) fn free() -> io::Result<u16> {
    std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr().map(|address| address.port())
}

/// Whether another program listens there.
pub(crate) fn is_taken(port: u16) -> bool {
    std::net::TcpListener::bind(("127.0.0.1", port)).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}
