"""Proof that nothing was rewritten: RFC 6962 trees in the open C2SP formats. Pure: bytes come in and go out.

Leaf n (from 0) of an organisation's tree is its event at position n + 1; what is hashed is the event's exact bytes.
"""
