"""Fields are written as Django's own templates write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from hocTap.lib.widgets import WRITERS, Renderer

BETWEEN_LINES = re.compile(r"(?<=>)\n\s*")
CHOICES = [
    ("", "mọi phường"),
    (5, "Phường <5> & “năm”"),
    (2020, 2020),
    ("nhóm", [("a'b", mark_safe("<b>A</b>")), (None, "không")]),
    ("<nhóm>", [(True, True)]),
]
ATTRIBUTES = {"class": "x <y>", "required": True, "disabled": False, "data-n": 1234, "title": None}
WIDGETS = [
    forms.Select(ATTRIBUTES, CHOICES),
    forms.TextInput(ATTRIBUTES),
    forms.NumberInput(),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.CheckboxInput(ATTRIBUTES),
    forms.EmailInput(),
    forms.PasswordInput(render_value=True),
    forms.TextInput({"type": "search"}),
    forms.RadioSelect(choices=CHOICES[:2]),
    forms.Textarea(),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "<a&b>", 5, 2020, "a'b", 1234.5, dt.date(2020, 1, 2), True])
def test_a_field_is_written_as_django_writes_it(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        widget.render("tên<", value, {"id": "id_x"}, renderer=renderer) for renderer in (Renderer(), TemplatesSetting())
    )

    assert BETWEEN_LINES.sub("", ours) == BETWEEN_LINES.sub("", theirs)


@pytest.mark.parametrize("data", [{}, {"name": "a"}])
def test_errors_are_written_as_django_writes_them(data: dict[str, str]) -> None:
    class Asked(forms.Form):
        name = forms.CharField()

    ours, theirs = (str(Asked(data, renderer=renderer)["name"].errors) for renderer in (Renderer(), TemplatesSetting()))

    assert ours == theirs


def test_every_writer_stands_for_a_template_of_django() -> None:
    for name in WRITERS:
        assert TemplatesSetting().get_template(name)
