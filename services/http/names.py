"""Names behind the pseudonyms, for those who may see them: put into answers as they go out, and kept in none."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Mapping

from events.log.source import Source
from services import persons
from services.access.rights import Scope
from services.http.access import Principal
from services.http.permissions import may

# As the report's page marks a person (`person` in report.html); what comes from a text is escaped, and never reads so.
MARKED = re.compile(rb'<data class="person" value="([a-z0-9][a-z0-9._-]{0,63})">\1</data>')


async def known(source: Source, principal: Principal, on: Scope, ids: Collection[str]) -> dict[str, str]:
    """The names of those persons who have one, by id; none for who may not see them there."""
    if not ids or may(principal, "person.read", on) is None:
        return {}
    found = await persons.names(source, principal.org, sorted(ids))
    return {person: noted.name for person, noted in found.items() if noted.name is not None}


async def shown(source: Source, principal: Principal, on: Scope, page: bytes) -> tuple[bytes, str]:
    """The page with the names of its persons, and what tells it from one without: nothing, where it has none."""
    ids = {found.decode() for found in MARKED.findall(page)}
    names = await known(source, principal, on, ids)
    if not names:
        return page, ""
    told = hashlib.blake2b(repr(sorted(names.items())).encode(), digest_size=6).hexdigest()
    return MARKED.sub(lambda found: _named(found, names), page), told


def _named(found: re.Match[bytes], names: Mapping[str, str]) -> bytes:
    person = found[1].decode()
    if person not in names:
        return found[0]
    return f'<data class="person" value="{person}" title="{person}">{html.escape(names[person])}</data>'.encode()
