"""Skills, commands, agents and MCP servers from a Python program, against a real engine.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 resources.py CONFIG

CONFIG is JSON, as that of `story.py`, and `mcp`: the configuration of an MCP server. After each step it says in a line of JSON
where its engine listens, and goes on with the next line of its input.
"""

import asyncio
import json
import sys

import openwork as ow
from support import options

NAME = "from-python"
KIND = ow.ManagedKind.AGENTS


async def step(server, at, name):
    """Has the engine read the folder again, says where it listens, and waits until it was asked there."""
    await server.workspaces().reload(at, ow.WhenIdle())
    health = await server.runtime().opencode_health()
    print(json.dumps({"step": name, "engine": health.base_url}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)


async def main(config):
    server = await ow.OpenWork.open(
        options(
            config["dataDir"],
            engine_start=ow.EngineStart.LAZY,
            opencode_program=config["opencodeProgram"],
            engine_home=config["engineHome"],
            guard_program=config["guardProgram"],
            environment=config["environment"],
            start_limit_ms=120_000,
            wait_limit_ms=120_000,
        )
    )
    folder = ow.CreateLocalWorkspace(folder_path=config["folder"], name="Python")
    at = (await server.workspaces().create_local(folder)).id
    await step(server, at, "opened")
    await server.skills().upsert(at, ow.UpsertSkill(name=NAME, description="of Python", content="Do it.\n"))
    await server.commands().upsert(at, ow.UpsertCommand(name=NAME, template="Do it."))
    await server.mcp().add(at, ow.AddMcp(name=NAME, config=config["mcp"]))
    content = json.dumps({"content": "---\ndescription: of Python\n---\nDo it.\n"})
    body = ow.CreateManagedItem(display_name=NAME, config=content, workspace_ids=[at])
    agent = (await server.managed().create(KIND, body)).item
    await step(server, at, "added")
    await server.skills().remove(at, NAME, None)
    await server.commands().remove(at, NAME, None)
    await server.mcp().remove(at, NAME)
    await server.managed().delete(KIND, agent.id, None)
    await step(server, at, "removed")
    await server.shutdown()


asyncio.run(main(json.loads(sys.argv[1])))
