"""Hostile texts: events, Markdown, delimited cells, proofs, heads, and JSON that an option names."""

from __future__ import annotations

from tests.deploy.hostile.making import MIB, Make, sparse, text

BEGIN = (
    '{"specversion":"1.0","id":"e1","source":"/orgs/acme","subject":"org","actor":"ada",'
    '"type":"organisation.registered","data":{"name":'
)
PAGE = "# OKRs 2026 Q1\n"
TABLE = "Objective,Key result\nGrow,"
MARKS = "\u0301\u0323"
BIG = 900_000

EVENTS: dict[str, Make] = {
    "an array of brackets": text("[[", ("[],", 3 * MIB)),
    "an array of brackets in brackets": text(("[", 8 * MIB)),
    "an array of one long text": text('["', ("🌱", 2 * MIB), '"]'),
    "an array that is too long": sparse(65 * MIB, "["),
    "a type as long as an event may be": text(BEGIN.replace("organisation.r", "x" * 50_000), '"Acme"}}'),
    "ten thousand wrong lines": text((BEGIN.replace("organisation.r", "x" * 1_000) + '"Acme"}}\n', 10_500)),
    "accents upon accents": text(BEGIN, '"', (MARKS, 14_000), '"}}'),
    "keys by the thousand": text(BEGIN, '"Acme"', *(f',"{n}":{n}' for n in range(4_000)), "}}"),
    "half of a surrogate pair": text(BEGIN, '"\\ud800"}}'),
    "a number of many digits": text(BEGIN, ("9", 50_000), "}}"),
    "an exponent out of all bounds": text(BEGIN, "1e999999999}}"),
    "a path as an id": text(BEGIN.replace('"e1"', '"../../etc/passwd"'), '"Acme"}}'),
    "a path as a subject": text(BEGIN.replace('"org"', '"plan/../.."'), '"Acme"}}'),
    "NUL in an id": text(BEGIN.replace('"e1"', '"e\\u0000"'), '"Acme"}}'),
    "UTF-16": text((BEGIN + '"Acme"}}').encode("utf-16")),
}
MARKDOWN: dict[str, Make] = {
    "sixteen megabytes": text(("# x\n", 4 * MIB)),
    "brackets": text(PAGE, ("[", BIG)),
    "links": text(PAGE, ("[a](", 200_000)),
    "references": text(PAGE, "[a]: b\n", ("[a][", 200_000)),
    "pictures": text(PAGE, ("![", 400_000)),
    "quotes in quotes": text(PAGE, ("> ", 400_000), "x"),
    "quotes line by line": text(PAGE, *("> " * (n % 400) + "x\n" for n in range(2_000))),
    "lists in lists": text(PAGE, ("- ", 100_000), "x"),
    "lists line by line": text(PAGE, *("  " * n + "- x\n" for n in range(900))),
    "stars": text(PAGE, ("*", BIG)),
    "stars and words": text(PAGE, ("*a **b ", 120_000)),
    "underscores": text(PAGE, ("_a __b ", 120_000)),
    "backticks": text(PAGE, *("`" * n + " " for n in range(1_200))),
    "tildes": text(PAGE, ("~~a ", 200_000)),
    "comments": text(PAGE, ("<!-- ", 150_000)),
    "tags": text(PAGE, ("<a ", 300_000)),
    "addresses": text(PAGE, ("<a@", 300_000)),
    "entities": text(PAGE, ("&a", 400_000)),
    "backslashes": text(PAGE, ("\\", BIG)),
    "a table of very many columns": text(PAGE, ("|a", 200_000), "\n", ("|-", 200_000), "\n", ("|b", 40_000)),
    "a table of very many rows": text(PAGE, "|a|b|\n|-|-|\n", ("|c|d|\n", 150_000)),
    "front matter without an end": text("---\n", ("a: b\n", 180_000)),
    "blanks": text(PAGE, (" ", BIG), "x"),
    "tabs": text(PAGE, ("\t- x", 200_000)),
    "empty lines": text(PAGE, ("\n", 980_000)),
    "boxes": text(PAGE, ("- [ ] ", 150_000)),
    "headings": text(("# a 2026 Q1\n", 80_000)),
    "accents upon accents": text(PAGE, "- e", (MARKS, 200_000)),
    "figures": text(PAGE, "- from ", ("1", BIG), " to ", ("2", 50_000)),
    "dates": text(PAGE, "- ", ("2026-01-05 ", 80_000)),
    "per cents": text(PAGE, "- x (", ("50% ", 200_000)),
    "NUL": text(PAGE, "\0"),
}
CSV: dict[str, Make] = {
    "one cell of a hundred megabytes": sparse(100 * MIB, TABLE),
    "one cell of fifteen megabytes": text(TABLE, ("x", 15 * MIB)),
    "rows without end": text(("a,b\n", 3 * MIB)),
    "empty rows": text(("\n", 15 * MIB)),
    "empty columns": text(TABLE, (",", 15 * MIB)),
    "quotation marks": text(('"', 15 * MIB)),
    "quotation marks that open": text(TABLE, '\n"', ('a","', 3 * MIB)),
    "quoted lines": text(TABLE, '"', ("a\n", 5 * MIB), '"'),
    "accents upon accents": text(TABLE, "e", (MARKS, 3 * MIB)),
    "sprouts": text(TABLE, ("🌱", 3 * MIB)),
    "no UTF-8": text(TABLE, b"\xe9" * 15 * MIB),
    "figures": text("Objective,Key result,Target\n", ("Grow,Sell," + "9" * 3_000 + "\n", 4_000)),
}
PROOFS: dict[str, Make] = {
    "small lines": text("old 1\n", ("ab\n", 300_000), "\n"),
    "a number of many digits": text("old ", ("9", 50_000), "\n\n"),
    "empty lines": text(("\n", BIG)),
}
HEADS: dict[str, Make] = {
    "small lines": text(("ab\n", 5 * MIB)),
    "small notes": text(("a\n\n— \n", MIB)),
    "empty lines": text(("\n", 3 * MIB)),
    "a size of many digits": text("acme/orgs/acme\n", ("9", 5_000), "\nAAAA\n\n— x AAAAAAAA\n"),
}
JSON: dict[str, Make] = {
    "brackets in brackets": text(("[", BIG)),
    "empty lists": text("[", ("[],", 5 * MIB), "[]]"),
    "a number of many digits": text("[", ("9", 5_000), "]"),
    "no number": text('{"grace_wd": NaN, "a": Infinity, "b": 1e999}'),
    "null": text("null"),
    "a text": text('"inputs"'),
}
