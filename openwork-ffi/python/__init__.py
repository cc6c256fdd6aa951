"""The OpenWork server inside a Python program.

    import asyncio, os, openwork

    async def main():
        environment = {name: os.environ[name] for name in ("PATH", "HOME")}
        server = await openwork.OpenWork.open(openwork.OpenOptions(data_dir="/tmp/ow", environment=environment))
        print(await server.workspaces().list())
        await server.shutdown()

    asyncio.run(main())

A listener is called on a thread of the server; `loop.call_soon_threadsafe` brings what it hears into asyncio.

A server that is still open when the interpreter ends is shut down then. A thread of a server that is inside the
interpreter when it ends (it tells a listener, or wakes the event loop) would abort the process.
"""

import asyncio as _asyncio
import atexit as _atexit
import time as _time
import weakref as _weakref

from .openwork import *  # noqa: F403 - objects, options, the listener
from .openwork_core import *  # noqa: F403 - the vocabulary: records, enums, `OpenWorkError`
from .openwork import OpenWork

_opened = _weakref.WeakSet()
_open = OpenWork.open.__func__


async def _open_and_remember(cls, options):
    server = await _open(cls, options)
    _opened.add(server)
    return server


_open_and_remember.__doc__ = _open.__doc__
OpenWork.open = classmethod(_open_and_remember)


def _shut_down():
    async def all_of_them():
        await _asyncio.gather(*(server.shutdown() for server in list(_opened)), return_exceptions=True)

    if _opened:
        _asyncio.run(all_of_them())
    # The thread that woke the loop for the last answer has still to leave the interpreter, and needs its lock for that.
    _time.sleep(0.1)


_atexit.register(_shut_down)
