"""The project's own Python environment: made on first use from the hashed lock, by what the machine has.

The project is not installed into it (an editable install has no hash): one `.pth` names the root.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# uv reads none of pip's settings: where one says whence packages come, pip is the one to ask.
SOURCES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CONFIG_FILE")
# Settings that would make pip install anywhere but into the environment.
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "VIRTUAL_ENV", "PYTHONHOME")


class Unusable(Exception):
    """The environment cannot be made; the message says why and what to do."""


def ready(root: Path) -> Path:
    """The environment in `.venv` is complete and agrees with the lock; its interpreter."""
    venv, stamp = root / ".venv", stamp_of(root)
    if not complete(venv, stamp):
        with alone(root / ".venv.lock"):
            if not complete(venv, stamp):
                make(root, venv, stamp)
    return interpreter(venv)


def stamp_of(root: Path) -> str:
    """Changes with all that an environment depends on: the lock, the Python, the machine, and where the root is."""
    machine = os.uname()
    python = f"{sys.implementation.cache_tag}{sys.abiflags} {machine.sysname} {machine.machine}"
    lock = (root / "deploy" / "requirements.lock").read_bytes()
    return hashlib.sha256(b"\0".join([lock, python.encode(), os.fsencode(root)])).hexdigest()


def complete(venv: Path, stamp: str) -> bool:
    """Whether the environment was finished for this stamp; a half-made one has no stamp."""
    try:
        return (venv / "stamp").read_text() == stamp and os.access(interpreter(venv), os.X_OK)
    except OSError:
        return False


def interpreter(venv: Path) -> Path:
    return venv / "bin" / "python"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process makes the environment meanwhile; nor does a pip or uv that a killed one left at work."""
    try:
        lock = path.open("w")
    except OSError as error:
        raise Unusable(f"cannot write {path} ({error.strerror}): put the project where you may write") from None
    with lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start that makes the environment")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(root: Path, venv: Path, stamp: str) -> None:
    """`.venv` is new and complete. The stamp is written last: a start that was killed is begun again by the next."""
    lock, environ = root / "deploy" / "requirements.lock", surroundings(os.environ)
    uv = None if any(name in environ for name in SOURCES) else shutil.which("uv")
    say(f"making the environment in {venv} with {'uv' if uv else 'pip'} (once) …")
    try:
        install(uv, venv, lock, environ)
        (site_packages(venv) / "okr-ledger.pth").write_text(f"{root}\n")
        (venv / "stamp").write_text(stamp)
    except OSError as error:
        raise Unusable(f"cannot make {venv}: {error}") from None


def install(uv: str | None, venv: Path, lock: Path, environ: Mapping[str, str]) -> None:
    """The lock's packages are in the environment; pip has its turn when uv fails, since it knows other settings."""
    if uv is not None:
        try:
            with_uv(uv, venv, lock, environ)
            return
        except Unusable as error:
            if not can_make_with_pip():
                raise
            say(f"{error}\nuv failed, trying pip …")
    with_pip(venv, lock, environ)


def with_uv(uv: str, venv: Path, lock: Path, environ: Mapping[str, str]) -> None:
    clear(venv)
    run([uv, "venv", "--quiet", "--no-project", "--python", base_python(), str(venv)], environ)
    hashed = ["--require-hashes", "--requirement", str(lock)]
    run([uv, "pip", "install", "--quiet", "--python", str(interpreter(venv)), *hashed], environ)


def with_pip(venv: Path, lock: Path, environ: Mapping[str, str]) -> None:
    if not can_make_with_pip():
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise Unusable(
            f"this Python ({sys.executable}) comes without venv or ensurepip. Install them (Debian, Ubuntu: "
            f"`apt install {package}` or `apt install python3-venv`), or put uv on the PATH"
        )
    clear(venv)
    run([base_python(), "-I", "-m", "venv", str(venv)], environ)
    pip = [str(interpreter(venv)), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Compiling every module takes as long as all the rest; the few that are used are compiled when first imported.
    run([*pip, "install", "--no-user", "--no-compile", "--require-hashes", "--requirement", str(lock)], environ)


def can_make_with_pip() -> bool:
    """Whether this Python has what `python -m venv` needs; Debian packs both apart."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def base_python() -> str:
    """The interpreter itself, also when this process was started from the environment that is about to go."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without what would install elsewhere, and with a home or no cache."""
    kept = {name: value for name, value in environ.items() if name not in ELSEWHERE}
    if not kept.get("HOME"):
        kept.pop("HOME", None)  # an empty one would put a cache below /; without one the system's accounts say it
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            kept |= {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1", "HOME": "/nonexistent"}
    return kept


def clear(venv: Path) -> None:
    """Nothing is left of an earlier environment; its stamp goes first, so that a kill leaves none that looks whole."""
    (venv / "stamp").unlink(missing_ok=True)
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    shutil.rmtree(venv, ignore_errors=True)


def site_packages(venv: Path) -> Path:
    return venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def run(command: list[str], environ: Mapping[str, str]) -> None:
    """The command has succeeded in silence; its output is the message when it has not. It holds the lock as well."""
    done = subprocess.run(  # nosec B603 # a list of arguments, no shell
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, close_fds=False, check=False
    )
    if done.returncode:
        said = (done.stderr + done.stdout).strip()
        raise Unusable(f"{' '.join(command)} failed with code {done.returncode}:\n{said}")


def say(line: str) -> None:
    print(f"okr-ledger: {line}", file=sys.stderr, flush=True)
