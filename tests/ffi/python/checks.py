"""The library inside a Python program, without an engine: one JSON line that names what was checked.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 checks.py
"""

import asyncio
import gc
import inspect
import json
import os
import re
import sys

import openwork as ow
from support import Heard, SystemHeard, fails, folder, options, workspace

Error, Kind = ow.OpenWorkError, ow.ErrorKind


async def every_operation_is_offered_or_withheld():
    """What the library says it offers is there, and nothing else is."""
    offered = set()
    for offer in ow.offers():
        if offer.offered.is_method():
            assert inspect.iscoroutinefunction(getattr(getattr(ow, offer.offered.object), offer.offered.method)), offer
            offered.add((offer.offered.object, offer.offered.method))
    areas = [name for name in dir(ow) if name.endswith("Area")]
    methods = {(area, name) for area in areas for name in vars(getattr(ow, area)) if not name.startswith("_")}
    assert methods == offered, methods ^ offered


async def workspaces_are_kept():
    """A workspace outlives its server; shutting down twice is harmless, and afterwards calls fail."""
    data = folder()
    server = await ow.OpenWork.open(options(data))
    made = await workspace(server)
    assert [one.id for one in (await server.workspaces().list()).items] == [made.id]
    assert (await server.workspaces().rename(made.id, ow.RenameWorkspace(display_name="Other"))).display_name == "Other"
    assert (await server.workspaces().activate(made.id)).active_workspace_id == made.id
    assert (await server.workspaces().reload_events(made.id)).items == []
    assert not (await server.workspaces().dispose(made.id)).disposed
    variable = ow.SetVariable(value="hush-hush")
    changed = await server.environment().set("GIVEN", variable)
    assert changed.value.configured and not changed.restart_required
    assert [one.key for one in (await server.environment().list()).items] == ["GIVEN"]
    await fails(server.environment().set("PATH", variable), Error.Invalid, Kind.UNPROCESSABLE, path="key")
    assert not (await server.environment().unset("GIVEN")).value.configured
    moved = await server.workspaces().relink(made.id, ow.RelinkWorkspace(folder_path=folder()))
    assert moved.id == made.id and moved.backend.local.data_dir != made.backend.local.data_dir
    reload = server.workspaces().reload(made.id, ow.WhenIdle(wait_seconds=0))
    await fails(reload, Error.Upstream, Kind.ENGINE_UNAVAILABLE)
    assert await server.shutdown() == []
    assert await server.shutdown() == []
    try:
        await server.workspaces().list()
        raise AssertionError("a server that is shut down answered")
    except Error:
        pass
    again = await ow.OpenWork.open(options(data))
    assert (await again.workspaces().get(made.id)).display_name == "Other"
    await again.shutdown()


async def failures_have_kinds():
    """A caller can tell failures apart, also those of values that are refused while they are read."""
    server = await ow.OpenWork.open(options(folder()))
    spaces = server.workspaces()
    await fails(spaces.get("ws_none"), Error.NotFound, Kind.NOT_FOUND)
    await fails(spaces.get("no/such"), Error.Invalid, Kind.UNPROCESSABLE)
    missing = ow.CreateLocalWorkspace(folder_path="/no/such/folder", name="Work")
    await fails(spaces.create_local(missing), Error.Invalid, Kind.UNPROCESSABLE, path="folderPath")
    nameless = ow.CreateLocalWorkspace(folder_path=folder(), name="")
    refused = await fails(spaces.create_local(nameless), Error.Invalid, Kind.UNPROCESSABLE)
    assert "display name" in refused.detail, refused.detail
    await fails(spaces.list(ow.ListWorkspaces(limit=0)), Error.Invalid, Kind.UNPROCESSABLE)
    made = await workspace(server)
    await fails(server.sessions().list(made.id), Error.Upstream, Kind.ENGINE_UNAVAILABLE)
    await fails(server.runtime().restart(), Error.Conflict, Kind.CONFLICT)
    await fails(server.runtime().upgrade(ow.UpgradeRuntime()), Error.Upstream, Kind.ENGINE_UNAVAILABLE)
    await server.shutdown()


async def files_are_read_written_and_found():
    """Each method of files, what a viewer may not, and a conflict."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    files = server.files()
    written = await files.write_text(made.id, ow.WriteText(path="a/b.md", content="eins\r\nBäume", create_parents=True))
    assert written.created and written.bytes == 12, written
    read = await files.read_text(made.id, ow.OneFile(path="./a//b.md"))
    assert (read.path, read.content, read.revision) == ("a/b.md", "eins\r\nBäume", written.revision), read
    await files.write_text(made.id, ow.WriteText(path="a/b.md", content="", if_match=read.revision))
    stale = ow.WriteText(path="a/b.md", content="x", if_match=read.revision)
    await fails(files.write_text(made.id, stale), Error.Conflict, Kind.CONFLICT)
    assert (await files.stat(made.id, ow.OneFile(path="a/b.md"))).size == 0
    assert [one.name for one in (await files.list(made.id)).items] == ["a"]
    assert [one.path for one in (await files.find(made.id, ow.FindFiles(query="*.md"))).items] == ["a/b.md"]
    await files.write_text(made.id, ow.WriteText(path="c", content="no\nyes here"))
    [hit] = (await files.search(made.id, ow.SearchFiles(query="here"))).items
    assert (hit.path, hit.line, hit.column, hit.text) == ("c", 2, 5, "yes here"), hit
    await fails(files.read_text(made.id, ow.OneFile(path="../x")), Error.Invalid, Kind.UNPROCESSABLE)
    token = await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))
    viewer = (await server.with_token(token.token)).files()
    assert (await viewer.read_text(made.id, ow.OneFile(path="c"))).bytes == 11
    await fails(viewer.write_text(made.id, ow.WriteText(path="c", content="")), Error.Refused, Kind.FORBIDDEN)
    await server.shutdown()


class Pieces(ow.FileSource):
    """Hands in these pieces, and fails after them where it is told to."""

    def __init__(self, *pieces, fails=False):
        self.pieces, self.fails = list(pieces), fails

    def next(self):
        if self.pieces:
            return self.pieces.pop(0)
        if self.fails:
            raise ow.ListenerError.Failed("the cable was pulled")
        return None


async def content(reader):
    pieces = []
    while (piece := await reader.next()) is not None:
        assert 0 < len(piece) <= 256 << 10, len(piece)
        pieces.append(piece)
    return b"".join(pieces)


async def the_content_of_files_goes_piece_by_piece_both_ways():
    """Each method that takes or gives bytes; a range, a condition, a source that fails, and what a viewer may not."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    files, inbox = server.files(), server.inbox()
    large, place = bytes(range(256)) * 4096, ow.WriteRaw(path="a/b", create_parents=True)
    written = await files.write_raw(made.id, place, Pieces(large[:7], b"", large[7:]))
    assert (written.created, written.bytes) == (True, len(large)), written
    reader = await files.read_raw(made.id, ow.OneFile(path="a/b"))
    assert (reader.size(), reader.revision(), reader.name()) == (len(large), written.revision, None)
    assert await content(reader) == large and await reader.next() is None
    part = await files.read_raw(made.id, ow.OneFile(path="a/b"), ow.ByteRange(start=300_000, end=700_000))
    assert await content(part) == large[300_000:700_000] and part.size() == len(large)
    end = await files.read_raw(made.id, ow.OneFile(path="a/b"), ow.ByteRange(start=len(large) - 3))
    assert await content(end) == large[-3:]
    beyond = files.read_raw(made.id, ow.OneFile(path="a/b"), ow.ByteRange(start=len(large) + 1))
    await fails(beyond, Error.Invalid, Kind.INVALID_REQUEST)
    # a source that fails, and conditions that do not hold, leave what was there
    cut = files.write_raw(made.id, place, Pieces(b"half", fails=True))
    failure = await fails(cut, Error.Invalid, Kind.INVALID_REQUEST)
    assert "the cable was pulled" in str(failure), failure
    only = ow.WriteCondition(create_only=True)
    await fails(files.write_raw(made.id, place, Pieces(b"x"), only), Error.Conflict, Kind.CONFLICT)
    assert (await files.stat(made.id, ow.OneFile(path="a/b"))).size == len(large)
    assert [one.name for one in (await files.list(made.id, ow.ListFiles(path="a"))).items] == ["b"]
    same = ow.WriteCondition(if_match=written.revision)
    await files.write_raw(made.id, place, Pieces(), same)
    await fails(files.write_raw(made.id, place, Pieces(b"x"), same), Error.Conflict, Kind.CONFLICT)
    assert await content(await files.read_raw(made.id, ow.OneFile(path="a/b"))) == b""
    # what is handed in, and out
    uploaded = await inbox.upload(made.id, ow.UploadFile(path="in/x"), Pieces(b"one", b"two"))
    again = inbox.upload(made.id, ow.UploadFile(path="in/x"), Pieces(b"more"))
    await fails(again, Error.Conflict, Kind.CONFLICT)
    got = await inbox.download(made.id, uploaded.id)
    assert (got.name(), await content(got)) == ("x", b"onetwo")
    handed = ow.WriteRaw(path=".opencode/openwork/outbox/y", create_parents=True)
    await files.write_raw(made.id, handed, Pieces(b"out"))
    [item] = (await server.artifacts().list(made.id)).items
    got = await server.artifacts().download(made.id, item.id, ow.ByteRange(start=1))
    assert (got.name(), await content(got)) == ("y", b"ut")
    token = await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))
    viewer = await server.with_token(token.token)
    assert await content(await viewer.inbox().download(made.id, uploaded.id)) == b"onetwo"
    await fails(viewer.files().write_raw(made.id, place, Pieces(b"x")), Error.Refused, Kind.FORBIDDEN)
    await fails(viewer.inbox().upload(made.id, ow.UploadFile(path="z"), Pieces(b"x")), Error.Refused, Kind.FORBIDDEN)
    await server.shutdown()


async def a_file_session_does_many_things_each_for_itself():
    """Each method of file sessions, a batch with a bad item, and what a viewer may not."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    sessions = server.file_sessions()
    session = await sessions.create(made.id, ow.CreateFileSession(ttl_seconds=60))
    assert (session.can_write, session.ttl_ms) == (True, 60_000), session
    assert (await sessions.renew(made.id, session.id)).ttl_ms == 60_000
    writes = [ow.BatchWrite(path="a/b", content_base64="ZWlucw=="), ow.BatchWrite(path="../x", content_base64="")]
    written = await sessions.write_batch(made.id, session.id, ow.WriteBatch(writes=writes))
    assert [(item.ok, item.code) for item in written.items] == [(True, None), (False, Kind.INVALID_REQUEST)], written
    read = await sessions.read_batch(made.id, session.id, ow.ReadBatch(paths=["a/b", "none"]))
    assert [item.content_base64 for item in read.items] == ["ZWlucw==", None], read
    stale = ow.BatchWrite(path="a/b", content_base64="", if_match_revision="w:0")
    [item] = (await sessions.write_batch(made.id, session.id, ow.WriteBatch(writes=[stale]))).items
    assert item.code == Kind.CONFLICT and item.current_revision.startswith("w:"), item
    catalog = await sessions.snapshot(made.id, session.id)
    assert [(item.path, item.size) for item in catalog.items] == [("a", None), ("a/b", 4)], catalog
    page = await sessions.snapshot(made.id, session.id, ow.ReadCatalog(limit=1))
    assert page.next_after == "a", page
    Do = ow.FileOperation
    operations = [Do.MKDIR("d"), Do.RENAME("a", "d/a"), Do.DELETE("d"), Do.DELETE("d", recursive=True)]
    done = await sessions.operations(made.id, session.id, ow.FileOperations(operations=operations))
    assert [item.ok for item in done.items] == [True, True, False, True], done
    events = await sessions.events(made.id, session.id, ow.ListFileEvents(since=catalog.cursor))
    assert [event.kind.name for event in events.items] == ["MKDIR", "RENAME", "DELETE"], events
    token = await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))
    viewer = (await server.with_token(token.token)).file_sessions()
    await fails(viewer.create(made.id, ow.CreateFileSession(write=True)), Error.Refused, Kind.FORBIDDEN)
    await fails(viewer.snapshot(made.id, session.id), Error.Refused, Kind.FORBIDDEN)
    assert not (await viewer.create(made.id)).can_write
    assert (await sessions.close(made.id, session.id)).file_session_id == session.id
    await fails(sessions.snapshot(made.id, session.id), Error.NotFound, Kind.NOT_FOUND)
    for place in ("inbox", "outbox"):
        path = f".opencode/openwork/{place}/x"
        await server.files().write_text(made.id, ow.WriteText(path=path, content=place, create_parents=True))
    assert [(one.path, one.size) for one in (await server.inbox().list(made.id)).items] == [("x", 5)]
    assert [(one.path, one.size) for one in (await server.artifacts().list(made.id)).items] == [("x", 6)]
    await server.shutdown()


async def skills_and_commands_are_put_in_place_and_removed():
    """Each method of both areas, a conflict, and what a viewer may not."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    skills, commands = server.skills(), server.commands()
    body = ow.UpsertSkill(name="tidy", description="of Python", content="Do it.\n")
    assert (await skills.upsert(made.id, body)).action == ow.ResourceAction.ADDED
    assert (await skills.upsert(made.id, body)).action == ow.ResourceAction.UNCHANGED
    read = await skills.get(made.id, "tidy")
    assert read.content == "---\nname: tidy\ndescription: of Python\n---\nDo it.\n", read
    assert [one.name for one in (await skills.list(made.id)).items] == ["tidy"]
    stale = ow.RemoveResource(if_match="sha256:0")
    await fails(skills.remove(made.id, "tidy", stale), Error.Conflict, Kind.CONFLICT)
    assert (await skills.remove(made.id, "tidy")).still_defined_by == []
    await fails(skills.get(made.id, "tidy"), Error.NotFound, Kind.NOT_FOUND)
    written = await commands.upsert(made.id, ow.UpsertCommand(name="run", template="Run $1", subtask=True))
    assert (written.item.template, written.item.subtask) == ("Run $1", True), written
    token = await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))
    viewer = (await server.with_token(token.token)).commands()
    assert [one.name for one in (await viewer.list(made.id)).items] == ["run"]
    await fails(viewer.remove(made.id, "run"), Error.Refused, Kind.FORBIDDEN)
    assert (await commands.remove(made.id, "run")).path == ".opencode/commands/run.md"
    await server.shutdown()


async def mcp_servers_plugins_and_managed_items_are_kept():
    """Each method of the three areas, over one workspace."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    mcp, plugins, managed = server.mcp(), server.plugins(), server.managed()
    config = json.dumps({"type": "local", "command": ["a"], "environment": {"TOKEN": "very-hush"}})
    added = await mcp.add(made.id, ow.AddMcp(name="small", config=config))
    assert added.action == ow.ResourceAction.ADDED and "very-hush" not in added.item.config, added
    off = await mcp.set_enabled(made.id, "small", ow.SetMcpEnabled(enabled=False))
    assert [(one.name, one.enabled) for one in (await mcp.list(made.id)).items] == [("small", False)], off
    assert (await mcp.remove(made.id, "small")).still_defined_by == []
    assert (await plugins.add(made.id, ow.AddPlugin(spec="acme"))).item.spec == "acme"
    assert [one.spec for one in (await plugins.list(made.id)).items] == ["acme"]
    assert (await plugins.remove(made.id, "acme")).still_defined_by == []
    kind = ow.ManagedKind.MCPS
    item = (await managed.create(kind, ow.CreateManagedItem(display_name="Small", config=config))).item
    assert item.key == "small" and json.loads(item.config)["environment"] == {"TOKEN": {"configured": True}}, item
    changed = await managed.assign(kind, item.id, ow.AssignManagedItem(workspace_ids=[made.id]))
    assert [one.changed for one in changed.projections] == [True], changed
    renamed = await managed.update(kind, item.id, ow.UpdateManagedItem(display_name="Tiny"))
    assert [one.display_name for one in (await managed.list(kind)).items] == ["Tiny"], renamed
    await managed.delete(kind, item.id)
    await fails(managed.delete(kind, item.id), Error.NotFound, Kind.NOT_FOUND)
    await server.shutdown()


async def tokens_limit_what_their_bearers_may():
    """Access holds inside the process as it does over HTTP."""
    server = await ow.OpenWork.open(options(folder(), host_token="a-token-of-the-host-that-is-long-enough"))
    assert server.host_token() == "a-token-of-the-host-that-is-long-enough"
    one, other = await workspace(server, "One"), await workspace(server, "Other")
    made = await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER, workspace_ids=[one.id]))
    viewer = await server.with_token(made.token)
    assert [it.id for it in (await viewer.workspaces().list()).items] == [one.id]
    assert (await viewer.system().meta()).role == ow.Role.VIEWER
    await fails(viewer.workspaces().get(other.id), Error.NotFound, Kind.NOT_FOUND)
    rename = ow.RenameWorkspace(display_name="Mine")
    await fails(viewer.workspaces().rename(one.id, rename), Error.Refused, Kind.FORBIDDEN)
    await fails(viewer.system().shutdown(), Error.Refused, Kind.FORBIDDEN)
    await server.tokens().revoke(made.record.id)
    await fails(server.with_token(made.token), Error.Refused, Kind.UNAUTHORIZED)
    await server.shutdown()


async def servers_do_not_notice_each_other():
    """Two servers in one process; a second one on the same folder is refused."""
    data = folder()
    one, other = await asyncio.gather(*(ow.OpenWork.open(options(where)) for where in (data, folder())))
    await workspace(one)
    assert (await other.workspaces().list()).items == []
    await fails(ow.OpenWork.open(options(data)), Error.Conflict, Kind.CONFLICT)
    await one.shutdown()
    assert (await other.system().status()).workspace_count == 0
    assert "openwork_workspaces 0" in await other.system().metrics()
    await other.shutdown()


async def listeners_hear_what_happens():
    """Events come in order, go on after a position, and end with the subscription, the workspace or the server."""
    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)

    async def rename(name):
        await server.workspaces().rename(made.id, ow.RenameWorkspace(display_name=name))

    heard, cancelled, dropped = Heard(), Heard(), Heard()
    kept = await server.events().watch(made.id, heard)
    cancelling = await server.events().watch(made.id, cancelled)
    dropping = await server.events().watch(made.id, dropped)
    await rename("First")
    for listener in (heard, cancelled, dropped):
        await listener.until(lambda it: it.events)
        assert listener.types() == ["workspace.changed"], listener.types()
    cancelling.cancel()
    cancelling.cancel()
    assert await cancelled.ended() == ow.EndReason.CANCELLED()
    del dropping
    gc.collect()
    assert await dropped.ended() == ow.EndReason.CANCELLED()
    await rename("Second")
    await heard.until(lambda it: len(it.events) == 2)
    assert len(cancelled.events) == len(dropped.events) == 1

    resumed = Heard()
    after = ow.WatchEvents(after=heard.events[0].seq)
    going_on = await server.events().watch(made.id, resumed, after)
    await resumed.until(lambda it: it.events)
    assert resumed.events[0] == heard.events[1], (resumed.events, heard.events)
    await server.shutdown()
    for listener in (heard, resumed):
        assert await listener.ended() == ow.EndReason.ENDED()
        assert listener.types()[-1] == "server.stopping", listener.types()
    del kept, going_on


async def the_server_itself_is_listened_to():
    """From the position that the status tells, a host hears what it makes; others do not, and the end is told."""
    server = await ow.OpenWork.open(options(folder()))
    position = (await server.system().status()).event_position
    made = await workspace(server)
    heard, resumed = SystemHeard(), SystemHeard()
    kept = await server.system().events(heard, ow.WatchSystemEvents(after=position))
    await server.workspaces().rename(made.id, ow.RenameWorkspace(display_name="Other"))
    await server.workspaces().delete(made.id)
    await heard.until(lambda it: len(it.events) == 3)
    assert heard.types() == ["workspace.created", "workspace.changed", "workspace.changed"], heard.types()
    assert [event.seq for event in heard.events] == [position + 1, position + 2, position + 3]
    assert {event.workspace_id for event in heard.events} == {made.id}
    told = [json.loads(event.properties) for event in heard.events]
    assert told[0]["workspace"]["id"] == made.id and told[1]["workspace"]["displayName"] == "Other", told
    assert [it.get("deleted") for it in told] == [None, False, True], told
    also = await server.system().events(resumed, ow.WatchSystemEvents(after=position + 2))
    await resumed.until(lambda it: it.events)
    assert resumed.events == heard.events[2:], resumed.events

    viewer = await server.with_token((await server.tokens().create(ow.CreateToken(role=ow.Role.VIEWER))).token)
    await fails(viewer.system().events(SystemHeard()), Error.Refused, Kind.FORBIDDEN)
    assert (await viewer.system().status()).event_position is None
    await server.shutdown()
    for listener in (heard, resumed):
        assert await listener.ended() == ow.EndReason.ENDED()
        assert listener.types()[-1] == "server.stopping", listener.types()
    del kept, also


async def a_listener_that_raises_ends_its_own_subscription():
    """And no other, and no call."""

    class Raises(Heard):
        def on_event(self, event):
            super().on_event(event)
            raise ValueError("a fault of the host")

    server = await ow.OpenWork.open(options(folder()))
    made = await workspace(server)
    raising, heard = Raises(), Heard()
    kept = [await server.events().watch(made.id, listener) for listener in (raising, heard)]
    for name in ("First", "Second"):
        await server.workspaces().rename(made.id, ow.RenameWorkspace(display_name=name))
    await heard.until(lambda it: len(it.events) == 2)
    reason = await raising.ended()
    assert reason.is_listener_failed() and "a fault of the host" in reason.detail, reason
    assert len(raising.events) == 1
    await server.shutdown()
    del kept


def slow_engine():
    """A program that is no engine: it starts and never says that it is ready."""
    path = os.path.join(folder(), "opencode")
    with open(path, "w", encoding="utf-8") as program:
        program.write("#!/bin/sh\nexec sleep 30\n")
    os.chmod(path, 0o755)
    return path


async def a_call_can_be_cancelled():
    """A call that waits ends at once when its future is cancelled, and the server goes on."""
    server = await ow.OpenWork.open(options(folder(), engine_start=ow.EngineStart.LAZY, opencode_program=slow_engine()))
    made = await workspace(server)
    began = asyncio.get_running_loop().time()
    try:
        await asyncio.wait_for(server.sessions().list(made.id), 0.5)
        raise AssertionError("an engine that never starts answered")
    except TimeoutError:
        pass
    assert asyncio.get_running_loop().time() - began < 5
    assert (await server.workspaces().get(made.id)).id == made.id
    await server.shutdown()


async def a_server_may_be_let_go():
    """Without a shutdown, with a listener and with a call under way; its folder is free again soon."""
    data = folder()
    server = await ow.OpenWork.open(options(data, engine_start=ow.EngineStart.LAZY, opencode_program=slow_engine()))
    made = await workspace(server)
    heard = Heard()
    kept = await server.events().watch(made.id, heard)
    waiting = asyncio.ensure_future(server.sessions().list(made.id))
    await asyncio.sleep(0.2)  # the call has to be under way, which nothing shows
    del server
    gc.collect()
    assert not waiting.done(), "a call holds its server"
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    del waiting
    gc.collect()
    async with asyncio.timeout(10):
        while True:
            try:
                again = await ow.OpenWork.open(options(data))
                break
            except Error.Conflict:
                await asyncio.sleep(0.05)  # the old one's threads end on their own
    assert (await again.workspaces().get(made.id)).id == made.id
    await again.shutdown()
    del kept


CHECKS = [
    every_operation_is_offered_or_withheld,
    workspaces_are_kept,
    failures_have_kinds,
    files_are_read_written_and_found,
    the_content_of_files_goes_piece_by_piece_both_ways,
    a_file_session_does_many_things_each_for_itself,
    skills_and_commands_are_put_in_place_and_removed,
    mcp_servers_plugins_and_managed_items_are_kept,
    tokens_limit_what_their_bearers_may,
    servers_do_not_notice_each_other,
    listeners_hear_what_happens,
    the_server_itself_is_listened_to,
    a_listener_that_raises_ends_its_own_subscription,
    a_call_can_be_cancelled,
    a_server_may_be_let_go,
]


def main():
    """Runs the checks whose names hold the first argument, or all of them, each in an event loop of its own."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    done = []
    for check in CHECKS:
        if re.search(wanted, check.__name__):
            print("…", check.__name__, file=sys.stderr, flush=True)
            asyncio.run(check())
            done.append(check.__name__)
    print(json.dumps({"checked": done}))


if __name__ == "__main__":
    main()
