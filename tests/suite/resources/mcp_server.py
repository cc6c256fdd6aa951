# A small MCP server over its input and output: it has one tool, and ends with its input.
import json
import os
import sys

for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    answer = {}
    if asked["method"] == "initialize":
        answer = {
            "protocolVersion": asked["params"]["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "small", "version": "1"},
        }
    elif asked["method"] == "tools/list":
        # whether the secret came through is told by the name of the tool, and the secret is not
        seen = "with_token" if os.environ.get("SMALL_TOKEN") == "mcp-very-hush" else "without_token"
        answer = {"tools": [{"name": seen, "inputSchema": {"type": "object"}}]}
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answer}), flush=True)
