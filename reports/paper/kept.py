"""Documents as JSON keeps them, and back; an older one, without what was added to its kind later, still opens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints


def encode(document: Any) -> dict[str, Any]:
    """The document as JSON keeps it: what is as usual (an empty note, a plain cell) is left out."""
    return _encode(document)  # type: ignore[no-any-return]


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        kind: Any = type(value)
        kept, usual = ((name, getattr(value, name)) for name in _types(kind)), _defaults(kind)
        return {name: _encode(each) for name, each in kept if name not in usual or usual[name] != each}
    if isinstance(value, Mapping):
        return {key: _encode(each) for key, each in value.items()}
    return [_encode(each) for each in value] if isinstance(value, tuple) else value


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    return {each.name: each.default for each in fields(kind) if each.default is not MISSING}


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the document's data, whatever order the database keeps its keys in."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


Kind = TypeVar("Kind")


def decode(kind: type[Kind], data: Mapping[str, Any]) -> Kind:
    """A document of this kind from JSON. Raises TypeError or KeyError for data of another shape."""
    types: dict[str, Any] = _types(kind)  # type: ignore[arg-type]
    return kind(**{name: _value(types[name], value) for name, value in data.items()})


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, value: Any) -> Any:
    if value is None or kind in (str, int, float, bool):
        return value
    if is_dataclass(kind):
        return decode(kind, value)  # type: ignore[arg-type]
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        return tuple(_value(inner[0], each) for each in value)
    if get_origin(kind) is Mapping or (isinstance(value, dict) and inner):
        return {key: _value(inner[1], each) for key, each in value.items()}
    return _value(next(each for each in inner if each is not type(None)), value)
