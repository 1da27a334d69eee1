"""Signed notes and their Ed25519 keys (c2sp.org/signed-note). Private keys are written as Go's `sumdb/note` does."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

ED25519 = b"\1"
PRIVATE = "PRIVATE+KEY+"
MOST_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NotSigned(ValueError):
    """A note that is none, that no known key has signed, or that one has not signed as it stands."""


class Verifier(Struct, frozen=True):
    """A key that signatures are checked with: its name, its id (4 bytes) and the 32 bytes of an Ed25519 public key."""

    name: str
    id: bytes
    public: bytes

    @property
    def vkey(self) -> str:
        """The key as it is handed round: `name+id+key`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


class Signer(Struct, frozen=True):
    """A key that signs: its name and the 32 bytes of an Ed25519 seed."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        """The key that its signatures are checked with."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Verifier(self.name, key_id(self.name, public), public)

    @property
    def text(self) -> str:
        """The private key as it is kept: `PRIVATE+KEY+name+id+seed`."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{base64.b64encode(ED25519 + self.seed).decode()}"

    def __repr__(self) -> str:
        """Without what is secret."""
        return f"Signer({self.name!r})"


def key_id(name: str, public: bytes) -> bytes:
    """SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), its first four bytes."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier(vkey: str) -> Verifier:
    """The key that a text `name+id+key` is. Raises ValueError."""
    name, id_, public = _taken_apart(vkey, "name+id+key")
    if key_id(name, public) != id_:
        raise ValueError(f"the id of the key of {name} is not that of its bytes: was it copied whole?")
    return Verifier(name, id_, public)


def signer(text: str) -> Signer:
    """The private key that a text `PRIVATE+KEY+name+id+seed` is. Raises ValueError, which does not repeat the key."""
    if not text.startswith(PRIVATE):
        raise ValueError(f"a private key begins with {PRIVATE}")
    name, id_, seed = _taken_apart(text.removeprefix(PRIVATE), f"{PRIVATE}name+id+seed")
    found = Signer(name, seed)
    if found.verifier.id != id_:
        raise ValueError(f"the id of the private key of {name} is not that of its bytes: was it copied whole?")
    return found


def _taken_apart(text: str, form: str) -> tuple[str, bytes, bytes]:
    name, *rest = text.split("+", 2)
    try:
        id_, key = bytes.fromhex(rest[0]), base64.b64decode(rest[1], validate=True)
    except (IndexError, ValueError):
        raise ValueError(f"expected a key like {form}") from None
    exact = text == f"{name}+{id_.hex()}+{base64.b64encode(key).decode()}"
    if not exact or not _NAME.fullmatch(name) or len(id_) != 4 or key[:1] != ED25519 or len(key) != 33:
        raise ValueError(f"expected a key like {form}, an Ed25519 one, with a name without spaces")
    return name, id_, key[1:]


def signed(text: str, signers: Iterable[Signer]) -> str:
    """The note: the text, which ends with a newline, and a signature of each key. Ed25519 gives the same every time."""
    lines = []
    for each in signers:
        signature = Ed25519PrivateKey.from_private_bytes(each.seed).sign(text.encode())
        lines.append(f"— {each.name} {base64.b64encode(each.verifier.id + signature).decode()}\n")
    return f"{text}\n{''.join(lines)}"


def split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text and its signatures, unchecked: of each the name, the key's id and its bytes. Raises NotSigned."""
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines.pop() or not lines or len(lines) > MOST_SIGNATURES:
        raise NotSigned("that is no signed note: a text, an empty line, and lines that begin with a dash are expected")
    if any(ord(char) < 0x20 and char != "\n" for char in note):
        raise NotSigned("a signed note has no control characters")
    signatures = []
    for line in lines:
        found = _SIGNATURE.fullmatch(line)
        try:
            data = base64.b64decode(found[2], validate=True) if found else b""
        except binascii.Error:
            data = b""
        if found is None or len(data) < 5:
            raise NotSigned(f"{line[:80]!r} is no signature of a note")
        signatures.append((found[1], data[:4], data[4:]))
    return f"{text}\n", signatures


def opened(note: str, verifiers: Sequence[Verifier]) -> tuple[str, tuple[Verifier, ...]]:
    """The text and those of the keys that have signed it, at least one; signatures of other keys are ignored.

    Raises NotSigned where none has, and where a signature of a known key is wrong.
    """
    text, signatures = split(note)
    known = {(each.name, each.id): each for each in verifiers}
    found: list[Verifier] = []
    for name, id_, signature in signatures:
        key = known.get((name, id_))
        if key is None or key in found:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
        except InvalidSignature:
            raise NotSigned(f"the signature of {key.vkey} is wrong") from None
        found.append(key)
    if not found:
        by = ", ".join(f"{name}+{id_.hex()}" for name, id_, _ in signatures)
        raise NotSigned(f"none of the keys that are known has signed it; it is signed by {by}")
    return text, tuple(found)
