"""Bundles from a Python program: published and fetched; one JSON line with what was fetched.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 bundles.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), publisherUrl.
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options


async def tell(config):
    """Opens a server, gives something to the publisher, takes it back, and keeps a secret."""
    server = await ow.OpenWork.open(options(config["dataDir"], publisher_url=config["publisherUrl"]))
    bundles = server.bundles()
    secret = ow.PublishBundle(bundle_type=ow.BundleType.SKILL, payload=json.dumps({"token": "planted-4711"}))
    await fails(bundles.publish(secret), ow.OpenWorkError.Conflict, ow.ErrorKind.EXPORT_NEEDS_DECISION, path="token")
    mine = ow.PublishBundle(bundle_type=ow.BundleType.SKILLS_SET, payload=json.dumps({"content": "by Python"}))
    published = await bundles.publish(mine)
    fetched = await bundles.fetch(ow.FetchBundle(bundle_url=published.url))
    await server.shutdown()
    return json.loads(fetched.bundle)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
