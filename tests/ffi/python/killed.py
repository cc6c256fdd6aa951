"""A Python program whose engine runs until someone kills the program: one line, and then nothing more.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 killed.py CONFIG

CONFIG is JSON:
    dataDir         the server's data folder
    folder          a folder to work in
    opencodeProgram the engine
    guardProgram    the `openwork-http` executable; null for none
    environment     all the variables that the engine gets

Output: "ready, guarded: True"
"""

import asyncio
import json
import sys

import openwork as ow
from support import options


async def run(config):
    """Has the engine run, says so, and waits for ever."""
    more = {"opencode_program": config["opencodeProgram"], "environment": config["environment"]}
    if config["guardProgram"]:
        more["guard_program"] = config["guardProgram"]
    server = await ow.OpenWork.open(options(config["dataDir"], engine_start=ow.EngineStart.LAZY, **more))
    made = await server.workspaces().create_local(ow.CreateLocalWorkspace(folder_path=config["folder"], name="Work"))
    await server.sessions().list(made.id)
    health = await server.runtime().opencode_health()
    print(f"ready, guarded: {health.guarded}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
