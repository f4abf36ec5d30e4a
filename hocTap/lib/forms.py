"""Forms that change what is kept: nobody's words are overwritten unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from hocTap.lib import vi

SEEN = "seen_before"
"""Name of the hidden field that says what the person saw when the form was shown."""

CHANGED = (
    "Trong lúc ông, bà đang sửa, nội dung đã được ghi khác đi (do người khác, hoặc chính ông, bà ở cửa sổ khác). "
    "Hãy xem hai bản ở từng ô, sửa lại rồi ghi lần nữa."
)
THEIRS = "Nơi khác vừa ghi: “{theirs}”. Ghi lần nữa thì lấy nội dung đang có trong ô."


class Conflict(NamedTuple):
    """A field that two people changed: what is stored now, and what this person typed."""

    name: str
    theirs: str
    mine: str


class Seen(forms.BaseForm):
    """Mixin for a form whose initial values are what is stored, such as `class TextForm(Seen, forms.ModelForm)`.

    The page carries a mark of every value that the person saw. When a value was changed by somebody else meanwhile,
    - a field that this person left alone takes the other person's value;
    - a field that both changed makes the form invalid (409) and both versions are shown; the second press then
      overwrites knowingly;
    - a field that this person's page did not have yet counts as one that they saw empty.
    The view fetches the row under its lock (`hocTap.lib.answers.held`), so that nobody comes in between.
    """

    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEEN] = seen_field()
        self.initial = {**(self.initial or {}), SEEN: self._marks}
        self.conflicts: list[Conflict] = []

    @property
    def watched(self) -> list[str]:
        """The fields that are compared: all that a person can change on this form."""
        return [
            name
            for name, field in self.fields.items()
            if name != SEEN and not field.disabled and not isinstance(field, forms.FileField)
        ]

    def stored(self, name: str) -> Any:
        """What is kept now, as the form was given it."""
        return self.get_initial_for_field(self.fields[name], name)

    def _clean_form(self) -> None:
        """The form's own cleaning, then what is kept now; before a model form writes anything into its row."""
        super()._clean_form()  # type: ignore[misc]
        self._compare()

    def _compare(self) -> None:
        seen = _read_marks(str(self.data.get(self.add_prefix(SEEN), "")))
        self.cleaned_data.pop(SEEN, None)
        now = {name: mark(self.fields[name], self.stored(name)) for name in self.watched if seen}
        shown = {name: seen.get(name, mark(self.fields[name], None)) for name in now}
        changed = [name for name in now if now[name] != shown[name]]
        alone = {name: self.left_alone(name, shown) for name in changed}
        for name in changed:
            self._settle(name, now[name], alone=alone[name])
        for conflict in self.conflicts:
            self.add_error(conflict.name, THEIRS.format(theirs=conflict.theirs))
        if self.conflicts:
            self.is_stale = True
            self.add_error(None, CHANGED)
        self._show(SEEN, self._marks())

    def left_alone(self, name: str, seen: Mapping[str, str]) -> bool:
        """Whether this person changed nothing there; `seen` are the marks of what the page showed."""
        return self._typed(name) == seen[name]

    def _typed(self, name: str) -> str | None:
        """The mark of what this person sent; None for what cannot be read."""
        return mark(self.fields[name], self.cleaned_data[name]) if name in self.cleaned_data else None

    def _settle(self, name: str, now: str, *, alone: bool) -> None:
        """One field that somebody else changed meanwhile."""
        field = self.fields[name]
        if self._typed(name) == now:
            return
        if alone:
            self.cleaned_data[name] = field.clean(_as_sent(field, self.stored(name)))
            self._show(name, _as_sent(field, self.stored(name)))
            return
        mine = self.data.get(self.add_prefix(name), "")
        self.conflicts.append(Conflict(name, in_words(field, self.stored(name)), in_words(field, mine)))

    def _show(self, name: str, value: Any) -> None:
        """Put a value into what the form shows again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = value
        self.data = data

    def _marks(self) -> str:
        return " ".join(f"{name}:{mark(self.fields[name], self.stored(name))}" for name in self.watched)


def seen_field() -> forms.CharField:
    """The hidden field that carries the marks."""
    return forms.CharField(required=False, widget=forms.HiddenInput, label="")


def _read_marks(text: str) -> dict[str, str]:
    return dict(part.rsplit(":", 1) for part in text.split() if ":" in part)


def _as_sent(field: forms.Field, value: Any) -> Any:
    """A kept value as the browser would send it."""
    prepared = field.prepare_value(value)
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return [str(each) for each in prepared or ()]
    if isinstance(field, forms.BooleanField):
        return "on" if prepared else ""
    if isinstance(field.widget, forms.Select):  # it dresses one value as a list of one
        return "" if prepared is None else str(prepared)
    return "" if prepared is None else str(field.widget.format_value(prepared) or "")


def _plain(field: forms.Field, value: Any) -> str:
    prepared = field.prepare_value(value)
    if isinstance(prepared, list | tuple | set) or (hasattr(prepared, "__iter__") and not isinstance(prepared, str)):
        return ",".join(sorted(str(field.prepare_value(each)) for each in prepared))
    if isinstance(prepared, bool) or isinstance(field, forms.BooleanField):
        return str(bool(prepared))
    if isinstance(prepared, Decimal):
        return f"{prepared.normalize():f}"
    lines = ("" if prepared is None else str(prepared)).splitlines()
    return "\n".join(vi.nfc(line) for line in lines).strip()


def mark(field: forms.Field, value: Any) -> str:
    """A short mark of a value: equal for values that the person would call the same."""
    return hashlib.sha256(_plain(field, value).encode()).hexdigest()[:12]


def in_words(field: forms.Field, value: Any) -> str:
    """A value as a person reads it: the words of a choice, the day as 05/02/2020, "(để trống)" for nothing."""
    if isinstance(field, forms.BooleanField):
        return "có" if value else "không"
    sent = _as_sent(field, value) if not isinstance(value, str) else value
    choices = getattr(field, "choices", None)
    if choices is not None and not isinstance(sent, list):
        named = {str(key): str(words) for key, words in choices if not isinstance(words, list | tuple)}
        sent = named.get(str(sent), sent)
    shown = ", ".join(sent) if isinstance(sent, list) else str(sent)
    return shown or "(để trống)"
