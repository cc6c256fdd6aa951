"""The story of the product in a Python program, against a real engine: one JSON line with what was seen.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 story.py CONFIG

CONFIG is JSON, as a file's path or as it is:
    dataDir         the server's data folder (a new one without)
    folder          the workspace's folder (a new one without)
    opencodeProgram the engine
    engineHome      the engine's own home, if it shall have one
    guardProgram    the `openwork-http` executable, if the engine shall be guarded
    environment     all the variables that the engine gets
    prompt          what to say to the agent
    file            the file that the agent writes, as seen from the workspace's folder
    seconds         how long the engine's start, and then the run, may take (120 without)

Output: {"types": ["…", …], "file": "…", "guarded": true, "late": []}
"""

import asyncio
import json
import os
import sys

import openwork as ow
from support import Heard, folder, options


def configuration(argument):
    """The configuration, from a file or as it is."""
    if argument.lstrip().startswith("{"):
        return json.loads(argument)
    with open(argument, encoding="utf-8") as file:
        return json.load(file)


def numbered(heard):
    """The number and the type of each event up to the first rest."""
    types = heard.types()
    return [(event.seq, event.kind) for event in heard.events[: types.index("session.idle") + 1]]


async def story(config):
    """Open a workspace, listen, make a session, prompt it, listen until it is idle, read what the agent wrote."""
    seconds = config.get("seconds", 120)
    server = await ow.OpenWork.open(
        options(
            config.get("dataDir") or folder(),
            engine_start=ow.EngineStart.LAZY,
            opencode_program=config["opencodeProgram"],
            engine_home=config.get("engineHome"),
            guard_program=config.get("guardProgram"),
            environment=config["environment"],
            start_limit_ms=seconds * 1000,
            wait_limit_ms=seconds * 1000,
        )
    )
    place = ow.CreateLocalWorkspace(folder_path=config.get("folder") or folder(), name="Story")
    workspace = await server.workspaces().create_local(place)
    heard, witness = Heard(), Heard()
    subscription = await server.events().watch(workspace.id, heard)
    second = await server.events().watch(workspace.id, witness)
    session = await server.sessions().create(workspace.id, ow.CreateSession(title="Story"))
    prompt = ow.Prompt(parts=[ow.PromptPart.TEXT(text=config["prompt"])])
    accepted = await server.sessions().prompt_async(workspace.id, session.id, prompt)
    for listener in (heard, witness):
        await listener.until(lambda it: "session.idle" in it.types(), seconds)
    told, again = numbered(heard), numbered(witness)
    assert told == again, f"two listeners of one run heard {told} and {again}"

    messages = await server.sessions().list_messages(workspace.id, session.id)
    assert accepted.message_id in [message.info.id for message in messages.items], messages
    seqs = [event.seq for event in heard.events]
    assert seqs == sorted(set(seqs)), seqs
    health = await server.runtime().opencode_health()
    subscription.cancel()
    second.cancel()
    late = await server.shutdown()
    with open(os.path.join(workspace.backend.local.data_dir, config["file"]), encoding="utf-8") as file:
        return {"types": heard.types(), "file": file.read(), "guarded": health.guarded, "late": late}


def main():
    """Tells the story once."""
    print(json.dumps(asyncio.run(story(configuration(sys.argv[1])))))


if __name__ == "__main__":
    main()
