"""What was done in older OpenWork, told to a Python program: page by page, of one workspace, and what is refused; one JSON line.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 audit.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), legacyHome (the home with the logs).
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options


def ids(records):
    return [record.id for record in records.items]


async def tell(config):
    """Opens a server that imports, and asks it for the records."""
    server = await ow.OpenWork.open(options(config["dataDir"], legacy_home=config["legacyHome"]))
    await server.migration().run()
    audit = server.audit()
    every = await audit.list()
    page = await audit.list(ow.ListAudit(limit=1))
    rest = await audit.list(ow.ListAudit(limit=1, cursor=page.next_cursor))
    one = await audit.list(ow.ListAudit(workspace_id="ws_older0"))
    never = audit.list(ow.ListAudit(workspace_id="ws_never"))
    await fails(never, ow.OpenWorkError.NotFound, ow.ErrorKind.NOT_FOUND)
    await server.shutdown()
    first = every.items[0]
    pages = {"all": ids(every), "pages": [ids(page), ids(rest)], "one": ids(one), "faults": len(every.faults)}
    return pages | {"refused": "not_found", "by": first.actor.origin.name.lower(), "summary": first.summary}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
