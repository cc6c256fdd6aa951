"""The messaging router from a Python program, with a substitute of it: one JSON line with what was seen.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 router.py CONFIG

CONFIG is JSON, as it is:
    dataDir, folder     where the server keeps its data; a folder for a workspace
    opencodeProgram     the engine
    routerProgram       the router
    guardProgram        the guard
    environment         what both get

Output: {"called": ["router.health", …], "<what>": …}
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options

Error, Kind = ow.OpenWorkError, ow.ErrorKind
TELEGRAM = ow.Channel.TELEGRAM


async def tell(config):
    """Opens a server, has a bot answer one peer, writes to that one, and takes everything away again."""
    server = await ow.OpenWork.open(
        options(
            config["dataDir"],
            engine_start=ow.EngineStart.LAZY,
            opencode_program=config["opencodeProgram"],
            router_program=config["routerProgram"],
            guard_program=config["guardProgram"],
            environment=config["environment"],
        )
    )
    called, seen = [], {}
    router = server.router()

    async def call(method, *words):
        called.append(f"router.{method}")
        return await getattr(router, method)(*words)

    place = ow.CreateLocalWorkspace(folder_path=config["folder"], name="Router")
    workspace = await server.workspaces().create_local(place)
    tokenless = ow.UpsertIdentity(id="alpha", access=ow.TelegramAccess.PUBLIC)
    await fails(router.upsert_identity(TELEGRAM, tokenless), Error.Invalid, Kind.UNPROCESSABLE, path="token")
    wanted = ow.UpsertIdentity(id="alpha", access=ow.TelegramAccess.PUBLIC, token="111:alpha-token")
    made = await call("upsert_identity", TELEGRAM, wanted)
    assert made.token.configured and "alpha-token" not in repr(made), made
    assert (await call("list_identities", TELEGRAM)).items == [made]
    assert not (await call("health")).ok, "a lazy one waits until it is needed"
    applied = await call("apply")
    seen["applied"], seen["guarded"] = applied.applied, applied.health.guarded
    assert (await server.runtime().router_health()).running
    assert (await call("health")).channels.telegram
    message = ow.SendMessage(channel=TELEGRAM, identity_id="alpha", peer_id="4711", text="from Python")
    await fails(router.send(message), Error.Conflict, Kind.CONFLICT)
    binding = ow.SetBinding(channel=TELEGRAM, identity_id="alpha", peer_id="4711", directory=config["folder"])
    bound = await call("set_binding", binding)
    assert (await call("list_bindings", ow.ListBindings())).items == [bound]
    assert (await call("send", message)).peer_id == "4711"
    viewer = (await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))).token
    bearer = await server.with_token(viewer)
    await fails(bearer.router().send(message), Error.Refused, Kind.FORBIDDEN)
    assert (await call("remove_binding", bound.id)).binding_id == bound.id
    seen["removed"] = (await call("remove_identity", TELEGRAM, "alpha")).removed_bindings
    await fails(router.remove_identity(TELEGRAM, "alpha"), Error.NotFound, Kind.NOT_FOUND)
    seen["workspace"] = workspace.id
    seen["late"] = await server.shutdown()
    return {"called": sorted(set(called)), **seen}


def main():
    """Does it once."""
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
