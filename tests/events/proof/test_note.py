"""Notes are signed and opened as c2sp.org/signed-note says; Go's own example is one of ours."""

from __future__ import annotations

import pytest

from events.proof import checkpoint, note
from events.proof.checkpoint import Checkpoint
from events.proof.note import NotSigned, Signer
from events.proof.tree import EMPTY

# From the documentation of golang.org/x/mod/sumdb/note.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"
OTHER = Signer("other", b"o" * 32)


def test_go_s_key_and_note_are_what_they_are_there() -> None:
    signer, verifier = note.signer(PRIVATE), note.verifier(VKEY)
    assert (signer.text, signer.verifier, verifier.vkey) == (PRIVATE, verifier, VKEY)
    assert note.signed(TEXT, [signer]) == NOTE
    assert note.opened(NOTE, [verifier]) == (TEXT, (verifier,))


def test_a_private_key_does_not_show_in_a_message() -> None:
    assert "AYEK" not in repr(note.signer(PRIVATE))
    with pytest.raises(ValueError, match="not that of its bytes") as wrong:
        note.signer(PRIVATE.replace("c74f20a3", "c74f20a4"))
    assert "AYEK" not in str(wrong.value)


@pytest.mark.parametrize(
    "text",
    ["", "PeterNeumann", VKEY.replace("c74f", "c74e"), VKEY[:-4], VKEY.replace("+AR", "+AQ"), f"a b{VKEY}", VKEY + "="],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        note.verifier(text)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (NOTE.replace("answer", "anwser"), "is wrong"),
        (NOTE.replace("\n\n", "\n"), "no signed note"),
        (NOTE[:-1], "no signed note"),
        (NOTE.replace("— ", "- "), "no signature"),
        (NOTE.replace(SIGNATURE, SIGNATURE[:20]), "is wrong"),
        (NOTE.replace(SIGNATURE, "x08go"), "no signature"),
        (NOTE.replace("If", "If\t"), "control"),
        (note.signed(TEXT, [OTHER]), r"it is signed by other\+"),
        (TEXT, "no signed note"),
    ],
)
def test_a_note_that_was_changed_is_not_opened(changed: str, why: str) -> None:
    with pytest.raises(NotSigned, match=why):
        note.opened(changed, [note.verifier(VKEY)])


def test_signatures_of_unknown_keys_are_passed_over_and_a_wrong_one_of_a_known_key_is_not() -> None:
    both = note.signed(TEXT, [OTHER, note.signer(PRIVATE)])
    assert note.opened(both, [note.verifier(VKEY)])[1] == (note.verifier(VKEY),)
    assert len(note.opened(both, [note.verifier(VKEY), OTHER.verifier])[1]) == 2
    wrong = both.replace(SIGNATURE, SIGNATURE.replace("ZJku", "ZJkv"))
    with pytest.raises(NotSigned, match=r"PeterNeumann.* is wrong"):
        note.opened(wrong, [note.verifier(VKEY), OTHER.verifier])


def test_a_text_may_have_empty_lines() -> None:
    signed = note.signed("one\n\ntwo\n", [OTHER])
    assert note.opened(signed, [OTHER.verifier])[0] == "one\n\ntwo\n"


HEAD = Checkpoint("okr-ledger/orgs/acme", 7, EMPTY)


def test_a_checkpoint_has_its_three_lines() -> None:
    text = "okr-ledger/orgs/acme\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert checkpoint.text(HEAD) == text
    assert checkpoint.parsed(text) == HEAD
    assert checkpoint.parsed(f"{text}more\n") == HEAD
    assert checkpoint.origin("okr-ledger", "acme") == HEAD.origin


@pytest.mark.parametrize(
    "changed",
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n+7\n"),
        ("\n7\n", "\n٧\n"),
        ("FU=\n", "\n"),
        ("FU=\n", "FU="),
        ("FU=\n", "FU=\n\nmore\n"),
        ("okr-ledger/orgs/acme\n", "\n"),
    ],
)
def test_what_is_no_checkpoint_is_refused(changed: tuple[str, str]) -> None:
    with pytest.raises(NotSigned, match="no checkpoint"):
        checkpoint.parsed(checkpoint.text(HEAD).replace(*changed))


def test_a_file_of_heads_is_taken_apart() -> None:
    notes = [checkpoint.sign(Checkpoint(HEAD.origin, size, EMPTY), [OTHER]) for size in (1, 2, 300)]
    assert checkpoint.several("".join(notes)) == notes
    assert checkpoint.several("\n".join(notes)) == notes
    assert checkpoint.several("".join(notes).rstrip("\n")) == notes
    assert [checkpoint.opened(each, [OTHER.verifier]).checkpoint.size for each in notes] == [1, 2, 300]
    for wrong in ("", "nothing", notes[0] + "left over", "\n".join(notes).replace("— ", "-")):
        with pytest.raises(NotSigned, match="okr-ledger head"):
            checkpoint.several(wrong)


def test_a_long_file_that_is_no_head_is_refused_at_once() -> None:
    for wrong in ("a" * 5_000_000, "\n\n" * 2_000_000 + "a", "a\n" * 1_000_000):
        with pytest.raises(NotSigned, match="okr-ledger head"):
            checkpoint.several(wrong)
