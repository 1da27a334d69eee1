"""A plan written down in a style, and what a reader of that page can know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.histories.snapshot import Entry
from tests.services.histories.generated.plans import NAMES, KeyResult, Objective, Plan, Standing
from tests.services.histories.generated.styles import Style

Known = tuple[str, str, str | None, str | None, str | None, str]
"""Kind, title, the objective's title, owner, priority, how it stands."""
FLAT = ("table", "one table", "lines")
"""Layouts that say everything in a place of its own, and nest nothing."""
CELLS = {
    "open": "",
    "going": "in progress",
    "half": "50%",
    "done": "100%",
    "failed": "0",
    "struck": "",
    "dropped": "",
}
STATUS = {**CELLS, "done": "Done", "failed": "Not done"}
REFERENCES = "\n[1]: https://example.org/1\n[^1]: A footnote.\n"


def written(plan: Plan, style: Style) -> str:
    """The page."""
    if style.layout == "one table":
        body = "\n".join(_one_table(plan, style)) + "\n"
    else:
        body = "\n".join(line for o, objective in enumerate(plan, 1) for line in _section(o, objective, style)) + "\n"
    if _in_units(style):
        body = f"{'#' * style.level} The harbour office\n\n" + body
    level = 2 if style.layout == "underlined" else style.level
    head, foot = (part.replace("\n## ", f"\n{'#' * level} ") for part in (style.head, style.foot))
    if "\n#" in head[1:] and style.layout in ("bold", "list", "labelled list", "one table"):
        head += f"{'#' * level} Q1 2026\n\n"
    return head + body + foot + REFERENCES


def _in_units(style: Style) -> bool:
    return style.units and style.layout == "labelled headings" and "O" in style.numbers[0]


def _section(o: int, objective: Objective, style: Style) -> Iterator[str]:
    label = "" if style.layout == "underlined" and style.numbers[0][0:1] == "{" else style.numbers[0].format(o=o)
    title = _signed(label, objective.title, objective.owner, objective.priority, style)
    match style.layout:
        case "headings" | "labelled headings" | "table":
            yield f"\n{'#' * (style.level + _in_units(style))} {title}\n"
        case "underlined":
            yield f"\n{title}\n----\n"
        case "bold":
            yield f"\n**{label.replace('*', '')}{objective.title}**\n"
        case "lines":
            yield f"\n{'#' * style.level} {label}{objective.title}\n"
            yield from _values(objective.owner, objective.priority, "open", style)
        case "list" | "labelled list":
            yield f"{style.bullet} " + (title if "*" in label else f"**{label}{objective.title}**")
    depth = 1 if style.layout in ("list", "labelled list") else 0
    if style.layout == "table":
        yield from _table(objective, style)
    elif style.layout == "lines":
        yield from _headed(o, objective, style)
    else:
        for k, key_result in enumerate(objective.key_results, 1):
            yield _line(key_result, style, depth, style.numbers[1].format(o=o, k=k))
            for n, nested in enumerate(key_result.nested, 1):
                yield _line(nested, style, depth + 1, style.numbers[1].format(o=o, k=f"{k}.{n}"))


def _headed(o: int, objective: Objective, style: Style) -> Iterator[str]:
    """Each key result under a heading of its own, its values on lines below."""
    for k, key_result in enumerate(objective.key_results, 1):
        title = style.titles.format(key_result.title)
        if key_result.standing in ("struck", "dropped"):
            title = getattr(style, key_result.standing).format(key_result.title)
        yield f"\n{'#' * (style.level + 1)} {style.numbers[1].format(o=o, k=k)}{title}\n"
        yield from _values(key_result.owner, key_result.priority, key_result.standing, style)


def _values(owner: str | None, priority: str | None, standing: Standing, style: Style) -> Iterator[str]:
    said = {"Owner": NAMES[owner] if owner else "", "Priority": (priority or "").upper(), "Status": STATUS[standing]}
    for name, value in said.items():
        if value:
            yield style.lines.format(name, value)


def _line(key_result: KeyResult, style: Style, depth: int, label: str) -> str:
    box = ("[x] " if key_result.standing == "done" else "[ ] ") if style.boxes else ""
    indent = "    " if style.bullet == "1." else style.indent
    stands = key_result.standing
    text = key_result.title
    if stands == "struck":
        text = (style.struck.replace("**", "") if key_result.nested else style.struck).format(text)
    elif stands != "open" and not (stands == "done" and style.boxes):
        text = getattr(style, stands).format(style.titles.format(text))
    else:
        text = style.titles.format(text)
    signed = _signed(label, text, key_result.owner, key_result.priority, style)
    return f"{indent * depth}{style.bullet} {box}{signed}"


def _signed(label: str, text: str, owner: str | None, priority: str | None, style: Style) -> str:
    if priority and style.priorities:
        text = style.priorities.format(P=priority.upper(), p=priority).format(text)
    text = label + text
    return text + (style.owners.format(o=owner, n=NAMES[owner], N=owner.upper()) if owner and style.owners else "")


def _table(objective: Objective, style: Style) -> Iterator[str]:
    yield _row([style.names[nth] for nth in style.order])
    yield _row(["---"] * len(style.order))
    for key_result in objective.key_results:
        cells = _cells(key_result, style)
        yield _row([cells[nth] for nth in style.order])


def _one_table(plan: Plan, style: Style) -> Iterator[str]:
    yield _row(["Objective", *(style.names[nth] for nth in style.order)])
    yield _row(["---"] * (len(style.order) + 1))
    for objective in plan:
        for k, key_result in enumerate(objective.key_results):
            cells = _cells(key_result, style)
            yield _row(["" if k else objective.title, *(cells[nth] for nth in style.order)])


def _cells(key_result: KeyResult, style: Style) -> tuple[str, str, str, str]:
    text = style.titles.format(key_result.title)
    if key_result.standing in ("struck", "dropped"):
        text = getattr(style, key_result.standing).format(key_result.title)
    owner = f"@{key_result.owner}" if key_result.owner else ""
    stands = "Done" if key_result.standing == "done" and style.names[3] == "Status" else CELLS[key_result.standing]
    return text, owner, (key_result.priority or "").upper(), stands


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace(" | ", " / ") for cell in cells) + " |"


def knowable(plan: Plan, style: Style) -> list[Known]:
    """All that the page says, in the order of the page."""
    told: list[Known] = []
    tables = style.layout in FLAT
    for objective in plan:
        signed = style.layout in ("headings", "underlined", "labelled headings", "table", "lines")
        signed = signed or (style.layout in ("list", "labelled list") and "*" in style.numbers[0])
        owner, priority = objective.owner, objective.priority
        if style.layout != "lines":
            owner, priority = _stated(owner, priority, style)
        told.append(("objective", objective.title, None, *((owner, priority) if signed else (None, None)), "open"))
        for key_result in objective.key_results:
            for each in (key_result, *(() if tables else key_result.nested)):
                stated = (each.owner, each.priority) if tables else _stated(each.owner, each.priority, style)
                told.append(("key_result", each.title, objective.title, *stated, _standing(each, style)))
    return told


def _stated(owner: str | None, priority: str | None, style: Style) -> tuple[str | None, str | None]:
    return owner if style.owners else None, priority if style.priorities else None


def _standing(key_result: KeyResult, style: Style) -> str:
    in_a_score = style.layout in ("table", "one table")
    if key_result.standing == "failed" and in_a_score:
        return "0"
    return key_result.standing


def read_of(entries: Sequence[Entry]) -> list[Known]:
    """The same of what was read."""
    return [
        (
            entry.kind,
            entry.title,
            entries[entry.objective].title if entry.objective is not None else None,
            entry.marks.owners[0] if entry.marks.owners else None,
            entry.marks.priority,
            _stands(entry),
        )
        for entry in entries
        if not entry.bare
    ]


def _stands(entry: Entry) -> str:
    marks = entry.marks
    if marks.closing:
        return "struck" if marks.closing == "deferred" else "dropped"
    if marks.grade is not None:
        return "failed"
    if marks.share is not None:
        return {1.0: "done", 0.5: "half", 0.0: "0"}[marks.share]
    if marks.ticked:
        return "done"
    return "going" if marks.note else "open"
