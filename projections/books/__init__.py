"""The books of a plan (governance.md §1–2): what asks for more, what gives something up, and the verdict. Pure."""
