"""What each route does, and whether whoever asks may: routes name an action of the table, and what it is done to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection
from litestar.routes import HTTPRoute

from services.access.rights import EVERYWHERE, Holding, Scope, allowing, of_subject, reaches, told
from services.access.table import MEANS, REACH, action_of
from services.decisions.command import Act, Command
from services.decisions.plan.continuation import PlanReset
from services.decisions.plan.reset import earlier
from services.http.problems import NotAllowed

if TYPE_CHECKING:
    from services.http.access import Principal

PUBLIC = "public"
ACTION = "action"
ON = "on"
Connection = ASGIConnection[Any, Any, Any, Any]
On = Callable[[Connection], Scope | None]


def needs(action: str, on: On | None = None) -> dict[str, Any]:
    """The `opt` of a route that does this: to what `on` says of the request, by default what path and query name."""
    if action not in REACH:
        raise ValueError(f"{action} is no action of the table")
    return {ACTION: action, ON: on or named}


def declared(routes: Iterable[HTTPRoute]) -> None:
    """Nothing, where every route is public or names its action. Raises ValueError for one that nobody thought of."""
    for route in routes:
        for handler, _ in route.route_handler_map.values():
            asks = handler.http_methods != {"OPTIONS"}  # which the framework answers, with the methods that there are
            if asks and not handler.opt.get(PUBLIC) and handler.opt.get(ACTION) not in REACH:
                raise ValueError(f"{route.path} names no action of the table")


def asked_for(connection: Connection) -> tuple[str, Scope | None]:
    """What the route does, and to what; to None, where only the route itself can tell.

    Raises NotAllowed for a route that names no action: what nobody has thought of, nobody may.
    """
    opt = connection.route_handler.opt
    if ACTION not in opt:
        raise NotAllowed("nobody may do this: it is in no table")
    return opt[ACTION], opt[ON](connection)


def named(connection: Connection) -> Scope:
    """The cycle and the unit that the path names, or else the query."""
    names = {**connection.query_params, **connection.path_params}
    return Scope(names.get("cycle"), names.get("unit"))


def of_filter(connection: Connection) -> Scope:
    """The scope of the streams that a reader of the log asks for; all of it without a `subject`."""
    return of_subject(connection.query_params.get("subject", ""))


def told_later(connection: Connection) -> None:
    """What it is done to stands in the body, or in what is found: the route itself asks for permission."""
    return


def everywhere(connection: Connection) -> Scope:
    """It is done to the whole organisation."""
    return EVERYWHERE


def may(principal: Principal, action: str, on: Scope) -> Holding | None:
    """What allows it, and for the longest; None where nothing does."""
    return allowing(principal.held, action, on)


def permit(principal: Principal, action: str, on: Scope) -> None:
    """Nothing, where it is allowed. Raises NotAllowed."""
    if may(principal, action, on) is None:
        raise NotAllowed(
            f"{action} ({MEANS[action]}) is not open to you for {_short(on)}; you hold {told(principal.held)}"
        )


def permit_somewhere(principal: Principal, action: str) -> None:
    """Nothing, where the action is allowed on anything at all. Raises NotAllowed."""
    if not any(reaches(each, action, each.scope) for each in principal.held):
        raise NotAllowed(f"{action} ({MEANS[action]}) is not open to you; you hold {told(principal.held)}")


def permit_act(principal: Principal, act: Act) -> None:
    """Nothing, where all the commands are allowed. Raises NotAllowed for the first that is not.

    What an act only expects of a stream is a look at it: a conflict tells what came there.
    """
    written = {subject for each in act.commands for subject in _touched(each)}
    for each in act.commands:
        for subject in _touched(each):
            permit(principal, action_of(each.command, subject), of_subject(subject))
    for subject in act.expected.keys() - written:
        permit(principal, "state.read", of_subject(subject))


def _touched(command: Command) -> tuple[str, ...]:
    """The streams that a command writes: its own; a reset settles the plan before it as well."""
    if isinstance(command.data, PlanReset):
        return command.subject, earlier(command.subject, command.data)
    return (command.subject,)


def _short(on: Scope) -> str:
    return str(Scope(on.cycle and on.cycle[:64], on.unit and on.unit[:64]))
