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
from support import fails, options


async def upgraded(server):
    """What became of the upgrade that is under way."""
    async with asyncio.timeout(60):
        while True:
            upgrade = (await server.runtime().summary()).upgrade
            if upgrade.ended_at is not None:
                return upgrade
            # Nothing tells: an upgrade is no event of a workspace.
            await asyncio.sleep(0.1)


async def upgrade(config):
    """Has the installed engine run, then brings the other one."""
    more = {"guard_program": config["guardProgram"], "environment": config["environment"]}
    server = await ow.OpenWork.open(options(config["dataDir"], engine_start=ow.EngineStart.LAZY, **more))
    older = ow.UpgradeRuntime(version="1.0")
    await fails(server.runtime().upgrade(older), ow.OpenWorkError.Invalid, ow.ErrorKind.UNPROCESSABLE)
    # What is installed already is not fetched.
    await server.runtime().upgrade(ow.UpgradeRuntime(version=config["pinned"]))
    first = await upgraded(server)
    assert (first.state, first.error) == (ow.UpgradeState.DONE, None), first
    begun = await server.runtime().upgrade(ow.UpgradeRuntime(source_path=config["source"]))
    done = await upgraded(server)
    active = (await server.runtime().versions()).opencode.active
    assert await server.shutdown() == []
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
