"""The process that libFuzzer drives: `python -m deploy.fuzzing TARGET` with its options, or with an input's path."""

from __future__ import annotations

import importlib
import sys
from typing import Any

atheris: Any = importlib.import_module("atheris")  # not to be had everywhere

with atheris.instrument_imports(include=["events", "services", "projections", "deploy"]):
    from deploy.fuzzing.targets import TARGETS

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
