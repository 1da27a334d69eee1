"""The commands. The folder is the registry: each module is a command, `import_events.py` is `import events`, and
`bench_as_of.py` is `bench as-of`.

A command's docstring is its help: the first line stands where commands are listed, `examples:` and the indented lines
after it come last. It has two functions::

    def arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(args: argparse.Namespace) -> int: ...

`run` answers with the exit code: 0; or 1 where what was checked is not as it should be, differs or is behind. It raises
`Failure` (2) for what it cannot do. Its result alone goes to standard output, as one JSON object for `--format json`.
"""


class Failure(Exception):
    """What was asked cannot be done. The message is one line for a person: what, where, and what would be accepted."""
