//! The line by which the engine says that it listens.

/// What stands before the address.
const BEFORE: &str = "opencode server listening on ";

/// The address in `opencode server listening on http://127.0.0.1:4096`. Any other line, and any address that is not on
/// loopback, is none: the engine is told where to listen.
pub(super) fn address(line: &str) -> Option<&str> {
    let address = line.trim_end().strip_prefix(BEFORE)?;
    let (host, port) = address.strip_prefix("http://")?.rsplit_once(':')?;
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    (is_port && matches!(host, "127.0.0.1" | "localhost" | "[::1]")).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_recognised() {
        assert_eq!(address("opencode server listening on http://127.0.0.1:35543"), Some("http://127.0.0.1:35543"));
        assert_eq!(address("opencode server listening on http://127.0.0.1:1\r\n"), Some("http://127.0.0.1:1"));
    }

    #[test]
    fn no_other_line_is() {
        for line in [
            "Warning: OPENCODE_SERVER_PASSWORD is not set; server is unsecured.",
            "x opencode server listening on http://127.0.0.1:35543",
            "opencode server listening on http://127.0.0.1:35543 now",
            "opencode server listening on http://127.0.0.1:",
            "opencode server listening on http://127.0.0.1:+1",
            "opencode server listening on http://127.0.0.1:70000",
            "opencode server listening on http://0.0.0.0:4096",
            "opencode server listening on http://evil.example:4096",
            "opencode server listening on https://127.0.0.1:4096",
            "",
        ] {
            assert_eq!(address(line), None, "{line}");
        }
    }
}
