"""Postgres and Valkey on a bare machine: started from wheels, private to a state directory, gone with their owner."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from deploy.commands import Failure
from deploy.embedded import account, binaries, postgres, process, valkey

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 80  # bytes of a socket directory's path: a socket's whole path has to be below 104 on macOS


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """Where the servers answer: Postgres for each of the four logins (`migrator` is a superuser), and Valkey."""

    migrate_url: str
    app_url: str
    worker_url: str
    sealer_url: str
    redis_url: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What an owner writes down for others when its servers are ready."""

    owner: int
    servers: Servers


@contextmanager
def embedded(state: Path | None = None, *, durable: bool = True, seconds: float = 90) -> Iterator[Servers]:
    """Both servers answer until the block is left.

    The first process on a state directory owns them: they end with it, also by kill -9. (On Linux they end with the
    *thread* that entered; enter from the main one.) Others attach while it lives, and lose the servers with it.
    `durable=False` is for directories that are thrown away: fast, and broken by a crash of the machine.
    Raises Failure when there is no place or no account for them, or when they are not ready after `seconds`.
    """
    state = (state or state_directory()).absolute()
    runs_as = prepared(state)
    with (state / "lock").open("w") as lock:
        found = claimed_or_found(state, lock.fileno(), seconds)
        if found is not None:
            yield found
            return
        with ExitStack() as ending:
            yield started(state, runs_as, lock.fileno(), durable, ending)


def state_directory() -> Path:
    """`OKR_STATE`, or this clone's own directory where the system keeps such things."""
    if chosen := os.environ.get("OKR_STATE"):
        return Path(chosen)
    clone = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    if os.geteuid() == 0:
        return Path("/var/lib/okr-ledger") / clone
    if given := os.environ.get("XDG_STATE_HOME"):
        return Path(given) / "okr-ledger" / clone
    try:
        home = os.environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        home = "/nonexistent"
    return Path(home) / ".local" / "state" / "okr-ledger" / clone


def prepared(state: Path) -> account.Account:
    """The state directory is there and the caller's, and the account that the servers run as can reach it."""
    runs_as = account.current()
    try:
        for missing in [path for path in [*reversed(state.parents), state] if not path.exists()]:
            missing.mkdir(exist_ok=True)
            missing.chmod(0o711 if runs_as.dropped else 0o700)  # whatever the umask is
        (state / "lock").touch()
    except OSError as error:
        raise Failure(f"cannot use {state} ({error.strerror}): set OKR_STATE to a directory of yours") from None
    if (state / "lock").stat().st_uid != os.geteuid():
        raise Failure(f"the servers in {state} are another user's: set OKR_STATE to a directory of yours")
    runs_as.must_reach(state)
    return runs_as


def claimed_or_found(state: Path, lock: int, seconds: float) -> Servers | None:
    """The lock is ours (None), or another process owns the servers and they are ready."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return None
        except BlockingIOError:
            if (record := recorded(state)) is not None and lives(record.owner):
                return record.servers
        time.sleep(0.02)
    raise Failure(
        f"another process holds {state / 'lock'}, and its servers are not ready after {seconds:.0f} s: "
        f"see {state / 'postgres.log'}, end that process, or set OKR_STATE to another directory"
    )


def recorded(state: Path) -> Record | None:
    try:
        return msgspec.json.decode((state / "servers.json").read_bytes(), type=Record)
    except FileNotFoundError:
        return None


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def started(state: Path, runs_as: account.Account, lock: int, durable: bool, ending: ExitStack) -> Servers:
    """Both servers run and are written down; `ending` takes that back in the reverse order."""
    (state / "servers.json").unlink(missing_ok=True)
    programs, cluster = binaries.postgres(state, runs_as), state / "cluster"
    postgres.make(cluster, programs, runs_as, lock, durable)
    sockets = socket_directory(state, runs_as, ending)
    database = postgres.launch(cluster, programs, sockets, runs_as, lock, durable)
    ending.callback(process.stop, database)
    broker = valkey.launch(binaries.valkey(state, runs_as), state, sockets, runs_as, lock)
    ending.callback(process.stop, broker)
    process.wait(database, lambda: postgres.answers(cluster, database))
    process.wait(broker, lambda: valkey.answers(sockets))
    urls = postgres.urls(cluster, sockets)
    servers = Servers(
        migrate_url=urls["migrator"],
        app_url=urls["app"],
        worker_url=urls["worker"],
        sealer_url=urls["sealer"],
        redis_url=valkey.url(sockets),
    )
    record = Record(owner=os.getpid(), servers=servers)
    account.keep_secret(state / "servers.json", msgspec.json.encode(record))
    ending.callback((state / "servers.json").unlink, missing_ok=True)
    return servers


def socket_directory(state: Path, runs_as: account.Account, ending: ExitStack) -> Path:
    """A private directory whose path is short enough for a socket's."""
    if len(os.fsencode(state / "run")) <= LONGEST:
        return runs_as.own(state / "run")
    name = f"okr-ledger-{hashlib.sha256(os.fsencode(state)).hexdigest()[:12]}"
    place = Path(tempfile.gettempdir())
    sockets = (place if len(os.fsencode(place / name)) <= LONGEST else Path("/tmp")) / name  # nosec B108 # own() takes no other
    ending.callback(shutil.rmtree, sockets, ignore_errors=True)
    return runs_as.own(sockets)
