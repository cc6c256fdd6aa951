"""The hub of skills from a Python program: listed, and a skill of it installed; one JSON line with what was seen.

Usage: PYTHONPATH=<folder with the package openwork> python3.11 hub.py CONFIG

CONFIG is JSON: dataDir (where the server keeps its data), skillHub, folder (of a workspace).
"""

import asyncio
import json
import sys

import openwork as ow
from support import fails, options


async def tell(config):
    """Opens a server with a hub, installs a skill of it twice; and one without."""
    server = await ow.OpenWork.open(options(config["dataDir"], skill_hub=config["skillHub"]))
    wanted = ow.CreateLocalWorkspace(folder_path=config["folder"], name="hub")
    made = await server.workspaces().create_local(wanted)
    skills = server.skills()
    names = [skill.name for skill in (await skills.list_hub()).items]
    first = await skills.install_from_hub(made.id, "tidy")
    again = await skills.install_from_hub(made.id, "tidy", ow.InstallHubSkill(existing=ow.WhenSkillIsThere.REPLACE))
    await server.shutdown()
    server = await ow.OpenWork.open(options(config["dataDir"]))
    await fails(server.skills().list_hub(), ow.OpenWorkError.Conflict, ow.ErrorKind.CONFLICT)
    await server.shutdown()
    return {"names": names, "actions": [first.action.name, again.action.name]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tell(json.loads(sys.argv[1])))))
