"""The configuration of a workspace in a Python program: one JSON line with what was seen.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 config.py DATA FOLDER
"""

import asyncio
import json
import sys

import openwork as ow
from support import options


async def main(data, folder):
    server = await ow.OpenWork.open(options(data))
    try:
        at = (await server.workspaces().create_local(ow.CreateLocalWorkspace(folder_path=folder, name="Python"))).id
        config = server.config()
        await config.patch(at, ow.PatchConfig(opencode=json.dumps({"model": "a/b"})))
        model = json.loads((await config.get(at)).effective)["model"]
        patched = await config.patch(at, ow.PatchConfig(opencode=json.dumps({"model": None})))
        removed = "model" not in json.loads(patched.config.effective)
        refused = "none"
        try:
            await config.patch(at, ow.PatchConfig(opencode=json.dumps({"mcp": {}})))
        except ow.OpenWorkError as error:
            refused = error.kind.name
        await config.put_raw(at, ow.PutRawConfig(content="{ // py\n}\n"))
        content = (await config.get_raw(at)).content
        checked = await config.validate(at, ow.ValidateConfig(content='{\n  "model": 5\n}'))
        seen = {"model": model, "removed": removed, "refused": refused, "content": content, "line": checked.issues[0].line}
        print(json.dumps(seen))
    finally:
        await server.shutdown()


asyncio.run(main(*sys.argv[1:]))
