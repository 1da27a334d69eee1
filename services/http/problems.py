"""The kinds of problem that the interface tells of (RFC 9457), and the exceptions that requests raise for them."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong: `detail` says what, where, and what would be accepted; `parameter` is the one to correct."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None
    position: int | None = None
    errors: tuple[Place, ...] = ()
    moved: MovedOn | None = None


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with one part of the body: `pointer` leads to it (RFC 6901), `command` is the one it is of."""

    detail: str
    pointer: str
    command: str | None = None


class Behind(Struct, frozen=True, kw_only=True):
    """An event that stands behind the version that was expected."""

    id: str
    type: str
    position: int | None
    actor: str


class MovedOn(Struct, frozen=True, kw_only=True):
    """A stream that is at another version than was expected, and the first events behind that one."""

    stream: str
    expected: int
    actual: int
    events: tuple[Behind, ...]


class Kind(Struct, frozen=True):
    """A kind of problem: its status, its name in `/problems/{name}`, what it means, and what to do."""

    status: int
    name: str
    title: str
    means: str


MALFORMED = Kind(400, "malformed", "Malformed request", "A parameter or a header is not of the form that is accepted.")
NO_KEY = Kind(
    401, "no-key", "No valid API key", "Send a key or token as `Authorization: Bearer …`, or a key as a Basic password."
)
NOT_ALLOWED = Kind(403, "not-allowed", "Not allowed", "Nothing that you hold allows this there; another role may.")
NOT_FOUND = Kind(404, "not-found", "Not found", "It does not exist, or the key does not open it.")
NO_METHOD = Kind(405, "no-such-method", "Method not allowed", "The `Allow` header names the methods that are.")
NOT_ACCEPTABLE = Kind(406, "not-acceptable", "Not acceptable", "It exists in other formats than those accepted.")
SLOW = Kind(408, "too-slow", "Too slow", "The body did not arrive in time: send it again, in one go.")
MOVED = Kind(409, "moved", "Moved meanwhile", "A stream is at another version: read it again and decide anew.")
ERASED = Kind(410, "erased", "Erased", "The person was erased, and is noted anew by who operates the ledger alone.")
TOO_LARGE = Kind(413, "too-large", "Too large", "A request has at most 1 MiB and 500 commands.")
NO_JSON = Kind(415, "no-json", "Not JSON", "Send the body as `Content-Type: application/json`, not compressed.")
UNDECIDED = Kind(
    422, "refused-command", "Refused command", "A command makes no sense as things stand; nothing was written."
)
REUSED = Kind(422, "request-reused", "Request id reused", "The same `Idempotency-Key` came with another body.")
TOO_OFTEN = Kind(
    429, "too-often", "Too often", "This key asks more often than it may: wait for as long as `Retry-After` says."
)
TOO_MANY = Kind(422, "too-many-events", "Too many events", "The question takes more events than one request folds.")
REFUSED = Kind(400, "refused", "Refused", "The request cannot be answered as it was sent.")
BROKEN = Kind(500, "broken", "Something broke here", "It is a fault of the server, and it was logged.")
NOT_YET = Kind(503, "not-yet", "Not yet there", "The position asked for is not reached yet: try again.")
NO_DATABASE = Kind(
    503, "no-database", "No database", "The database does not answer, or not yet as it should: try again."
)
NOT_READY = Kind(
    503, "not-ready", "Not ready", "The server ends, or its database has not the form that it needs: ask another one."
)
NO_PROVIDER = Kind(
    503, "no-provider", "No identity provider", "The keys that tokens are checked by cannot be had: try again."
)
KINDS = (
    MALFORMED,
    NO_KEY,
    NOT_ALLOWED,
    NOT_FOUND,
    NO_METHOD,
    NOT_ACCEPTABLE,
    SLOW,
    MOVED,
    ERASED,
    TOO_LARGE,
    NO_JSON,
    UNDECIDED,
    REUSED,
    TOO_OFTEN,
    TOO_MANY,
    REFUSED,
    BROKEN,
    NOT_YET,
    NO_DATABASE,
    NOT_READY,
    NO_PROVIDER,
)


def problem(kind: Kind, detail: str, **more: Any) -> Problem:
    """A problem of a kind."""
    return Problem(type=f"/problems/{kind.name}", title=kind.title, status=kind.status, detail=detail, **more)


class BadParameter(Exception):
    """A parameter of the request cannot have the value that it has."""

    def __init__(self, parameter: str, says: str) -> None:
        super().__init__(says)
        self.parameter = parameter


class NoKey(Exception):
    """The request brings no key, or none that opens anything; `wrong` says which."""

    def __init__(self, wrong: bool) -> None:
        super().__init__(
            "this key or token opens nothing: it is unknown, expired or revoked"
            if wrong
            else "an API key is needed: send it as `Authorization: Bearer okr_…`, or as the password of Basic"
        )
        self.wrong = wrong


class NotAllowed(Exception):
    """Nothing that whoever asks holds allows what was asked."""


class NoProvider(Exception):
    """The identity provider's keys cannot be had."""

    def __init__(self) -> None:
        super().__init__("the identity provider's keys cannot be had; try again, or send an API key")


class TooOften(Exception):
    """Whoever asks does so more often than they may, or listens to too much; `seconds` says when to ask again."""

    def __init__(self, seconds: float, says: str = "") -> None:
        super().__init__(says or f"too many requests within a minute; ask again in {math.ceil(seconds)} seconds")
        self.seconds = math.ceil(seconds)


class BadBody(Exception):
    """The body is not of the form that is accepted; `pointer` leads to the place."""

    def __init__(self, says: str, pointer: str) -> None:
        super().__init__(says)
        self.pointer = pointer


class NotJson(Exception):
    """The body is not declared as JSON, or compressed."""


class TooLarge(Exception):
    """The body is larger than a request may be."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class NotAcceptable(Exception):
    """None of the formats that the request accepts exists."""


class NotReady(Exception):
    """No request should be sent here; the message says why."""


class NotYet(Exception):
    """The position asked for was not reached within the time that a request waits."""

    def __init__(self, asked: int, reached: int) -> None:
        super().__init__(f"position {asked} is not reached yet, but {reached} is")
        self.reached = reached


class Gone(Exception):
    """It was erased, and does not come back by being asked for."""


class NotMade(Exception):
    """What a worker makes is not there yet."""
