"""What is permitted: each command, decided on the folded state. One file a noun; the folder is the registry.

A module's `COMMANDS` names its commands, each with the fact that it wishes for and the pure function that decides::

    def commit(case: Case, wish: ObjectiveCommitted) -> Stated: ...

It answers with what happens, or raises `Refused`: why not, and what would be accepted. The past is recorded, not
forbidden: what makes sense is accepted also after the lock, and judged later.
"""
