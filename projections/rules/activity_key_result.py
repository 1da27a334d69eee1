"""Key results that say what will be done, not what changes by it (governance.md §3, `activity_key_result`).

A title is read as it begins, in English. What the rule makes of it is a hint for the next wording, and a finding only
where several signs come together: the policy's `activity_key_result.score`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from projections.folds.plan import Item
from projections.rules.rule import Breach, Matter, Rule

VERBS = """
    add analyse analyze assess attend audit automate begin build collect compile complete conduct configure consolidate
    create decommission define deliver deploy design develop document draft establish evaluate execute finalise
    finalize finish fix formalise formalize formulate gather hire hold host identify implement initiate install
    integrate interview introduce investigate launch make map migrate organise organize perform pilot plan prepare
    present produce prototype provide publish rebuild recruit redefine redesign refactor relaunch release replace
    research retire review revamp rewrite run schedule send ship specify standardise standardize start submit survey
    test train update upgrade write
"""
"""What people do. What comes of it is not among them (reduce, raise, grow, improve, reach, keep, win …), nor what may
be either: close a deal, move a number, onboard customers."""
PHRASES = ["bring live", "carry out", "go live", "kick off", "put in place", "put together", "roll out"]
PHRASES += ["set up", "sign off", "spin up", "stand up", "write up"]
DOUBLED = {"begin", "map", "plan", "put", "run", "set", "ship", "spin", "submit"}
PAST = {
    "begin": "began|begun",
    "bring": "brought",
    "build": "built",
    "go": "went|gone",
    "hold": "held",
    "make": "made",
    "put": "put",
    "rebuild": "rebuilt",
    "rewrite": "rewrote|rewritten",
    "run": "ran",
    "send": "sent",
    "set": "set",
    "spin": "spun",
    "stand": "stood",
    "write": "wrote|written",
}
# What stands before the first word: bullets, numbering, `KR1:`, `To`. Possessive: no title makes it go back and forth.
LEAD = (
    r"(?:\W|_|(?:key[ -]?result|kr|okr)s?[ #]*[\d.]*(?=\W)|\d+(?:\.\d+)+(?= )|\d+(?:\.\d+)*[.):]|[a-z][.)]"
    r"|(?:to|we|will|have|successfully|fully)(?= ))*+"
)
# `Build time falls` begins with a noun.
METRIC = r"(?:accuracy|adherence|costs|coverage|duration|frequency|hours|ratio|(?:success )?rates?|scores?|times?)"


def _forms(verb: str) -> str:
    """A verb as a title may begin with it: launch, launches, launching, launched."""
    stem = f"{verb}{verb[-1]}" if verb in DOUBLED else verb.removesuffix("e")
    base, ies = (verb[:-1], True) if re.search(r"[^aeiou]y$", verb) else (verb, False)
    third = f"{base}ies" if ies else f"{verb}es" if re.search(r"(?:[sxz]|ch|sh|go)$", verb) else f"{verb}s"
    past = PAST.get(verb) or (f"{base}ied" if ies else f"{stem}ed")
    return f"{verb}|{third}|{stem}ing|{past}"


def _phrase(phrase: str) -> str:
    """`set up` in its forms, joined or with a few words between: setup, set the desk up."""
    verb, _, rest = phrase.partition(" ")
    return rf"(?:{_forms(verb)})(?:[ -]?|(?: [^ .,:;]+){{1,4}} ){rest}"


OUTPUT = "|".join([*map(_phrase, PHRASES), *map(_forms, VERBS.split())])
BEGINS = re.compile(rf"{LEAD}({OUTPUT})(?![\w-])(?! {METRIC}\b)", re.IGNORECASE)
LEADING = re.compile(LEAD, re.IGNORECASE)
OUTCOME = re.compile(
    r"(?:(reduce|decrease|lower|cut|shrink|halve)|(increase|raise|grow|lift|boost|double)|(keep|maintain)|improve)"
    r" (?:(?:the|our|its) )?(.+?)(?= (?:from|to|by|at|above|below|under|over) \S*\d|[,;:.]|$)",
    re.IGNORECASE,
)
NUMBER = r"[^\w ]?(?<![\d.,])(\d++(?:,\d{3})*+(?:\.\d++)?+)"
STATED = re.compile(rf"(\bfrom )?{NUMBER} ?([^\W\d]++|%)? ?(?(1)to|(?:→|->)) ?{NUMBER} ?(%)?", re.IGNORECASE)

COUNTED = r"(?:sub-?)?tasks?|milestones?|deliverables?|story points?|tickets?|to ?dos?|action items?|activities|actions"
COUNTED += r"|work (?:items?|packages?)|backlog items?|(?:user )?stories|epics?|features?|phases?|steps|sprints?"
FINISHED = r"complete|completed|completion|finished|implemented|progress"
WORK = re.compile(
    rf"(?:(?:number|count|share|percentage|percent|%) (?:of )?)?(?:(?:the|all|planned|project|key) )*(?:{COUNTED})"
    rf"(?: (?:{FINISHED}|done|closed|delivered|reached|achieved|met|hit|shipped|resolved))?"
    rf"|(?:(?:%|percent|percentage|project|work|of|scope|plan) )*(?:{FINISHED})|(?:%|percent|percentage) (?:done|ready)"
)
YES_OR_NO = {"done", "yes/no", "yes or no", "binary", "boolean"}


class Score(Struct, frozen=True):
    """How much of an activity a key result has about it, and why, in plain words. 0 reads as an outcome."""

    points: int
    reasons: tuple[str, ...]


def score(item: Item, initiatives: Iterable[str] = ()) -> Score:
    """The score of a key result, `initiatives` being the titles of its plan's.

    A missing start is 0, as in the books, so a target alone makes a `start → target`; so do the numbers of a title
    ("from 30 to 45"), and a yes-or-no result, 0 → 1 in `done`, which is a form of its own: it is an activity only by
    other signs. A number of tickets that is to fall counts what customers suffer, and no work.
    """
    verb = BEGINS.match(_plain(item.title))
    work = _counts_work(item)
    same = _key(item.title) in {_key(title) for title in initiatives}
    found = [
        (2, verb and f"it begins with “{verb[1]}”: that is what is done, and not what changes by it"),
        (2, _numbers(item)[1] is None and "it has no target: nobody could tell how far it is from being reached"),
        (2, work and f"it is measured in {work}: that counts the work, and not what comes of it"),
        (1, same and "an initiative of the plan has the same title: that one says how, this one has to say what for"),
    ]
    return Score(sum(points for points, why in found if why), tuple(why for _, why in found if why))


def better(item: Item, end: dt.date | None = None) -> str:
    """A better form from the key result's own fields; what is missing, or counts work, stands in ‹ › to be filled in.

    `end` is the cycle's, by which a key result is due that has no date of its own.
    """
    start, target, unit = _numbers(item)
    subject, direction = _subject(item)
    if _counts_work(item) or (item.measured_in or "").casefold() in YES_OR_NO:
        start = target = None
        unit = ""
    if start is not None and target is not None and direction != "stay":
        direction = "fall" if target < start else "rise" if target > start else "stay"
    of = f" {unit}" if unit and unit.casefold() != subject.casefold() else ""
    since = "‹today's value›" if start is None else _told(start)
    to = "‹target›" if target is None else f"{_told(target)}{of}"
    due = item.due or end
    by = f"{due.day} {due:%B %Y}" if due else "‹date›"
    verb = f"{subject} {direction or 'rise'}{'' if _plural(subject) else 's'}"
    if direction == "stay":
        return f"{verb} at {to} until {by}"
    return f"{verb} from {since} to {to} by {by}"


def _plain(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).split())


@lru_cache(maxsize=1024)
def _key(title: str) -> str:
    """Equal for titles that differ in numbering, punctuation, spacing and upper case alone."""
    return " ".join(re.findall(r"\w+", LEADING.sub("", _plain(title), count=1).casefold()))


def _counts_work(item: Item) -> str | None:
    """The unit or metric that counts work done; None where the numbers count what comes of it."""
    told = (item.measured_in, item.metric)
    unit, metric = (re.sub(r"[^\w%]+", " ", _plain(text or "").casefold()).strip() for text in told)
    found = next((text for text in (unit, metric, f"{unit} {metric}") if WORK.fullmatch(text)), None)
    falls = item.direction == "decrease" or (item.target is not None and item.target < (item.start or 0))
    return None if found is None or (falls and "ticket" in found) else found


def _numbers(item: Item) -> tuple[float | None, float | None, str]:
    """Start, target and unit: the key result's own, else those that its title states."""
    stated = STATED.search(_plain(item.title)) if item.target is None else None
    if stated is None:
        return item.start, item.target, _plain(item.measured_in or "")
    start, target = (float(stated[place].replace(",", "")) for place in (2, 4))
    return start, target, stated[5] or stated[3] or item.measured_in or ""


def _subject(item: Item) -> tuple[str, str | None]:
    """What changes, and which way if that is said: the metric, else what a verb of outcome in the title is about."""
    directions = {"increase": "rise", "decrease": "fall", "maintain": "stay"}
    direction = directions.get(item.direction or "")
    title = _plain(item.title)
    outcome = OUTCOME.match(title, LEADING.match(title).end())  # type: ignore[union-attr]
    if outcome and direction is None:
        ways = zip(("fall", "rise", "stay"), outcome.groups(), strict=False)
        direction = next((way for way, verb in ways if verb), "move")
    metric = "" if _counts_work(item) else _plain(item.metric or "")
    subject = metric or (outcome[4].strip() if outcome else "‹what changes for whom›")
    first, _, _ = subject.partition(" ")
    return (f"{subject[0].upper()}{subject[1:]}" if first.islower() else subject), direction


def _plural(subject: str) -> bool:
    """Whether its verb is: open orders per week rise, the share of orders rises."""
    head = re.split(r" (?:of|to|in|per|for|from|with|without|among|by|on|at|who|that|using) |[‹(,]", subject)[0]
    word = head.strip().rsplit(" ", 1)[-1]
    return word.casefold() == "people" or (re.search(r"[^sui]s$", word) is not None and not word.isupper())


def _told(number: float) -> str:
    return f"{Decimal(repr(number)).normalize():,f}" if abs(number) < 1e15 else f"{number:g}"


def judge(matter: Matter) -> Iterator[Breach]:
    """The open key results that say what will be done."""
    items = matter.books.plan.items.values()
    titles = [item.title for item in items if item.kind == "initiative" and item.status == "open"]
    for item in matter.key_results():
        found = score(item, titles)
        if found.points >= matter.policy.activity_key_result_score:
            yield Breach(
                item=item.id,
                says=f"“{item.title}” reads as an activity: {'; '.join(found.reasons)}.",
                clears=f"Say what changes by it, like “{better(item, matter.books.cycle.end)}”, or waive it.",
                evidence=(item.committed_by,),
            )


RULE = Rule(
    name="activity_key_result",
    scope="plan",
    means="a key result says what will be done, and not what changes by it",
    parameters={"on": "whether it is judged", "score": "the points from which it reads as an activity"},
    judge=judge,
)
