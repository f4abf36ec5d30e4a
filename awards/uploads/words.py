"""How words in a list are compared: the same thing written in several lawful ways has one form."""

from __future__ import annotations

import re

from hocTap.lib import vi

_OLD_PLACE = {
    **dict(zip(("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa"), strict=True)),
    **dict(zip(("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe"), strict=True)),
    **dict(zip(("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True)),
}
_NEW_PLACE = re.compile(rf"(?<!q)({'|'.join(_OLD_PLACE)})(?!\w)")
_SHORT = (
    (re.compile(r"^(?:p|phuong)[ .]*0*(\d+)$"), r"phuong \1"),
    (re.compile(r"^(?:kp|khu pho)[ .]*0*(\d+)$"), r"khu pho \1"),
    (re.compile(r"^(?:tdp|to dan pho)[ .]*0*(\d+)$"), r"to dan pho \1"),
    (re.compile(r"^(?:q|quan)[ .]*0*(\d+)$"), r"quan \1"),
)
_WARD_IN_ADDRESS = re.compile(r"(?<!\w)(?:p|phuong)[ .]*0*(\d+)(?!\w)")
_DISTRICT_IN_ADDRESS = re.compile(r"(?<!\w)(?:q|quan)[ .]*0*(\d+)(?!\w)")
_SIGNS = re.compile(r"[^\w/]+")


def same_name(text: str) -> str:
    """A name for comparing, marks kept: "Nguyễn Thị HOÀ" and "nguyễn thị hòa" are one, "Hoa" and "Hòa" are two."""
    return _NEW_PLACE.sub(lambda found: _OLD_PLACE[found[0]], vi.nfc(text).lower())


def unit_key(text: str) -> str:
    """The name of a unit for comparing: "Phường 05", "P.5" and "phuong 5" are one."""
    key = vi.fold(text)
    for pattern, form in _SHORT:
        key = pattern.sub(form, key)
    return key


def address_key(text: str) -> str:
    """An address for comparing: without marks and signs, with wards and districts by number spelt out."""
    key = _DISTRICT_IN_ADDRESS.sub(r"quan \1", _WARD_IN_ADDRESS.sub(r"phuong \1", vi.fold(text)))
    return " ".join(_SIGNS.sub(" ", key).split())


def heading_key(text: str) -> str:
    """A column's heading for comparing: without marks, signs and what stands in brackets."""
    return " ".join(_SIGNS.sub(" ", re.sub(r"\([^)]*\)", " ", vi.fold(text))).split())
