"""How the catalogue grows: what was written in an earlier version of a type is read in its present one.

A new field comes with a default and needs nothing of this: bytes without it are read as they are. Where the fields of a
type become others and mean the same, the fact's class gets one more of its `upcasts_`, and with it its next version.
The bytes in the log stay what they are. (A changed meaning is a new type.)
"""

from __future__ import annotations

import msgspec
from msgspec import Raw

from events.strictness import Malformed
from events.terms import Fact, exact

_plain = msgspec.json.Decoder(float_hook=exact)
_encoder = msgspec.json.Encoder(decimal_format="number")


def present(data: Raw | bytes, version: int, kind: type[Fact]) -> Raw | bytes:
    """The bytes of a fact's data in its present version, from those of the version in which it was written.

    What was written in the present version is given back as it is. Numbers keep the digits that they have. Raises
    `Malformed` for a version that is not known yet, and for data that are not those of their version.
    """
    last = kind.version()
    if version == last:
        return data
    if version > last:
        known = "only version 1 is" if last == 1 else f"versions 1 to {last} are"
        raise Malformed(f"written by a later version: {known} known, not {version}", "/schemaversion")
    value = _plain.decode(data)
    for number, upcast in enumerate(kind.upcasts_[version - 1 :], version):
        try:
            value = upcast(value)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            why = f"its data are not those of version {number} ({type(error).__name__}: {error})"
            raise Malformed(why, "/data") from None
    return _encoder.encode(value)
