"""Documents as JSON keeps them, and back; an older one, without what was added to its kind later, still opens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints


def encode(document: Any) -> dict[str, Any]:
    """The document as JSON keeps it: what is as usual (an empty note, a plain cell) is left out."""
    return _encode(document, {})  # type: ignore[no-any-return]


PLAIN = frozenset({str, int, bool, float, type(None)})


def _encode(value: Any, made: dict[int, Any]) -> Any:
    """`made` holds what was encoded already, by identity: a sheet that gave to many sums is written out once."""
    kind: Any = type(value)
    if kind in PLAIN:
        return value
    if isinstance(value, tuple):
        return [_encode(each, made) for each in value]
    if shape := _shape(kind):
        if id(value) not in made:
            kept = zip(shape.names, shape.held(value), shape.usual, strict=True)
            made[id(value)] = {
                name: each if type(each) in PLAIN else _encode(each, made)
                for name, each, usual in kept
                if usual is MISSING or each != usual
            }
        return made[id(value)]
    return {key: _encode(each, made) for key, each in value.items()} if isinstance(value, Mapping) else value


class Shape(NamedTuple):
    """The fields of a kind of dataclass, how to read them all at once, and what each usually holds."""

    names: tuple[str, ...]
    held: Callable[[Any], tuple[Any, ...]]
    usual: tuple[Any, ...]


@cache
def _shape(kind: Any) -> Shape | None:
    """Nothing for what is no dataclass."""
    if not is_dataclass(kind):
        return None
    names = tuple(each.name for each in fields(kind))
    held = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return Shape(names, held, tuple(each.default for each in fields(kind)))


def canonical(data: Mapping[str, Any]) -> bytes:
    """The document's data written in one way, whatever order the database keeps its keys in."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the document's data: of the very bytes that its print carries."""
    return hashlib.sha256(canonical(data)).hexdigest()


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
