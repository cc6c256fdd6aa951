"""A workspace that is carried by a Python program: given out, looked at, taken in; one JSON line with what came of it.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 carried.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), from and to (the folders of two workspaces).
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options


async def tell(config):
    """Opens a server, and carries what one folder is set up with to the other."""
    server = await ow.OpenWork.open(options(config["dataDir"]))
    workspaces, bundles = server.workspaces(), server.bundles()
    one = await workspaces.create_local(ow.CreateLocalWorkspace(folder_path=config["from"], name="from"))
    two = await workspaces.create_local(ow.CreateLocalWorkspace(folder_path=config["to"], name="to"))
    given = await bundles.export(one.id)
    plan = await bundles.preview_import(two.id, ow.PreviewImport(bundle=given.bundle))
    stale = ow.ImportBundle(bundle=given.bundle, if_plan="sha256:0")
    await fails(bundles.import_bundle(two.id, stale), ow.OpenWorkError.Conflict, ow.ErrorKind.CONFLICT)
    done = await bundles.import_bundle(two.id, ow.ImportBundle(bundle=given.bundle, if_plan=plan.plan))
    other = json.loads((await bundles.export(two.id)).bundle)
    await server.shutdown()
    mine = json.loads(given.bundle)
    same = all(mine[key] == other[key] for key in ("opencode", "skills", "commands", "files"))
    return {"changed": done.changed, "same": same, "actions": [item.action.name for item in plan.items]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
