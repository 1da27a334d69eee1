"""Processes that run as another account and do not outlive their owner, also when it is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import Signals
from typing import NamedTuple

from deploy.commands import Failure
from deploy.embedded.account import Account

# Nothing of the caller's: PGPORT, PGDATA or a locale that is not installed would change what the servers do.
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
PR_SET_PDEATHSIG = 1


class Server(NamedTuple):
    """A server that runs; `ending` is the signal that ends it in order."""

    process: subprocess.Popen[bytes]
    log: Path
    ending: Signals
    watchdog: subprocess.Popen[bytes] | None


def start(command: Sequence[str | Path], account: Account, log: Path, lock: int, ending: Signals) -> Server:
    """The program runs, with its output in `log`.

    It holds the open file `lock` as well: the lock on it is free only when the owner *and* the servers are gone.
    It is in a session of its own, so that Ctrl-C in the terminal reaches the owner alone.
    """
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    # Servers write into their logs what they could not do, with values: those are nobody else's to read.
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        process = subprocess.Popen(  # nosec B603 # a list of arguments, no shell
            command,
            cwd="/",
            env=ENVIRON,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[lock],
            start_new_session=True,
            preexec_fn=tied(ending),
            umask=0o077,
            user=account.uid if account.dropped else None,
            group=account.gid if account.dropped else None,
            extra_groups=[] if account.dropped else None,
        )
    return Server(process, log, ending, None if sys.platform == "linux" else watchdog(process.pid, ending))


def run(command: Sequence[str | Path], account: Account, given: str = "", lock: Sequence[int] = ()) -> str:
    """The program has ended well; what it said. Raises Failure with what it said otherwise."""
    try:
        done = subprocess.run(  # nosec B603 # a list of arguments, no shell
            command,
            cwd="/",
            env=ENVIRON,
            input=given,
            capture_output=True,
            text=True,
            pass_fds=lock,
            start_new_session=True,
            preexec_fn=tied(Signals.SIGKILL),
            umask=0o077,
            user=account.uid if account.dropped else None,
            group=account.gid if account.dropped else None,
            extra_groups=[] if account.dropped else None,
            check=False,
        )
    except OSError as error:
        raise Failure(f"{command[0]} cannot be executed: {error.strerror}") from None
    if done.returncode:
        raise Failure(f"{command[0]} ended with {done.returncode}: {' '.join((done.stderr + done.stdout).split())}")
    return done.stdout


def tied(ending: Signals) -> Callable[[], None] | None:
    """What makes a new process get the signal when the thread that started it ends; Linux only.

    It has to run after the change of user, which clears the setting: Popen calls it just before the program starts.
    """
    if sys.platform != "linux":
        return None
    owner, libc = os.getpid(), ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(ending))
        if os.getppid() != owner:  # it died in between, and no signal will come
            os._exit(1)

    return tie


def watchdog(pid: int, ending: Signals) -> subprocess.Popen[bytes]:
    """A process that signals `pid` when this one has ended: then the pipe that it reads from comes to its end."""
    script = f"read -r _; kill -{int(ending)} {pid}"
    # The script has two numbers in it, and nothing else that came from anywhere.
    command = ["/bin/sh", "-c", script]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # nosec B603 # see above


def wait(server: Server, ready: Callable[[], bool], seconds: float = 60) -> None:
    """The server is ready. Raises Failure, with the end of its log, when it has ended or the time is over."""
    until = time.monotonic() + seconds
    while not ready():
        if server.process.poll() is not None or time.monotonic() > until:
            state = "is not ready" if server.process.returncode is None else "has ended"
            said = server.log.read_text(errors="replace")[-1000:].strip().replace("\n", " | ")
            raise Failure(f"the embedded {server.log.stem} {state}: {said} (all of it: {server.log})")
        time.sleep(0.005)


def stop(server: Server, seconds: float = 30) -> None:
    """The server has ended; in order, or by force when that takes too long."""
    if server.watchdog is not None:
        server.watchdog.kill()
        server.watchdog.wait()
    for sign, bound in ((server.ending, seconds), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if server.process.poll() is None:
            server.process.send_signal(sign)
            try:
                server.process.wait(bound)
            except subprocess.TimeoutExpired:
                continue
