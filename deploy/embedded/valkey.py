"""The embedded Valkey: wake-ups and jobs. It keeps nothing on disk, since all that it loses is found in Postgres."""

from __future__ import annotations

import socket
from pathlib import Path
from signal import Signals

from deploy.embedded.account import Account
from deploy.embedded.process import Server, start

SOCKET = "valkey.sock"


def launch(program: Path, state: Path, sockets: Path, account: Account, lock: int) -> Server:
    """The server is starting; `answers` tells when it is there."""
    (sockets / SOCKET).unlink(missing_ok=True)
    command: list[str | Path] = [program, "--port", "0", "--unixsocket", sockets / SOCKET, "--unixsocketperm", "700"]
    command += ["--dir", sockets, "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    return start(command, account, state / "valkey.log", lock, ending=Signals.SIGTERM)


def answers(sockets: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(sockets / SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def url(sockets: Path) -> str:
    return f"unix://{sockets / SOCKET}?db=0"
