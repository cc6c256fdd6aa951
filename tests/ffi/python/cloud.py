"""A sign-in to an account from a Python program: handed over, told without its token, forgotten; one JSON line with it.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 cloud.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), cloudBaseUrl.
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options

TOKEN = "hush-token-of-python"


async def tell(config):
    """Opens a server, signs in, is refused, and signs out twice."""
    server = await ow.OpenWork.open(options(config["dataDir"]))
    cloud = server.cloud()
    none = await cloud.get()
    assert not none.signed_in and not none.auth_token.configured and none.kept_at is None, none
    of = {"org_id": "org_1", "active_org_name": "Example", "active_org_slug": "example"}
    moment = "2026-04-12T13:20:00.000Z"
    mine = ow.PutCloudSignIn(
        cloud_base_url=config["cloudBaseUrl"], auth_token=TOKEN, user_id="u1", last_validated_at=moment, **of
    )
    put = await cloud.put(mine)
    assert put == await cloud.get() and put.kept_at, put
    nowhere = ow.PutCloudSignIn(auth_token=TOKEN)
    await fails(cloud.put(nowhere), ow.OpenWorkError.Invalid, ow.ErrorKind.UNPROCESSABLE, path="cloudBaseUrl")
    deleted = [(await cloud.delete()).deleted, (await cloud.delete()).deleted]
    await server.shutdown()
    told = [put.signed_in, put.auth_token.configured, put.cloud_base_url, put.user_id]
    return {"put": told + [put.org_id, put.org_name, put.org_slug, put.last_validated_at], "deleted": deleted}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
