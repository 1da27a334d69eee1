"""What became of an item whose words went elsewhere: two items made one, or one made two.

A title that is gone is a part of another where most of its words came into that one in the same version; a newcomer is
a part of what was there where most of its words left that in the same version. Words that both had anyway say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from services.histories.changes.plan import Item
from services.histories.matching.likeness import cover
from services.histories.snapshot import Closing, Entry, Kind

MOST = 0.5
"""Of a part's words, how many must have come or gone. It only decides on a reason, never on who is who."""


class Title(Struct, frozen=True):
    """An item's words, what it is, and the objective it is under, where it is a key result."""

    text: str
    kind: Kind
    under: str | None = None


Titles = Mapping[str, Title]


class Fate(Struct, frozen=True, kw_only=True):
    """Why an item is gone: what took its place, and the reason to be stated."""

    by: str | None = None
    reason: str | None = None


def stood(items: Mapping[str, Item], document: str) -> Titles:
    """The open items that stood in the document's last version."""
    return {
        item.id: Title(item.title, item.kind, item.objective)
        for item in items.values()
        if item.closing is None and item.place.present and item.document == document
    }


def stands(
    items: Mapping[str, Item],
    item_of: Mapping[int, str],
    entries: Sequence[Entry],
    closing: Sequence[Closing | None],
) -> Titles:
    """The items that stand in the entries and are not given up there."""
    under = {at: item_of.get(entry.objective) for at, entry in enumerate(entries) if entry.objective is not None}
    return {
        item: Title(entries[at].title, items[item].kind, under.get(at))
        for at, item in item_of.items()
        if closing[at] is None
    }


def fates(before: Titles, now: Titles) -> dict[str, Fate]:
    """What became of those that are gone: merged into another item, or split into newcomers."""
    gone = {item: title for item, title in before.items() if item not in now}
    if not gone:
        return {}
    found = {item: Fate(reason=f"split into {listed(of)}", by=of[0]) for item, of in split(before, now).items()}
    for whole, parts in _absorbed(gone, now, before).items():
        found |= {part: Fate(reason=f"merged into {whole}", by=whole) for part in parts}
    for item in gone:
        if heir := _heir(before, now, item):
            found[item] = Fate(reason=f"merged into {heir}", by=heir)
    return {item: fate for item, fate in found.items() if item in gone}


def split(before: Titles, now: Titles) -> dict[str, tuple[str, ...]]:
    """The newcomers that an item was split into, beside itself where it is still there."""
    fresh = {item: title for item, title in now.items() if item not in before}
    return _absorbed(fresh, before, now)


def said_of(parts: Sequence[str]) -> str | None:
    """The reason why an item that was split has other words now."""
    return f"split: {listed(parts)} beside it" if parts else None


def _heir(before: Titles, now: Titles, objective: str) -> str | None:
    """The one objective that has all the key results, two at least, that a gone one had; else None."""
    had = [item for item, title in before.items() if title.under == objective]
    heirs = {now[item].under if item in now else None for item in had}
    return heirs.pop() if len(heirs) == 1 and len(had) > 1 else None


def _absorbed(parts: Titles, having: Titles, lacking: Titles) -> dict[str, tuple[str, ...]]:
    """The parts by the item whose title has their words on one side and lacks them on the other.

    What is on one side only and has the words of one part alone is that part, worded otherwise.
    """
    found: dict[str, list[str]] = {}
    wholes = {item: title for item, title in having.items() if parts and _text(lacking, item) != title.text}
    for part, title in parts.items():
        gains = {
            whole: cover(title.text, other.text) - cover(title.text, _text(lacking, whole))
            for whole, other in wholes.items()
            if whole != part and other.kind == title.kind
        }
        whole = max(gains, key=lambda item: gains[item], default=None)
        if whole is not None and gains[whole] > MOST:
            found.setdefault(whole, []).append(part)
    return {whole: tuple(of) for whole, of in found.items() if whole in lacking or len(of) > 1}


def _text(titles: Titles, item: str) -> str:
    return titles[item].text if item in titles else ""


def listed(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last
