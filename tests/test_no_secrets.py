"""No secret is in the repository: no key, no token, and no address with a password."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORMS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bPRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,}",
    "an API key of ours": r"\bokr_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])",
    "a token of GitHub": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})",
    "a token of GitLab": r"\bglpat-[A-Za-z0-9_-]{20}",
    "a key of Amazon": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a key of Google": r"\bAIza[A-Za-z0-9_-]{35}",
    "a token of Slack": r"\bxox[abposr]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/T",
    "a key of Stripe": r"\b[rs]k_live_[A-Za-z0-9]{16,}",
    "a token of a registry": r"\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,})",
    "a JSON web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "an address with a password": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}<>]*:(?!password@|x@)[^\s/@'\"{}<>$]+@",
}
# They open nothing.
MADE_UP = {
    "postgresql://okr_app:hunter2@",
    "okr_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",  # the bytes 0 to 31
    # The example of the Go package that signed notes come from.
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
}
PATTERNS = {name: re.compile(form.encode()) for name, form in FORMS.items()}


def tracked() -> Iterator[Path]:
    """The files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return (path for name in listed.split(b"\0") if name and (path := ROOT / name.decode()).is_file())


def secrets(text: bytes) -> list[tuple[str, str]]:
    """What looks like a secret, by its kind."""
    found = [(name, each[0].decode()) for name, form in PATTERNS.items() for each in form.finditer(text)]
    return [(name, each) for name, each in found if each not in MADE_UP and len(set(each)) > 12]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_no_file_of_the_repository_has_a_secret_in_it() -> None:
    files = list(tracked())
    assert len(files) > 500
    assert {str(path.relative_to(ROOT)): found for path in files if (found := secrets(path.read_bytes()))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "EC PRIVATE KEY-----",
        "okr_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9nO2q",
        "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6",
        "AKIA" + "QW3RT5YU7IO9PAS1",
        "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0" + ".dBjftJeZ4CVPmB92K27u",
        "redis" + "://:Tr0ub4dor@cache.example/0",
        "postgresql" + "://app:Tr0ub4dor@db.example/ledger",
    ],
)
def test_a_secret_is_seen(text: str) -> None:
    assert secrets(f'url = "{text}"\n'.encode())


def test_what_stands_for_a_password_in_an_example_is_none() -> None:
    assert secrets(b"postgresql://user:password@host:5432/database and redis://:{password}@host:6379/0") == []
