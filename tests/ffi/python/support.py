"""What both programs need: a server in a folder, a listener that keeps what it hears, a few checks."""

import asyncio
import os
import tempfile

import openwork as ow


def options(data_dir, **more):
    """Options of a server that runs no engine unless told to."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    more.setdefault("engine_start", ow.EngineStart.DISABLED)
    more.setdefault("environment", environment)
    return ow.OpenOptions(data_dir=str(data_dir), **more)


def folder(prefix="openwork-ffi-"):
    """A new folder, by its real path."""
    return os.path.realpath(tempfile.mkdtemp(prefix=prefix))


async def workspace(server, name="Work"):
    """A new folder as a workspace."""
    return await server.workspaces().create_local(ow.CreateLocalWorkspace(folder_path=folder(), name=name))


class Hears:
    """Brings what a listener hears from the server's threads into asyncio."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.events, self.ends, self.changed = [], [], asyncio.Event()

    def on_event(self, event):
        self.loop.call_soon_threadsafe(self._keep, self.events, event)

    def on_end(self, reason):
        self.loop.call_soon_threadsafe(self._keep, self.ends, reason)

    def _keep(self, where, what):
        where.append(what)
        self.changed.set()

    async def until(self, condition, seconds=10):
        """Waits until what was heard fits; `condition` is asked after everything that comes."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                self.changed.clear()
                await self.changed.wait()
        return self

    async def ended(self, seconds=10):
        """Waits for the end and says why."""
        await self.until(lambda heard: heard.ends, seconds)
        return self.ends[0]

    def types(self):
        """The types of the events, in order."""
        return [event.kind for event in self.events]


class Heard(Hears, ow.EventListener):
    """Hears of a workspace."""


class SystemHeard(Hears, ow.SystemEventListener):
    """Hears of the server itself."""


async def fails(call, error, kind, path=None):
    """Awaits a call that must fail in this way, and gives the failure."""
    try:
        answer = await call
    except error as failure:
        assert failure.kind == kind, f"{failure.kind} instead of {kind}: {failure.detail}"
        assert failure.detail, "a failure says what happened"
        assert path is None or path in [detail.path for detail in failure.details], failure.details
        return failure
    raise AssertionError(f"no failure, but {answer}")
