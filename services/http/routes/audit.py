"""The audit trail: what happened, who asked for it, and what each event changed; of all, or of one cycle."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, Response
from litestar.datastructures.headers import Accept
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Meta
from msgspec.structs import replace

from events import catalogue
from events.catalogue import ID_PATTERN
from projections.standings import then, trails
from projections.tables.audit_entries import Wanted, entries, position
from services.access.rights import Scope
from services.http.answers import JSON, answer, encoded
from services.http.asking import LARGEST, Asking, Question, meant, named
from services.http.audit_bodies import EntryList, Format, written
from services.http.cursors import behind, onward
from services.http.headers import SAFE
from services.http.names import known
from services.http.operations import giving
from services.http.paging import Cursor, Cycle, Limit, Unit
from services.http.problems import NOT_ACCEPTABLE, BadParameter, NotAcceptable
from services.http.reading import CYCLE, ORG, read

MEDIA_TYPES: dict[Format, str] = {"json": JSON, "ndjson": "application/x-ndjson", "csv": "text/csv"}
Key = Annotated[int, Meta(ge=0, le=LARGEST)]
Order = Annotated[Literal["oldest", "newest"], QueryParameter(description="Which end of the log comes first.")]
Item = Annotated[str | None, QueryParameter(max_length=64, description="Only what concerns this item.")]
InCycle = Annotated[str | None, QueryParameter(name="cycle", max_length=64, description="Only this cycle's.")]
Actor = Annotated[str | None, QueryParameter(max_length=64, description="Only what this person did.")]
Requester = Annotated[
    str | None, QueryParameter(max_length=64, description="Only what was asked for by this person, whoever did it.")
]
Type = Annotated[
    str | None, QueryParameter(max_length=64, description="Only events of this type, as `objective.committed`.")
]
Decision = Annotated[str | None, QueryParameter(max_length=64, description="Only what this decision authorises.")]
Text = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Only what has this in its sentence, its reason or one of its ids."),
]
From = Annotated[
    str | None,
    QueryParameter(
        name="from",
        max_length=64,
        description="Only what took effect from then on: a date, which means its beginning in the organisation's time "
        "zone, or an instant with its zone.",
    ),
]
To = Annotated[
    str | None,
    QueryParameter(max_length=64, description="Only what had taken effect by then: a date, to its end, or an instant."),
]
FormatAsked = Annotated[
    Format | None,
    QueryParameter(
        description="Default: what `Accept` prefers, else JSON. `csv` and `ndjson` come whole, without pages."
    ),
]


@read(
    f"{ORG}/audit",
    "What happened, and what it changed",
    may="audit.read",
    tag="audit",
    kinds=(NOT_ACCEPTABLE,),
    operation_class=giving(MEDIA_TYPES.values()),
)
async def audit(
    request: Request[Any, Any, Any],
    asked: Question,
    item: Item = None,
    of_cycle: InCycle = None,
    unit: Unit = None,
    actor: Actor = None,
    requester: Requester = None,
    type: Type = None,
    decision: Decision = None,
    text: Text = None,
    from_: From = None,
    to: To = None,
    order: Order = "oldest",
    format: FormatAsked = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response[EntryList]:
    """A page of entries in the order of the log; as CSV or lines of JSON all that are wanted, behind the cursor."""
    if type is not None and type not in catalogue.types():
        raise BadParameter("type", f"{type!r} is no type of the catalogue, as `objective.committed` is")
    if text is not None and "\0" in text:
        raise BadParameter("text", "text: expected one without NUL")
    ids = {"item": item, "cycle": of_cycle, "unit": unit, "actor": actor, "requester": requester, "decision": decision}
    for name, id_ in ids.items():
        if id_ is not None and not ID_PATTERN.fullmatch(id_):
            raise BadParameter(
                name, f"{name}: {id_[:70]!r} is no id: those are lower-case letters, digits, '.', '_', '-'"
            )
    chosen = format or preferred(request.headers.get("accept", ""))
    await asked.reached(lambda: position(asked.pool, asked.org))
    wanted = Wanted(item=item, cycle=of_cycle, unit=unit, actor=actor, requester=requester, decision=decision)
    wanted = await _within(asked, replace(wanted, type=type, text=text), from_, to)
    if chosen == "json":
        return await _page(request, asked, wanted, cursor, limit, order == "newest")
    return await _whole(asked, wanted, behind(cursor, Key), chosen, order == "newest")


@read(f"{CYCLE}/timeline", "What happened in a cycle", may="audit.read", tag="audit")
async def timeline(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    unit: Unit = None,
    item: Item = None,
    order: Order = "oldest",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response[EntryList]:
    """A page of the entries of the cycle, of one plan of it, or of one item, in the order of the log."""
    for kind, id_ in (("cycle", cycle), ("unit", unit), ("item", item)):
        named(kind, cycle if id_ is None else id_)
    await asked.reached(lambda: position(asked.pool, asked.org))
    await trails.there(asked.pool, asked.org, cycle, unit)
    wanted = await _within(asked, Wanted(cycle=cycle, unit=unit, item=item, planning=True), None, None)
    return await _page(request, asked, wanted, cursor, limit, order == "newest")


async def _page(
    request: Request[Any, Any, Any], asked: Asking, wanted: Wanted, cursor: str | None, limit: int, newest: bool
) -> Response[Any]:
    last: int | None = behind(cursor, Key)
    page = await entries(asked.pool, asked.org, wanted, last, limit + 1, newest=newest)
    items = page.entries[:limit]
    more = onward(request, items[-1].position if len(page.entries) > limit else None)
    ids = {id_ for entry in items for id_ in (entry.actor, entry.requester)}
    names = await known(asked.pool, request.user, Scope(wanted.cycle, wanted.unit), ids)
    body = EntryList(items=items, names=names, next=more, position=page.position)
    return answer(request, encoded(body), page.position)


async def _whole(asked: Asking, wanted: Wanted, last: int | None, format: Format, newest: bool) -> Response[Any]:
    """All that is wanted, read while it is sent; but its first page before that, as long as a problem can be told."""
    first = await entries(asked.pool, asked.org, wanted, last, trails.PAGE, newest=newest)
    pages = trails.pages(asked.pool, asked.org, wanted, first, newest=newest)
    headers = {
        **SAFE,
        "Okr-Position": str(first.position),
        "Cache-Control": "private, no-store",
        "Vary": "Accept, Authorization",
        "Content-Disposition": f'attachment; filename="audit-{asked.org}.{format}"',
    }
    return Stream(written(pages, format), media_type=MEDIA_TYPES[format], headers=headers)


def preferred(accept: str) -> Format:
    """The format that an `Accept` header prefers. Raises NotAcceptable where it takes none of them."""
    best = Accept(accept or "*/*").best_match(list(MEDIA_TYPES.values()))
    chosen = next((name for name, media_type in MEDIA_TYPES.items() if media_type == best), None)
    if chosen is None:
        raise NotAcceptable(f"the audit trail exists as {', '.join(MEDIA_TYPES.values())}")
    return chosen


async def _within(asked: Asking, wanted: Wanted, since: str | None, until: str | None) -> Wanted:
    """What is wanted, between the instants that are meant. Raises BadParameter."""
    if asked.travels:
        when, _ = await asked.moment()
        wanted = replace(wanted, as_of=when.as_of, known_at=when.known_at)
    if since is not None or until is not None:
        calendar = await asked.calendar()
        first = meant(calendar, "from", since, trails.first_of)
        wanted = replace(wanted, since=first, until=meant(calendar, "to", until, then.instant))
    return wanted


ROUTES = [audit, timeline]
