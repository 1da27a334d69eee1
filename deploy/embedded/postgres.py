"""The embedded Postgres: a cluster that is whole or absent, and its server on a unix socket."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from signal import Signals
from urllib.parse import quote

from deploy.commands import Failure
from deploy.embedded.account import Account, keep_secret
from deploy.embedded.process import Server, run, start

DATABASE = "okr_ledger"
LOGINS = ("migrator", "app", "worker", "sealer")
PORT = 5432  # names the socket; nothing listens on TCP

# The log's tables grant to these; they are there before the migrations and before the logins that belong to them.
GROUPS = {"app": "okr_app", "worker": "okr_worker", "sealer": "okr_sealer"}

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # its compilation costs more than the short queries here can win
    "scram_iterations": "1",  # the passwords are random: stretching them only slows each connection down
}
# For clusters that are thrown away: what is lost in a crash is lost anyway. No autovacuum, because it keeps a
# template database from being cloned while it is at work on it.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def make(cluster: Path, programs: Path, account: Account, lock: int, durable: bool) -> None:
    """The cluster is there and complete, with its logins, their passwords and the database.

    It is built beside its place and renamed, so that a start which was killed leaves nothing that looks whole.
    """
    if cluster.exists():
        same_version(cluster, programs, account)
        return
    new = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o711)
    new.chmod(0o711)
    data = account.own(new / "data")
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    sync = [] if durable else ["--no-sync"]
    initdb: list[str | Path] = [programs / "initdb", "--pgdata", data, "--username=migrator", "--auth=trust"]
    run([*initdb, *locale, *sync], account, lock=[lock])
    (data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    passwords = {login: secrets.token_hex(24) for login in LOGINS}
    single: list[str | Path] = [programs / "postgres", "--single", "-D", data, "-c", "exit_on_error=on"]
    run([*single, *options(durable), "postgres"], account, given=statements(passwords), lock=[lock])
    keep_secret(new / "passwords.json", json.dumps(passwords).encode())
    new.rename(cluster)


def statements(passwords: dict[str, str]) -> str:
    """The SQL that a new cluster starts from, one statement a line as single-user mode wants it."""
    return "\n".join(
        [
            f"alter role migrator password '{passwords['migrator']}'",
            *(f"create role {group} nologin" for group in GROUPS.values()),
            *(f"create role {name} login password '{passwords[name]}' in role {GROUPS[name]}" for name in GROUPS),
            f"create database {DATABASE} owner migrator",
            "",
        ]
    )


def same_version(cluster: Path, programs: Path, account: Account) -> None:
    """Raises Failure for a cluster of another major version, whose files this server cannot read."""
    kept = (cluster / "data" / "PG_VERSION").read_text().strip()
    mine = run([programs / "postgres", "--version"], account).split()[-1].partition(".")[0]
    if kept != mine:
        raise Failure(
            f"{cluster} was made by Postgres {kept} and this is Postgres {mine}: export what you need with the earlier "
            f"okr-ledger and move the directory away, or set OKR_STATE to another one"
        )


def launch(cluster: Path, programs: Path, sockets: Path, account: Account, lock: int, durable: bool) -> Server:
    """The server is starting; `answers` tells when it is there."""
    data = cluster / "data"
    # The lock says that no server of this cluster lives. After a restart of the machine the number in a left-over
    # file may be that of any process, and Postgres would refuse to start.
    for leftover in (data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock", sockets / f".s.PGSQL.{PORT}"):
        leftover.unlink(missing_ok=True)
    command: list[str | Path] = [programs / "postgres", "-D", data, "-k", sockets, *options(durable)]
    ending = Signals.SIGINT if durable else Signals.SIGQUIT  # "fast" with a checkpoint, or "immediate" without
    return start(command, account, cluster.parent / "postgres.log", lock, ending)


def options(durable: bool) -> list[str]:
    settings = SETTINGS if durable else SETTINGS | FAST
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def answers(cluster: Path, server: Server) -> bool:
    """Whether the server accepts connections; it says so in the eighth line of its pid file."""
    try:
        lines = (cluster / "data" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(server.process.pid) and lines[7].strip() == "ready"


def urls(cluster: Path, sockets: Path) -> dict[str, str]:
    """Each login's connection URL."""
    passwords: dict[str, str] = json.loads((cluster / "passwords.json").read_text())
    place = f"{DATABASE}?host={quote(str(sockets), safe='')}&port={PORT}"
    return {login: f"postgresql://{login}:{passwords[login]}@/{place}" for login in LOGINS}
