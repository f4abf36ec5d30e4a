"""Codes of slips: short enough to be typed from paper, signed with the key of the installation, kept nowhere."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which paper confuses."""

LENGTH, GROUP = 16, 4


def new_nonce() -> str:
    return secrets.token_hex(16)


def code_of(person: int, nonce: str) -> str:
    """The code of a slip, such as "K7QM-2VTA-9XHD-RB4E": 79 bits that only this installation can compute."""
    signed = int.from_bytes(salted_hmac("hocTap.slip.code", f"{person}:{nonce}", algorithm="sha256").digest(), "big")
    signs = []
    for _ in range(LENGTH):
        signed, place = divmod(signed, len(LETTERS))
        signs.append(LETTERS[place])
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def tidy(typed: str) -> str:
    """A code as it was printed, whatever blanks, strokes and small letters it was typed with."""
    signs = "".join(sign for sign in typed.upper() if sign in LETTERS)[: LENGTH + 1]
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def digest_of(code: str) -> str:
    """By what a slip is found: a keyed mark, from which nobody gets back to the code."""
    return salted_hmac("hocTap.slip.digest", code, algorithm="sha256").hexdigest()
