"""Everything that is done with sessions, in a Python program, against a real engine: one JSON line with what was seen.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 sessions.py CONFIG

CONFIG is JSON, as it is, as that of `story.py`, and:
    provider, model the model
    scripts         what to say to the agent, by what it makes the agent do: words, work, bash, question, long

The folder has a command `greet`. Output: {"called": ["sessions.create", …], "<step>": …}
"""

import asyncio
import json
import sys

import openwork as ow
from support import Heard, fails, options

Error, Kind = ow.OpenWorkError, ow.ErrorKind


class Called:
    """An area of the library that writes down which of its methods answered."""

    def __init__(self, name, area, called):
        self._name, self._area, self._called = name, area, called

    def __getattr__(self, method):
        async def call(*words):
            self._called.add(f"{self._name}.{method}")
            return await getattr(self._area, method)(*words)

        return call


def said(message):
    """What a message says."""
    return " ".join(part.text for part in message.parts if part.kind == "text" and part.text)


class Stage:
    """A server with one workspace, one listener, and what was called and seen."""

    def __init__(self, config, server, workspace, heard):
        self.config, self.workspace, self.heard = config, workspace.id, heard
        self.called, self.seen = set(), {}
        areas = ("sessions", "asks", "engine", "system")
        self.sessions, self.asks, self.engine, self.system = (
            Called(name, getattr(server, name)(), self.called) for name in areas
        )
        self.model = ow.ModelRef(provider_id=config["provider"], model_id=config["model"])

    def prompt(self, script):
        """A prompt that plays one of the scripts."""
        return ow.Prompt(parts=[ow.PromptPart.TEXT(text=self.config["scripts"][script])])

    async def session(self, title, *rules):
        """A new session."""
        wanted = ow.CreateSession(title=title, permission=list(rules) or None)
        return (await self.sessions.create(self.workspace, wanted)).id

    async def messages(self, session):
        """All messages of a session."""
        return (await self.sessions.list_messages(self.workspace, session)).items

    async def told(self, kind, session, after):
        """Waits until an event of this type is told of a session behind a number of events."""

        def fits(heard):
            return any(it.kind == kind and it.session_id == session for it in heard.events[after:])

        await self.heard.until(fits, self.config.get("seconds", 120))

    async def starts(self, session, script, kind):
        """Sends a prompt and waits for an event of this type; answers the prompt's message."""
        after = len(self.heard.events)
        accepted = await self.sessions.prompt_async(self.workspace, session, self.prompt(script))
        await self.told(kind, session, after)
        return accepted.message_id


async def what_is_offered(stage):
    """What the engine has in this workspace, and what this bearer may do."""
    where, engine = stage.workspace, stage.engine
    assert any(agent.name == "build" and agent.native for agent in (await engine.agents(where)).items)
    greet = [it for it in (await engine.commands(where)).items if it.name == "greet"]
    assert greet and greet[0].hints == ["$ARGUMENTS"], greet
    providers = (await engine.providers(where, ow.ListProviders())).items
    provider = [it for it in providers if it.id == stage.model.provider_id]
    assert provider and stage.model.model_id in [model.id for model in provider[0].models], provider
    assert all(tool.description is None for tool in (await engine.tools(where, ow.ListTools())).items)
    of_model = ow.ListTools(provider_id=stage.model.provider_id, model_id=stage.model.model_id)
    bash = [tool for tool in (await engine.tools(where, of_model)).items if tool.id == "bash"]
    assert bash and bash[0].description and json.loads(bash[0].parameters)["type"] == "object", bash
    half = ow.ListTools(provider_id=stage.model.provider_id)
    await fails(engine.tools(where, half), Error.Invalid, Kind.INVALID_REQUEST)
    servers = (await engine.mcp_status(where)).items
    stage.seen["mcp"] = [[server.name, server.status] for server in servers]
    stage.seen["worktree"] = (await engine.project(where)).worktree
    offered = await stage.system.capabilities()
    stage.seen["operations"] = len(offered.operations)
    assert "session.idle" in offered.events, offered.events


async def a_turn_is_read_in_every_way(stage):
    """A prompt that writes a list and has a helper; the snapshot, the messages, the list, the helper, the diff."""
    where, sessions = stage.workspace, stage.sessions
    session = await stage.session("Turn")
    asked = await stage.starts(session, "work", "session.idle")
    rest = next(it.seq for it in stage.heard.events if it.kind == "session.idle" and it.session_id == session)
    whole = await sessions.snapshot(where, session)
    assert whole.seq >= rest, (whole.seq, rest)
    # OpenCode may still write down a moment after the rest what the turn changed; so words and ids are compared
    assert whole.session.id == session and (await sessions.get(where, session)).title == "Turn"
    listed = [(message.info.id, said(message)) for message in await stage.messages(session)]
    assert listed == [(message.info.id, said(message)) for message in whole.messages]
    first = await sessions.get_message(where, session, asked)
    assert first.info.id == whole.messages[0].info.id and first.info.role == ow.MessageRole.USER
    todos = (await sessions.todo(where, session)).items
    assert todos == whole.todos
    stage.seen["todos"] = [[todo.content, todo.status] for todo in todos]
    children = (await sessions.children(where, session)).items
    assert [child.parent_id for child in children] == [session], children
    roots = await sessions.list(where, ow.ListSessions(roots=True))
    assert session in [it.id for it in roots.items] and children[0].id not in [it.id for it in roots.items]
    diff = await sessions.diff(where, session, None)
    stage.seen["diff"] = [diff.tracked, len(diff.items)]
    assert whole.status == await sessions.status(where, session) == ow.SessionStatus.IDLE()
    stage.seen["said"] = said(whole.messages[-1])
    await fails(sessions.get_message(where, session, "msg_nope"), Error.NotFound, Kind.NOT_FOUND)


async def what_sets_a_session_to_work(stage):
    """Prompts that are waited for, commands, lines of the shell, the first look at a folder, a summary."""
    where, sessions = stage.workspace, stage.sessions
    session = await stage.session("Runs")
    stage.seen["answer"] = said(await sessions.send_message(where, session, stage.prompt("words")))
    greeted = await sessions.command(where, session, ow.RunCommand(command="greet", arguments="the world"))
    stage.seen["command"] = said(greeted)
    unknown = ow.RunCommand(command="nope")
    await fails(sessions.command(where, session, unknown), Error.NotFound, Kind.NOT_FOUND)
    line = await sessions.shell(where, session, ow.RunShell(command="echo by-shell"))
    stage.seen["shell"] = json.loads(line.parts[0].state)["output"]
    first = await sessions.init(where, session, ow.InitSession(model=stage.model))
    assert first.info.time.completed, first
    nobody = ow.ModelRef(provider_id=stage.model.provider_id, model_id="nope")
    wrong = sessions.summarize(where, session, ow.SummarizeSession(model=nobody))
    await fails(wrong, Error.Invalid, Kind.UNPROCESSABLE, path="model")
    done = await sessions.summarize(where, session, ow.SummarizeSession(model=stage.model))
    assert done.session_id == session
    stage.seen["summary"] = said(done.summary)


async def what_is_changed_afterwards(stage):
    """Forks, reverts, edits; what is deleted is not found."""
    where, sessions = stage.workspace, stage.sessions
    session = await stage.session("Edits")
    for _ in range(2):
        await sessions.send_message(where, session, stage.prompt("words"))
    messages = await stage.messages(session)
    third = messages[2].info.id
    fork = await sessions.fork(where, session, ow.ForkSession(message_id=third))
    stage.seen["forked"] = [said(message) for message in await stage.messages(fork.id)] == [
        said(message) for message in messages[:2]
    ]
    reverted = await sessions.revert(where, session, ow.RevertSession(message_id=third))
    assert json.loads(reverted.session.more)["revert"]["messageID"] == third
    stage.seen["filesRestored"] = reverted.files_restored
    back = await sessions.unrevert(where, session)
    assert "revert" not in json.loads(back.session.more), back

    message, part = messages[0].info.id, messages[0].parts[0].id
    changed = await sessions.update_part(where, session, message, part, ow.UpdatePart(text="other words"))
    assert (changed.id, changed.text) == (part, "other words")
    stage.seen["edited"] = said(await sessions.get_message(where, session, message))
    assert (await sessions.delete_part(where, session, message, part)).part_id == part
    assert (await sessions.get_message(where, session, message)).parts == []
    assert (await sessions.delete_message(where, session, message)).message_id == message
    await fails(sessions.delete_message(where, session, message), Error.NotFound, Kind.NOT_FOUND)
    renamed = await sessions.update(where, session, ow.UpdateSession(title="A better title"))
    archived = await sessions.update(where, session, ow.UpdateSession(archived=True))
    assert renamed.time.archived is None and archived.time.archived
    stage.seen["title"] = archived.title
    shared = await fails(sessions.share(where, session), Error.Conflict, Kind.CONFLICT)
    stage.seen["share"] = shared.detail
    assert (await sessions.unshare(where, session)).id == session
    assert (await sessions.delete(where, session)).session_id == session
    await fails(sessions.get(where, session), Error.NotFound, Kind.NOT_FOUND)


async def what_is_asked_is_answered(stage):
    """A permission; a question that is answered, and one that is turned down."""
    where, asks = stage.workspace, stage.asks
    rule = ow.PermissionRule(permission="bash", pattern="*", action=ow.PermissionAction.ASK)
    session = await stage.session("Asks", rule)
    await stage.starts(session, "bash", "permission.asked")
    waiting = (await asks.list_permissions(where)).items
    assert [(it.permission, it.session_id) for it in waiting] == [("bash", session)], waiting
    assert (await stage.sessions.snapshot(where, session)).permissions == waiting
    after, yes = len(stage.heard.events), ow.ReplyPermission(reply=ow.PermissionAnswer.ONCE)
    assert (await asks.reply_permission(where, waiting[0].id, yes)).reply == ow.PermissionAnswer.ONCE
    await stage.told("session.idle", session, after)
    stage.seen["allowed"] = said((await stage.messages(session))[-1])
    await fails(asks.reply_permission(where, waiting[0].id, yes), Error.NotFound, Kind.NOT_FOUND)

    await stage.starts(session, "question", "question.asked")
    waiting = (await asks.list_questions(where)).items
    assert [question.question for question in waiting[0].questions] == ["Which?"], waiting
    none = ow.ReplyQuestion(answers=[])
    await fails(asks.reply_question(where, waiting[0].id, none), Error.Invalid, Kind.UNPROCESSABLE, path="answers")
    after = len(stage.heard.events)
    replied = await asks.reply_question(where, waiting[0].id, ow.ReplyQuestion(answers=[["A"]]))
    stage.seen["answers"] = replied.answers
    await stage.told("session.idle", session, after)
    await stage.starts(session, "question", "question.asked")
    after, waiting = len(stage.heard.events), (await asks.list_questions(where)).items
    assert (await asks.reject_question(where, waiting[0].id)).request_id == waiting[0].id
    await stage.told("session.idle", session, after)
    assert (await asks.list_questions(where)).items == []


async def what_runs_is_stopped(stage):
    """A session that works says so, is not changed meanwhile, and is idle when it is stopped."""
    where, sessions = stage.workspace, stage.sessions
    session = await stage.session("Stopped")
    asked = await stage.starts(session, "long", "message.part.delta")
    assert await sessions.status(where, session) == ow.SessionStatus.BUSY()
    assert (await sessions.statuses(where)).items == {session: ow.SessionStatus.BUSY()}
    await fails(sessions.delete_message(where, session, asked), Error.Conflict, Kind.CONFLICT)
    assert (await sessions.abort(where, session)).session_id == session
    assert (await sessions.statuses(where)).items == {}
    stage.seen["stopped"] = json.loads((await stage.messages(session))[-1].info.error)["name"]


STEPS = [
    what_is_offered,
    a_turn_is_read_in_every_way,
    what_sets_a_session_to_work,
    what_is_changed_afterwards,
    what_is_asked_is_answered,
    what_runs_is_stopped,
]


async def tell(config):
    """Opens a server and a workspace, takes every step, and answers what was called and seen."""
    server = await ow.OpenWork.open(
        options(
            config["dataDir"],
            engine_start=ow.EngineStart.LAZY,
            opencode_program=config["opencodeProgram"],
            engine_home=config["engineHome"],
            guard_program=config["guardProgram"],
            environment=config["environment"],
            start_limit_ms=120_000,
            wait_limit_ms=120_000,
        )
    )
    place = ow.CreateLocalWorkspace(folder_path=config["folder"], name="Sessions")
    workspace = await server.workspaces().create_local(place)
    heard = Heard()
    kept = await server.events().watch(workspace.id, heard)
    stage = Stage(config, server, workspace, heard)
    for step in STEPS:
        print("…", step.__name__, file=sys.stderr, flush=True)
        await step(stage)
    numbers = [event.seq for event in heard.events]
    assert numbers == sorted(set(numbers)), numbers
    late = await server.shutdown()
    del kept
    return {"called": sorted(stage.called), "late": late, **stage.seen}


def main():
    """Takes the steps once."""
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
