"""Items that went from one document into another when both landed together: a file that was split, a section moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from services.histories.changes.plan import Plan, places
from services.histories.matching.assignment import match
from services.histories.snapshot import Entry
from services.histories.sources.version import Version


def together(versions: Iterable[Version]) -> Iterator[list[Version]]:
    """The versions in their order, those of several documents that landed at one instant as one group."""
    group: list[Version] = []
    for version in versions:
        documents = {other.document for other in group}
        if group and (version.landed != group[0].landed or version.document in documents):
            yield group
            group = []
        group.append(version)
    if group:
        yield group


def rehomed(plan: Plan, pages: Mapping[str, Sequence[Entry]]) -> Plan:
    """The plan, in which an item belongs to the document that has it now, where its own has it no longer.

    `pages` are the entries of the documents that landed together, by document.
    """
    own = {document: places(plan, {document}) for document in pages}
    found = {document: match(own[document], entries, {}) for document, entries in pages.items()}
    left = {
        item: own[document][item]
        for document in pages
        for item in own[document].keys() - {m.item for m in found[document]}
        if item in plan.items and own[document][item].present and plan.items[item].document == document
    }
    items = dict(plan.items)
    for document, entries in pages.items():
        others = {item: place for item, place in left.items() if items[item].document != document}
        if others and len(found[document]) < len(entries):
            for m in match(own[document] | others, entries, {}):
                if m.item in others:
                    items[m.item] = replace(items[m.item], document=document)
                    del left[m.item]
    return replace(plan, items=items)
