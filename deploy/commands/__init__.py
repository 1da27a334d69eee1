"""The commands. The folder is the registry: each module is a command, `import_events.py` is `import events`.

A command's docstring is its help (the first line where commands are listed), and it has two functions::

    def arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(args: argparse.Namespace) -> int: ...

`run` answers with the exit code: 0, or 1 for findings and differences. It raises `Failure` for what it cannot do.
"""


class Failure(Exception):
    """What was asked cannot be done. The message is one line for a person: what, where, and what would be accepted."""
