"""An MCP server over HTTP that asks for a sign-in (OAuth 2.1 with PKCE), and the authorization server that grants it. Says its
address on the first line and runs until its input ends. Every grant is spoken for: what was issued is kept, and nothing else is
good.

| path | what is there |
|---|---|
| `/mcp` | wants a token, which is got by registering, `/authorize` and `/token` |
| `/open` | wants none |
| `/closed` | wants one, and registers no clients |
| `/odd` | wants one, and names an address to sign in at that is no web page |
| `/silent` | takes the connection and says nothing |
"""

import base64
import hashlib
import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENTS: dict[str, list[str]] = {}
CODES: dict[str, dict] = {}
TOKENS: set[str] = set()
TOOLS = [{"name": "whoami", "description": "Who is signed in", "inputSchema": {"type": "object", "properties": {}}}]


def said(message: dict) -> dict:
    """The answer to a request of the protocol."""
    if message["method"] == "initialize":
        version = message["params"]["protocolVersion"]
        server = {"name": "oauth", "version": "1"}
        return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": server}
    if message["method"] == "tools/call":
        return {"content": [{"type": "text", "text": "someone who signed in"}]}
    return {"tools": TOOLS} if message["method"] == "tools/list" else {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, status: int, body: object = None, **headers: str):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        address = urlsplit(self.path)
        path = address.path
        if path.startswith("/.well-known/oauth-protected-resource/"):
            resource = path.rsplit("/", 1)[1]
            self.answer(200, {"resource": f"{self.base()}/{resource}", "authorization_servers": [f"{self.base()}/as/{resource}"]})
        elif path.startswith("/.well-known/oauth-authorization-server/as/"):
            self.answer(200, self.metadata(path.rsplit("/", 1)[1]))
        elif path == "/authorize":
            self.authorize({name: values[0] for name, values in parse_qs(address.query).items()})
        else:
            self.answer(405 if path in ("/mcp", "/open") else 404)

    def metadata(self, resource: str) -> dict:
        base = self.base()
        known = {
            "issuer": f"{base}/as/{resource}",
            "authorization_endpoint": "ftp://127.0.0.1/authorize" if resource == "odd" else f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "registration_endpoint": f"{base}/register",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
        }
        if resource == "closed":
            del known["registration_endpoint"]
        return known

    def authorize(self, asked: dict):
        """The person agrees at once."""
        good = asked.get("redirect_uri") in CLIENTS.get(asked.get("client_id", ""), [])
        if not good or asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return self.answer(400, {"error": "invalid_request"})
        code = "code-hush-" + secrets.token_hex(16)
        CODES[code] = asked
        back = urlencode({"code": code, "state": asked.get("state", "")})
        self.answer(302, location=f"{asked['redirect_uri']}?{back}")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        path = urlsplit(self.path).path
        if path == "/register":
            wanted = json.loads(body)
            client = secrets.token_hex(8)
            CLIENTS[client] = wanted["redirect_uris"]
            self.answer(201, {**wanted, "client_id": client})
        elif path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body.decode()).items()})
        elif path == "/silent":
            time.sleep(600)
        elif path == "/open" or self.headers.get("authorization", "").removeprefix("Bearer ") in TOKENS:
            self.speak(json.loads(body))
        else:
            place = f"{self.base()}/.well-known/oauth-protected-resource{path}"
            self.answer(401, {"error": "invalid_token"}, www_authenticate=f'Bearer resource_metadata="{place}"')

    def token(self, asked: dict):
        """A code is good once, for the client that it was given to, and with the secret behind its challenge."""
        grant = CODES.pop(asked.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if grant is None or grant["code_challenge"] != proof.decode().rstrip("=") or grant["client_id"] != asked.get("client_id"):
            said = f"no such code: {asked.get('code')}"
            return self.answer(400, {"error": "invalid_grant", "error_description": said})
        token = "token-hush-" + secrets.token_hex(16)
        TOKENS.add(token)
        self.answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def speak(self, message: dict):
        if "id" not in message:
            return self.answer(202)
        self.answer(200, {"jsonrpc": "2.0", "id": message["id"], "result": said(message)})

    def do_DELETE(self):
        self.answer(200)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
sys.stdin.read()
