"""An upgrade of the engine in a Python program: one JSON line with what became of it.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 upgrade.py CONFIG

CONFIG is JSON:
    dataDir         the server's data folder, with an engine installed
    guardProgram    the `openwork-http` executable
    environment     all the variables that the engine gets
    pinned          the version that is installed
    source          a folder or an archive with another one

Output: {"begun": "INSTALLING", "state": "DONE", "from": "…", "to": "…", "active": "…"}
"""

import asyncio
import json
import sys

import openwork as ow
from support import SystemHeard, fails, options


async def upgraded(server, heard):
    """What became of the upgrade that is under way; its events say when it is over."""

    def is_over(heard):
        steps = [event for event in heard.events if event.kind == "runtime.upgradeChanged"]
        return steps and "endedAt" in json.loads(steps[-1].properties)

    await heard.until(is_over, 60)
    heard.events.clear()
    upgrade = (await server.runtime().summary()).upgrade
    assert upgrade.ended_at is not None, upgrade
    return upgrade


async def upgrade(config):
    """Has the installed engine run, then brings the other one."""
    more = {"guard_program": config["guardProgram"], "environment": config["environment"]}
    server = await ow.OpenWork.open(options(config["dataDir"], engine_start=ow.EngineStart.LAZY, **more))
    heard = SystemHeard()
    kept = await server.system().events(heard)
    older = ow.UpgradeRuntime(version="1.0")
    await fails(server.runtime().upgrade(older), ow.OpenWorkError.Invalid, ow.ErrorKind.UNPROCESSABLE)
    # What is installed already is not fetched.
    await server.runtime().upgrade(ow.UpgradeRuntime(version=config["pinned"]))
    first = await upgraded(server, heard)
    assert (first.state, first.error) == (ow.UpgradeState.DONE, None), first
    begun = await server.runtime().upgrade(ow.UpgradeRuntime(source_path=config["source"]))
    done = await upgraded(server, heard)
    active = (await server.runtime().versions()).opencode.active
    assert await server.shutdown() == []
    del kept
    return {
        "begun": begun.state.name,
        "state": done.state.name,
        "from": done.from_version,
        "to": done.to_version,
        "active": active,
    }


def main():
    """Upgrades once."""
    print(json.dumps(asyncio.run(upgrade(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
