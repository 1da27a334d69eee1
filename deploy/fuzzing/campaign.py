"""One target fuzzed for so long, in a process of its own that may crash; and what came of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from deploy.fuzzing.seeds import dictionary, seeds

SECONDS_AN_INPUT = 10
MEMORY_MIB = 1024
LONGEST = 16 * 1024
FOUND = re.compile(r"Test unit written to (.+)")
REACHED = re.compile(r"cov: (\d+) ft: (\d+)")
COUNTED = re.compile(r"stat::(number_of_executed_units|peak_rss_mb):\s+(\d+)")


class Campaign(Struct, frozen=True):
    """What came of a target's fuzzing: inputs tried, edges and features of the code reached, MiB at most, findings.

    `found` are the files of inputs that crashed, took too long or too much memory; `said` is how the last one ended.
    """

    target: str
    inputs: int
    edges: int
    features: int
    peak_mib: int
    found: tuple[str, ...] = ()
    said: str = ""


def fuzzed(target: str, seconds: int, corpus: Path, output: Path) -> Campaign:
    """The target was fuzzed for so many seconds, or until something was found, which is then a file in `output`.

    The corpus, of which every input reaches what no other does, is kept: the next run goes on from it.
    """
    begun, words = corpus / target, corpus / f"{target}.dict"
    begun.mkdir(parents=True, exist_ok=True)
    output.mkdir(parents=True, exist_ok=True)
    words.write_text(dictionary(target), encoding="utf-8")
    for seed in seeds(target):
        (begun / sha256(seed).hexdigest()[:20]).write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "timeout": SECONDS_AN_INPUT,
        "rss_limit_mb": MEMORY_MIB,
        "max_len": LONGEST,
        "artifact_prefix": f"{output}/{target}-",
        "dict": words,
        "print_final_stats": 1,
    }
    done = subprocess.run(  # nosec B603 # a list of arguments, no shell
        [sys.executable, "-m", "deploy.fuzzing", target, str(begun), *(f"-{k}={v}" for k, v in options.items())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return told(target, done.stdout.decode("utf-8", "replace"), done.returncode)


def told(target: str, output: str, code: int) -> Campaign:
    """What libFuzzer's output says of the run."""
    counted = dict(COUNTED.findall(output))
    edges, features = (REACHED.findall(output) or [("0", "0")])[-1]
    found = tuple(FOUND.findall(output))
    return Campaign(
        target=target,
        inputs=int(counted.get("number_of_executed_units", 0)),
        edges=int(edges),
        features=int(features),
        peak_mib=int(counted.get("peak_rss_mb", 0)),
        found=found,
        said="\n".join(_ending(output)) if found or code else "",
    )


def _ending(output: str) -> Iterator[str]:
    """What was raised, with where; else the last lines."""
    lines = output.splitlines()
    raised = next((nth for nth, line in enumerate(lines) if "Uncaught Python exception" in line), None)
    if raised is None:
        yield from lines[-15:]
        return
    for line in lines[raised : raised + 60]:
        if line.startswith("=="):
            return
        yield line
