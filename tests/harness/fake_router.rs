//! A substitute for the messaging router, of which there is no public package.
//!
//! It speaks the documented surface: `serve <dir>` with its settings in the environment, a configuration file, `/health`,
//! `/bindings` and `/send` on loopback. What it "delivers" it appends to a file beside it, one JSON line a message, with the
//! token that it would have used; so a test sees whom a message really reached. How it misbehaves stands in another file beside it.

use crate::fake_engine::{Settings, become_deaf, beside, built_program, count_start, flood, own_path, place};
use crate::loopback::{self, Answer, Handle};
use http::{Method, Request, StatusCode};
use hyper::body::Incoming;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The largest body that it takes.
const BODY_LIMIT: usize = 1 << 20;

/// How it shall misbehave. What is absent does not happen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct FakeRouter {
    /// Ends at every start, saying this.
    pub exits_at_start: Option<String>,
    /// Says this as soon as it runs.
    pub says: Option<String>,
    /// Ends this many seconds after its start, at the first start only.
    pub crashes_once_after: Option<f64>,
    /// Is deaf to SIGTERM.
    pub is_deaf: bool,
    /// Writes so many bytes a second to standard error.
    pub floods: Option<u64>,
    /// Answers 503 for ever.
    pub never_well: bool,
    /// Takes connections and answers nothing.
    pub silent: bool,
    /// Finds its port busy at the first start: waits until the test takes the one that [`port`] names.
    pub busy_port_once: bool,
    /// Delivers to this bot in place of the named one, and says so.
    pub delivers_as: Option<String>,
    /// Delivers to this peer in place of the named one, and says so.
    pub delivers_to: Option<String>,
    /// Delivers to every peer that is bound, whoever was named.
    pub delivers_to_all: bool,
    /// Does not say whom it reached.
    pub keeps_silent_about_whom: bool,
    /// Delivers nothing, and says why not.
    pub fails: Option<String>,
    /// Closes the connection after it has delivered.
    pub cuts_off: bool,
}

/// A message that it delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivered {
    /// The service.
    pub channel: String,
    /// The bot.
    pub identity_id: String,
    /// The bot's token, out of the configuration.
    pub token: String,
    /// The peer.
    pub peer_id: String,
    /// The text.
    pub text: String,
}

impl FakeRouter {
    /// Puts the program and its settings into `folder` and answers the program's path.
    pub fn install(&self, folder: &Path) -> io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let built = built_program("fake-router")?;
        let program = folder.join(built.file_name().unwrap_or_default());
        place(&built, &program)?;
        self.set(&program)?;
        Ok(program)
    }

    /// Makes the program misbehave so from its next start on.
    pub fn set(&self, program: &Path) -> io::Result<()> {
        std::fs::write(beside(program, "json"), serde_json::to_vec_pretty(self)?)
    }
}

/// What the router at `program` has delivered, oldest first.
#[must_use]
pub fn delivered(program: &Path) -> Vec<Delivered> {
    let text = std::fs::read_to_string(beside(program, "sent")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of the substitute")).collect()
}

/// The environment and the configuration of the last start: `{environment, config, mode}`.
#[must_use]
pub fn started_with(program: &Path) -> Value {
    let text = std::fs::read_to_string(beside(program, "started")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// The port that a router which shall find it busy would take, once it has said so.
#[must_use]
pub fn port(program: &Path) -> Option<u16> {
    std::fs::read_to_string(beside(program, "port")).ok()?.parse().ok()
}

type Place = (String, String, String);

struct Router {
    program: PathBuf,
    faults: FakeRouter,
    /// Tokens by service and bot.
    bots: BTreeMap<(String, String), String>,
    bindings: Mutex<BTreeMap<Place, String>>,
    /// Where bindings outlive it; the real one has a database there.
    database: PathBuf,
}

/// Runs the substitute with the arguments and the environment of this process, until it ends or is ended.
pub fn main() -> ExitCode {
    let mut args = std::env::args();
    let program = own_path(args.next().as_deref());
    match run(&program, &args.collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(fault) => {
            let _ = writeln!(io::stderr(), "Error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(program: &Path, args: &[String]) -> io::Result<ExitCode> {
    match args.first().map(String::as_str) {
        Some("--version") => {
            writeln!(io::stdout(), "0.0.0-substitute")?;
            return Ok(ExitCode::SUCCESS);
        }
        Some("--help") => {
            writeln!(io::stdout(), "opencode-router serve <dir> [--opencode-url URL]")?;
            return Ok(ExitCode::SUCCESS);
        }
        Some("serve") => {}
        other => return Err(io::Error::other(format!("this substitute has no command {other:?}"))),
    }
    let faults: FakeRouter = serde_json::from_slice(&std::fs::read(beside(program, "json"))?)?;
    let start = count_start(program)?;
    if let Some(rate) = faults.floods {
        // a thread, because it blocks for as long as nobody reads
        std::thread::spawn(move || flood(rate));
    }
    if let Some(words) = &faults.says {
        writeln!(io::stdout(), "{words}")?;
    }
    if let Some(words) = &faults.exits_at_start {
        writeln!(io::stderr(), "{words}")?;
        return Ok(ExitCode::from(3));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(program.to_owned(), faults, start))
}

fn variable(name: &str) -> io::Result<String> {
    std::env::var(name).map_err(|_| io::Error::other(format!("{name} is not set")))
}

async fn serve(program: PathBuf, faults: FakeRouter, start: u32) -> io::Result<ExitCode> {
    if faults.is_deaf {
        become_deaf(&Settings::default())?;
    }
    let file = PathBuf::from(variable("OPENCODE_ROUTER_CONFIG_PATH")?);
    let config: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    note_start(&program, &file, &config)?;
    let database = PathBuf::from(variable("OPENCODE_ROUTER_DB_PATH")?);
    let saved: Vec<(Place, String)> =
        std::fs::read(&database).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let port: u16 = variable("OPENCODE_ROUTER_HEALTH_PORT")?.parse().map_err(io::Error::other)?;
    if faults.busy_port_once && start == 1 {
        wait_until_taken(&program, port)?;
        return Err(io::Error::other(format!("listen EADDRINUSE: address already in use 127.0.0.1:{port}")));
    }
    let crash = faults.crashes_once_after.filter(|_| start == 1).map(Duration::from_secs_f64);
    let router =
        Router { program, bots: bots(&config), bindings: Mutex::new(saved.into_iter().collect()), database, faults };
    let listener = tokio::net::TcpListener::from_std(loopback::bind(port)?)?;
    tokio::select! {
        () = loopback::serve(listener, Arc::new(router)) => Ok(ExitCode::SUCCESS),
        () = tokio::time::sleep(crash.unwrap_or_default()), if crash.is_some() => {
            writeln!(io::stderr(), "Error: crashed on purpose")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Says which port it would take, and waits until another program listens there.
fn wait_until_taken(program: &Path, port: u16) -> io::Result<()> {
    let file = beside(program, "port");
    std::fs::write(file.with_extension("new"), port.to_string())?;
    std::fs::rename(file.with_extension("new"), file)?;
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        // nothing tells when it listens
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

fn note_start(program: &Path, file: &Path, config: &Value) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let environment: BTreeMap<_, _> = std::env::vars().collect();
    let mode = std::fs::metadata(file)?.permissions().mode() & 0o777;
    let noted = json!({ "environment": environment, "config": config, "mode": mode });
    std::fs::write(beside(program, "started"), noted.to_string())
}

fn bots(config: &Value) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    for (channel, list, token) in [("telegram", "bots", "token"), ("slack", "apps", "botToken")] {
        for bot in config["channels"][channel][list].as_array().into_iter().flatten() {
            let text = |field: &str| bot[field].as_str().unwrap_or_default().to_owned();
            all.insert((channel.to_owned(), text("id")), text(token));
        }
    }
    all
}

impl Handle for Router {
    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Answer {
        if self.faults.silent {
            // The future ends with the connection.
            return std::future::pending().await;
        }
        let (parts, body) = request.into_parts();
        let body = loopback::read(body).await?;
        if body.len() > BODY_LIMIT {
            return Ok(loopback::json(
                StatusCode::PAYLOAD_TOO_LARGE,
                &json!({ "ok": false, "error": "Payload too large" }),
            ));
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let (status, answer) = match (&parts.method, parts.uri.path()) {
            (&Method::GET, "/" | "/health") => self.health(),
            (&Method::GET, "/bindings") => (StatusCode::OK, self.list()),
            (&Method::POST, "/bindings") => self.bind(&body)?,
            (&Method::POST, "/send") => {
                let answer = self.send(&body)?;
                if self.faults.cuts_off {
                    return Err(io::Error::other("cut off on purpose"));
                }
                answer
            }
            _ => (StatusCode::NOT_FOUND, json!({ "ok": false, "error": "Not found" })),
        };
        Ok(loopback::json(status, &answer))
    }
}

/// A field that is text.
fn text(body: &Value, field: &str) -> Option<String> {
    body[field].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

impl Router {
    fn health(&self) -> (StatusCode, Value) {
        let well = !self.faults.never_well;
        let has = |channel: &str| self.bots.keys().any(|(service, _)| service == channel);
        let answer = json!({
            "ok": well,
            "opencode": { "url": std::env::var("OPENCODE_URL").unwrap_or_default(), "healthy": well, "version": "1.18.33" },
            "channels": { "telegram": has("telegram"), "whatsapp": false, "slack": has("slack") },
            "config": { "groupsEnabled": false },
        });
        (if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, answer)
    }

    fn bound(&self) -> std::sync::MutexGuard<'_, BTreeMap<Place, String>> {
        self.bindings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> Value {
        let item = |((channel, bot, peer), folder): (&Place, &String)| json!({ "channel": channel, "identityId": bot, "peerId": peer, "directory": folder, "updatedAt": 1 });
        json!({ "ok": true, "items": self.bound().iter().map(item).collect::<Vec<_>>() })
    }

    fn bind(&self, body: &Value) -> io::Result<(StatusCode, Value)> {
        let refused = |why: &str| Ok((StatusCode::BAD_REQUEST, json!({ "ok": false, "error": why })));
        let (Some(channel), Some(bot), Some(peer)) =
            (text(body, "channel"), text(body, "identityId"), text(body, "peerId"))
        else {
            return refused("channel, identityId and peerId are required");
        };
        if channel == "telegram" && peer.parse::<i64>().is_err() {
            return refused("telegram peerId must be numeric");
        }
        let mut bound = self.bound();
        match text(body, "directory") {
            Some(folder) => bound.insert((channel, bot, peer), folder),
            None => bound.remove(&(channel, bot, peer)),
        };
        let all: Vec<_> = bound.iter().collect();
        std::fs::write(&self.database, serde_json::to_vec(&all)?)?;
        Ok((StatusCode::OK, json!({ "ok": true })))
    }

    /// To the named peer; without one, to everyone who is bound to the folder, which is what the real one does too.
    fn send(&self, body: &Value) -> io::Result<(StatusCode, Value)> {
        let channel = text(body, "channel").unwrap_or_default();
        let words = text(body, "text").unwrap_or_default();
        if let Some(why) = &self.faults.fails {
            let answer = json!({ "ok": false, "channel": channel, "attempted": 1, "sent": 0, "failures": [], "targets": [], "reason": why });
            return Ok((StatusCode::OK, answer));
        }
        let bot = self.faults.delivers_as.clone().or_else(|| text(body, "identityId"));
        let peer = self.faults.delivers_to.clone().or_else(|| text(body, "peerId"));
        let targets: Vec<(String, String)> = match (bot, peer) {
            (Some(bot), Some(peer)) if !self.faults.delivers_to_all => vec![(bot, peer)],
            _ => self.bound().keys().map(|(_, bot, peer)| (bot.clone(), peer.clone())).collect(),
        };
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(beside(&self.program, "sent"))?;
        for (bot, peer) in &targets {
            let token = self.bots.get(&(channel.clone(), bot.clone())).cloned().unwrap_or_default();
            let sent = Delivered {
                channel: channel.clone(),
                identity_id: bot.clone(),
                token,
                peer_id: peer.clone(),
                text: words.clone(),
            };
            writeln!(file, "{}", serde_json::to_string(&sent)?)?;
        }
        let whom = |(bot, peer): &(String, String)| json!({ "identityId": bot, "peerId": peer });
        let named: Vec<_> = targets.iter().map(whom).collect();
        let mut answer = json!({
            "ok": true, "channel": channel, "directory": "", "attempted": targets.len(), "sent": targets.len(),
            "failures": [], "targets": named,
        });
        if self.faults.keeps_silent_about_whom {
            answer["targets"] = json!([]);
        }
        Ok((StatusCode::OK, answer))
    }
}
