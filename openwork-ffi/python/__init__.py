"""The OpenWork server inside a Python program.

    import asyncio, os, openwork

    async def main():
        env = {name: os.environ[name] for name in ("PATH", "HOME")}
        server = await openwork.OpenWork.open(openwork.OpenOptions(data_dir="/tmp/ow", environment=env))
        print(await server.workspaces().list())
        await server.shutdown()

    asyncio.run(main())

A listener is called on a thread of the server; `loop.call_soon_threadsafe` brings what it hears into asyncio.
"""

from .openwork import *  # noqa: F403 - objects, options, the listener
from .openwork_core import *  # noqa: F403 - the vocabulary: records, enums, `OpenWorkError`
