"""The variables of the environment that this program reads: each declared once, and what is none of them is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from rapidfuzz.distance import OSA

from deploy.commands import Failure

FILE = "_FILE"
PREFIX = "OKR_"
TESTS = (
    "OKR_FAULT_",
    "OKR_CROWD_",
    "OKR_SCHEMATHESIS_",
    "OKR_GOLDEN",
    "OKR_SCALE",
    "OKR_SOAK_",
)  # read by the project's own tests
# A file of one of these holds keys, one a line; it is read, and added to, by those who sign and verify.
KEYS = "SEALING_KEY"


class Variable(Struct, frozen=True, kw_only=True):
    """A setting: its default (empty: none), in which unit it counts, what it is for, and whether its value may be
    shown. A secret can be given as a file, which its name with `_FILE` names."""

    name: str
    means: str
    default: str = ""
    unit: str = ""
    secret: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """A setting as it is, and where that comes from: the environment, a file or the default."""

    name: str
    value: str
    source: str
    unit: str
    means: str


VARIABLES = (
    Variable(
        name="DATABASE_URL",
        means="Postgres 15 or later, by the application's login; without it and REDIS_URL both are started here",
        secret=True,
    ),
    Variable(name="WORKER_DATABASE_URL", means="the worker's login; default: DATABASE_URL", secret=True),
    Variable(name="SEALER_DATABASE_URL", means="the sealer's login; default: DATABASE_URL", secret=True),
    Variable(name="MIGRATE_DATABASE_URL", means="the owner's login; default: DATABASE_URL", secret=True),
    Variable(name="REDIS_URL", means="Redis or Valkey, which carries wake-ups and jobs and never facts", secret=True),
    Variable(name=KEYS, means="the keys that logs are sealed with; the last one signs", secret=True),
    Variable(name="OIDC_ISSUER", means="the identity provider whose tokens are taken; default: API keys alone"),
    Variable(name="OIDC_AUDIENCE", means="whom the tokens have to be made out to"),
    Variable(name="OIDC_ALGORITHMS", means="how the tokens may be signed", default="RS256,ES256"),
    Variable(name="OTEL_EXPORTER_OTLP_ENDPOINT", means="where traces are sent (OTLP over HTTP); default: nowhere"),
    Variable(name="OTEL_SERVICE_NAME", means="what this process is called in traces", default="okr-ledger"),
    Variable(
        name="REQUESTS_PER_MINUTE",
        means="how many requests a key may make, counted for all servers together",
        default="6000",  # a hundred a second, which no person and few programs reach
        unit="requests",
    ),
    Variable(
        name="DATABASE_CONNECTIONS",
        means="how many connections a server reads with, and a worker works with, at most; few more are opened beside",
        default="20",
        unit="connections",
    ),
    Variable(
        name="NOTICE_SECONDS",
        means="how long a server that is told to end still takes requests while /readyz says 503, so that whoever "
        "spreads the load has seen it",
        default="0",
        unit="seconds",
    ),
    Variable(
        name="DRAIN_SECONDS",
        means="how long requests and jobs under way may then take; what is left is cut off, and a job queued again",
        default="10",
        unit="seconds",
    ),
    Variable(
        name="OKR_STATE",
        means="where the servers that are started here keep their data; default: a directory of this clone's",
    ),
)
BY_NAME = {each.name: each for each in VARIABLES}
KNOWN = (*BY_NAME, *(each.name + FILE for each in VARIABLES if each.secret))


def given(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, in which each secret that a file holds stands as if it had been given (but KEYS, whose file is
    read where it is used).

    Raises Failure for a variable that was surely meant to be one of these, a file that cannot be read, and a secret
    that is given twice.
    """
    refuse_unknown(environ)
    files = {each.name: path for each in VARIABLES if each.secret and (path := environ.get(each.name + FILE))}
    for name in files:
        if environ.get(name):
            raise Failure(f"{name} and {name}{FILE} are both set; set one")
    return {**environ, **{name: content(name, path) for name, path in files.items() if name != KEYS}}


def content(name: str, path: str) -> str:
    """The file's text, without white space around it. Raises Failure."""
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Failure(f"cannot read {path}, which {name}{FILE} names: {why}") from None
    if not text:
        raise Failure(f"{path}, which {name}{FILE} names, is empty")
    return text


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raises Failure for a variable that begins as ours do and is none, and for one that is a letter off from one of
    ours that is not set: whoever sets it would wonder why nothing happens."""
    set_ = {name for name, value in environ.items() if value}
    for name in sorted(set_.difference(KNOWN)):
        near = [known for known in KNOWN if OSA.distance(name, known, score_cutoff=1) == 1 and known not in set_]
        if near:
            raise Failure(f"{name} is set, which nothing reads; did you mean {near[0]}?")
        if name.startswith(PREFIX) and not name.startswith(TESTS):
            raise Failure(f"{name} is set, which nothing reads; `okr-ledger settings` lists what there is")


def found(environ: Mapping[str, str]) -> list[Found]:
    """Every setting as it is, in the order of the table; no secret. Raises Failure as `given` does."""
    given(environ)
    return [_found(each, environ) for each in VARIABLES]


def _found(variable: Variable, environ: Mapping[str, str]) -> Found:
    value, source = environ.get(variable.name) or "", "environment"
    if path := variable.secret and environ.get(variable.name + FILE):
        value, source = f"(in {path})", "file"
    elif variable.secret and value:
        value = "(secret)" if variable.name == KEYS else without_secrets(value)
    elif not value:
        value, source = variable.default, "default"
    return Found(name=variable.name, value=value, source=source, unit=variable.unit, means=variable.means)


def without_secrets(url: str) -> str:
    """A connection's address without its password and its parameters, either of which may be secret; nothing of it
    where it cannot be told what is what."""
    scheme, separator, rest = url.partition("://")
    address, asked, parameters = rest.partition("?")
    authority, slash, path = address.partition("/")
    user, at, host = authority.rpartition("@")
    if not separator or "@" in path + parameters or "#" in url:
        return "(secret)"
    login = user.partition(":")[0]
    hidden = ":…" if ":" in user else ""
    return f"{scheme}://{login}{hidden}{at}{host}{slash}{path}{'?…' if asked else ''}"


def number(environ: Mapping[str, str], name: str, least: int = 1, most: int = 10**9) -> int:
    """The whole number that a variable is set to, else its default. Raises Failure."""
    variable = BY_NAME[name]
    text = environ.get(name) or variable.default
    if not (text.isascii() and text.isdigit() and least <= int(text[:10]) <= most and len(text) <= 10):
        raise Failure(f"{name} {text[:40]!r} is no number of {variable.unit}; expected one from {least} to {most}")
    return int(text)
