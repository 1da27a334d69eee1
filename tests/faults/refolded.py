"""Whether what is projected is what folding the log from nothing gives, for a fault's servers."""

from __future__ import annotations

from deploy.servers import Servers
from deploy.soaking.refolded import against_the_fold
from deploy.system import opened
from tests.databases import fresh, settings_of


async def equals_the_fold(servers: Servers, template: str, org: str) -> int:
    """The rows of every projection are those of the log folded from nothing, and judgements those of the books; the
    number of rows. The organisation's lag has ended before. Fails with what differs."""
    async with opened(settings_of(servers)) as system, fresh(servers, template) as copy:
        found, differs = await against_the_fold(system, settings_of(copy), org)
    assert not differs, "\n".join(differs)
    return found
