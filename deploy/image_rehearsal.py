"""Makes the image's last stage where no container engine is: its steps, in roots that debootstrap has made.

It shows that the steps work, and that what they make runs as the user they name, from a root that it cannot write to.
It is no image: nothing keeps what runs in it apart from the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.commands import Failure
from deploy.containerfile import Stage, Step, read
from deploy.environment import SOURCES
from deploy.waiting import Telling

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "deploy" / "container" / "Containerfile"
SUITE, PACKAGES = "bookworm", "python3,python3-venv,ca-certificates"
# By its rule the steps take no image without a digest; a root from packages that apt has verified has none.
BASE = "debootstrap@sha256:of-no-image"
LENT = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
INHERITED = ("http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL", *SOURCES)
LOCKED = """
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t tmpfs tmp "$0/tmp" && exec chroot "$0" "$@"
"""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def bootstrapped(place: Path, tell: Telling) -> Path:
    """A root with Debian and its Python, which is made where it is not there. Raises Failure."""
    if os.geteuid() != 0:
        raise Failure("the rehearsal changes its root directory, which root alone may: run it as root")
    if shutil.which("debootstrap") is None:
        raise Failure("there is no debootstrap, which makes the root that stands for an image: install it (Debian)")
    base = place / "base"
    if not base.exists():
        tell(f"making {base} with debootstrap …")
        new = place / "base.new"
        shutil.rmtree(new, ignore_errors=True)
        _run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(new)], dict(os.environ))
        new.rename(base)
    return base


def made(place: Path, base: Path, tell: Telling) -> tuple[Path, Stage]:
    """The root of the last stage, every step of all stages having run; and that stage. Raises Failure."""
    roots: dict[str, Path] = {}
    for number, stage in enumerate(stages := read(FILE, {"BASE": BASE})):
        root = roots[stage.name] = place / f"stage-{number}"
        shutil.rmtree(root, ignore_errors=True)
        _run(["cp", "--archive", "--reflink=auto", str(base), str(root)], dict(os.environ))
        for step in stage.steps:
            tell(f"{step.does} {step.rest}")
            taken(step, root, roots)
    return root, stages[-1]


def taken(step: Step, root: Path, roots: Mapping[str, Path]) -> None:
    """The step is done in the root; those that say how a container is started are left to whoever starts it."""
    match step.does:
        case "RUN":
            with lent(root):
                _run(["chroot", str(root), "/bin/sh", "-c", step.rest], _environment() | {"BASE": BASE})
        case "COPY":
            words = step.words
            source = ROOT
            if words[0].startswith("--from="):
                source = roots[words.pop(0).partition("=")[2]]
            for name in words[:-1]:
                _copied(source / name.lstrip("/"), root / words[-1].lstrip("/"), into=words[-1].endswith("/"))


def command(root: Path, stage: Stage, *words: str) -> list[str]:
    """What starts the command in the root as the image would: by its entry point, as its user, with no capability and
    nothing that gives one back, from a root that is not to be written to and has a /tmp in memory."""
    user, _, group = stage.last("USER")[0].partition(":")
    dropped = ["--reuid", user, "--regid", group, "--clear-groups", "--no-new-privs", "--bounding-set=-all"]
    inside = [*stage.last("ENTRYPOINT"), *(words or stage.last("CMD"))]
    there = stage.last("WORKDIR")[0]
    at = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', there]
    return ["unshare", "--mount", "/bin/sh", "-c", LOCKED, str(root), *at, "setpriv", *dropped, *inside]


def variables(stage: Stage) -> dict[str, str]:
    """The environment that the image gives, and nothing of this process's."""
    named = dict(word.split("=", 1) for step in stage.steps if step.does == "ENV" for word in step.words)
    return {"PATH": PATH, **named}


def _environment() -> dict[str, str]:
    """What lets pip get to where packages come from, as this machine does."""
    return {"PATH": PATH, "HOME": "/root"} | {name: os.environ[name] for name in INHERITED if name in os.environ}


@contextmanager
def lent(root: Path) -> Iterator[None]:
    """The root knows the names and authorities that this machine knows, until the block is left."""
    before: dict[Path, bytes | None] = {}
    for path in map(Path, LENT):
        if path.is_file():
            there = root / path.relative_to("/")
            before[there] = there.read_bytes() if there.is_file() else None
            there.unlink(missing_ok=True)
            there.write_bytes(path.read_bytes())
    try:
        yield
    finally:
        for there, content in before.items():
            there.unlink(missing_ok=True)
            if content is not None:
                there.write_bytes(content)


def _copied(source: Path, target: Path, into: bool) -> None:
    """What was at the source is at the target, as COPY puts it; nothing that the project ignores."""
    if source.is_dir():
        ours = shutil.ignore_patterns("__pycache__") if source.is_relative_to(ROOT) else None
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=ours)
        return
    target = target / source.name if into else target
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def _run(words: list[str], environ: dict[str, str]) -> None:
    """It has succeeded; raises Failure with the last that it said."""
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)  # nosec B603 # no shell
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Failure(f"{' '.join(words)[:200]} ended with {done.returncode}: {' | '.join(said[-5:])}")
