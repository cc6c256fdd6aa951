"""The import of what older OpenWork left behind, by a Python program: what a start took over is taken back,
looked at, run twice and taken back; one JSON line.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 migration.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), legacyHome (the home with what was left).
"""

import asyncio
import json
import sys

import openwork as ow
from support import options


def word(value):
    """A value of an enumeration as it is on the wire."""
    return value.name.lower()


def actions(plan):
    """What becomes of each workspace of a plan."""
    items = [item for source in plan.sources for item in source.items]
    return [word(item.action) for item in items if item.subject == ow.LegacySubject.WORKSPACE]


async def tell(config):
    """Opens a server that was told where to look and has imported, takes it back, and does the same by hand."""
    server = await ow.OpenWork.open(options(config["dataDir"], legacy_home=config["legacyHome"]))
    migration, workspaces = server.migration(), server.workspaces()

    async def listed():
        return len((await workspaces.list()).items)

    async with asyncio.timeout(30):
        while (before := await migration.status()).state == ow.MigrationState.RUNNING:
            await asyncio.sleep(0.05)
    await migration.undo()
    planned, untouched = await migration.plan(), await listed()
    done, again, after = await migration.run(), await migration.run(), await migration.status()
    imported, older = await listed(), await workspaces.get("ws_older0")
    undone, last = await migration.undo(), await migration.status()
    told = {
        "states": [word(status.state) for status in (before, after, last)],
        "actions": [actions(plan) for plan in (planned, done, again)],
        "workspaces": [untouched, imported, await listed()],
        "sources": [len(status.sources) for status in (before, after)],
        "kind": word(planned.sources[0].kind),
        "older": older.display_name,
        "undone": [undone.removed == after.made, len(undone.left), (await migration.undo()).removed],
    }
    await server.shutdown()
    return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
