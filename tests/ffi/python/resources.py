"""Skills, commands, agents and MCP servers from a Python program, against a real engine: one JSON line with what the engine saw.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 resources.py CONFIG

CONFIG is JSON, as that of `story.py`, and `mcp`: the configuration of an MCP server.
"""

import asyncio
import json
import sys

import openwork as ow
from support import options

NAME = "from-python"
KIND = ow.ManagedKind.AGENTS


async def seen(server, at):
    """What the engine itself has of that name, after it has read the folder again."""
    await server.workspaces().reload(at, ow.WhenIdle())
    engine = server.engine()
    commands = [it for it in (await engine.commands(at)).items if it.name.startswith(NAME)]
    return {
        "agents": [it.name for it in (await engine.agents(at)).items if it.name.startswith(NAME)],
        "commands": sorted(f"{it.name} of a {it.source}" for it in commands),
        "mcp": [[it.name, it.status] for it in (await engine.mcp_status(at)).items if it.name.startswith(NAME)],
    }


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
    skill = ow.UpsertSkill(name=f"{NAME}-skill", description="of Python", content="Do it.\n")
    await server.skills().upsert(at, skill)
    await server.commands().upsert(at, ow.UpsertCommand(name=NAME, template="Do it."))
    await server.mcp().add(at, ow.AddMcp(name=NAME, config=config["mcp"]))
    content = json.dumps({"content": "---\ndescription: of Python\n---\nDo it.\n"})
    body = ow.CreateManagedItem(display_name=NAME, config=content, workspace_ids=[at])
    agent = (await server.managed().create(KIND, body)).item
    there = await seen(server, at)
    await server.skills().remove(at, f"{NAME}-skill", None)
    await server.commands().remove(at, NAME, None)
    await server.mcp().remove(at, NAME)
    await server.managed().delete(KIND, agent.id, None)
    gone = await seen(server, at)
    await server.shutdown()
    print(json.dumps({"there": there, "gone": gone}))


asyncio.run(main(json.loads(sys.argv[1])))
