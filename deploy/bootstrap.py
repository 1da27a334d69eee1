"""What `python3 deploy` does once the Python is known to be a supported one: environment first, then the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.environment import Unusable, ready

ROOT = Path(__file__).resolve().parent.parent

FOLDERS = ("deploy", "events", "projections", "services", "workers")
TOLD = 5  # lines: bandit says of each line that is excused which of its other tests would have passed
CHECKS = (
    ("ruff", "check", "--quiet"),
    ("ruff", "format", "--check", "--quiet"),
    ("mypy", "--strict", "--no-error-summary"),
    ("bandit", "--recursive", "--quiet", "--configfile", "pyproject.toml", *FOLDERS),
)


def main(arguments: list[str]) -> int:
    """This process has become the command, or it has failed with one line; returns only for `check` and failures."""
    try:
        python = str(ready(ROOT))
        match arguments:
            case ["check"]:
                return check(python)
            case ["test"]:
                # All of them: on all cores, each file on one.
                os.chdir(ROOT)
                return become(python, "pytest", ["-n", "auto", "--dist", "loadfile"])
            case ["test", *rest]:
                os.chdir(ROOT)  # pytest reads `testpaths` only when it is started there
                return become(python, "pytest", rest)
            case _:
                return become(python, "deploy.commands", arguments)
    except Unusable as error:
        print(f"okr-ledger: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def become(python: str, module: str, arguments: list[str]) -> int:
    """This process is the module's, with the same id, terminal and working directory; never returns."""
    os.execv(python, [python, "-P", "-m", module, *arguments])  # nosec B606 # this Python, no shell


def check(python: str) -> int:
    """Every check has run and said what it found; 0 if none found anything, else 1."""
    failed = [f"{tool} {options[0]}" for tool, *options in CHECKS if not passes(python, tool, options)]
    print(f"check: {', '.join(failed)} failed" if failed else "check: nothing found", file=sys.stderr)
    return 1 if failed else 0


def passes(python: str, tool: str, options: list[str]) -> bool:
    """What it found is on standard output; of its own troubles the last are told, and only where it failed."""
    command = [python, "-P", "-m", tool, *options]
    done = subprocess.run(  # nosec B603 # a list of arguments, no shell
        command, cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        print("\n".join(done.stderr.splitlines()[-TOLD:]), file=sys.stderr)
    return done.returncode == 0
