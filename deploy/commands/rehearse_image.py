"""Make the container's image without a container engine, as root on Debian, and run what came out.

The steps of deploy/container/Containerfile run in roots that debootstrap makes; then the command runs there as the
image would start it: as its user, without capabilities, from a root that cannot be written to. With DATABASE_URL and
REDIS_URL set, whose servers have to be reached over TCP, a server is started there too and asked whether it is ready.

examples:
  okr-ledger rehearse image /var/tmp/rehearsal
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from pathlib import Path

from deploy.commands import Failure
from deploy.waiting import tell

PORT = 8719
READY_SECONDS = 30
SETTINGS = ("DATABASE_URL", "WORKER_DATABASE_URL", "SEALER_DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the roots are made, some 2 GB")


def run(args: argparse.Namespace) -> int:
    """The image's steps work, and what they make does."""
    from deploy.image_rehearsal import bootstrapped, command, made, variables

    place = args.folder.absolute()
    base = bootstrapped(place, tell)
    root, stage = made(place, base, tell)
    environ = variables(stage) | {name: os.environ[name] for name in SETTINGS if os.environ.get(name)}
    for words in (["--help"], ["settings"]):
        tell(f"okr-ledger {' '.join(words)}")
        done = subprocess.run(  # nosec B603 # no shell
            command(root, stage, *words), env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failure(f"`okr-ledger {words[0]}` ended with {done.returncode} in the image: {done.stderr[-500:]}")
    if "DATABASE_URL" in environ:
        served(command(root, stage, "serve", "--port", str(PORT)), environ)
    print(f"the image's steps work, and what they made runs in {root}")
    return 0


def served(words: list[str], environ: dict[str, str]) -> None:
    """A server of the image became ready, and ended when it was told to. Raises Failure."""
    tell("okr-ledger serve")
    with subprocess.Popen(words, env=environ) as server:  # nosec B603 # no shell
        try:
            ends = time.monotonic() + READY_SECONDS
            while not ready(server):
                if time.monotonic() > ends:
                    raise Failure(f"the image's server was not ready after {READY_SECONDS} s")
                time.sleep(0.2)
        finally:
            server.terminate()
    if server.returncode:
        raise Failure(f"the image's server ended with {server.returncode}")


def ready(server: subprocess.Popen[bytes]) -> bool:
    """Whether the server says that it is ready. Raises Failure where it has ended."""
    import httpx

    if server.poll() is not None:
        raise Failure(f"the image's server ended with {server.returncode}; it has said why")
    try:
        return httpx.get(f"http://127.0.0.1:{PORT}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
