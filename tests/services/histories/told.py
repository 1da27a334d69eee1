"""The grammar of these tests: given the versions of a page, what is told by the events of each."""

from __future__ import annotations

import datetime as dt

import msgspec

from events.terms import Fact
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import Version

FIRST = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
TITLE = "# OKRs 2026 Q1\n\n"
OPTIONS = Options(org="acme", unit="growth")


def versions(*texts: str, path: str = "plan/okrs.md", document: str = "plan") -> list[Version]:
    """Versions of one document that landed a week apart."""
    return [
        Version(
            name=f"{nth}_{nth:07x}.md",
            path=path,
            document=document,
            landed=FIRST + dt.timedelta(weeks=nth),
            body=text.encode(),
        )
        for nth, text in enumerate(texts, 1)
    ]


def history(*texts: str, options: Options = OPTIONS) -> Reconstruction:
    """The history that the texts tell, each under the title of one cycle unless it has a title."""
    titled = [text if text.startswith("# ") else TITLE + text for text in texts]
    return reconstruct(versions(*titled), options)


def told(*texts: str, options: Options = OPTIONS) -> list[Fact]:
    """What the last version told, beyond what the ones before had told."""
    reconstruction = history(*texts, options=options)
    last = reconstruction.readings[-1].events
    return [event.data for event in reconstruction.events[len(reconstruction.events) - last :]]


def brief(facts: list[Fact]) -> list[str]:
    """Facts by their type and what they are about, one line each."""
    return [f"{fact.type_} {_about(fact)}".strip() for fact in facts]


def _about(fact: Fact) -> str:
    fields = msgspec.structs.asdict(fact)
    return str(next((fields[name] for name in ("item", "key_result", "objective") if name in fields), ""))


def unread(*texts: str) -> list[tuple[int, str]]:
    """The lines of the last version that were not read, and why."""
    return [(left.line, left.why) for left in history(*texts).readings[-1].unread]
