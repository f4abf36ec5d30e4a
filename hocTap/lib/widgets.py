"""The fields that every form has, written without a template for each option.

The outcome is Django's own but for line ends (`tests/lib/test_widgets.py` compares the two); whatever is not written
here is rendered by its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize

from hocTap.lib.rows import escaped

OF_DJANGO = "django/forms/widgets/"
OPTION = f"{OF_DJANGO}select_option.html"
INPUTS = ("input", "text", "number", "hidden", "date", "checkbox", "email", "password")


class Renderer(TemplatesSetting):
    """How the forms of the site are rendered (`FORM_RENDERER`)."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        write = WRITERS.get(template_name)
        found = write(context) if write else None
        return super().render(template_name, context, request) if found is None else found  # type: ignore[arg-type]


def write_input(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    value = widget["value"]
    shown = "" if value is None else f' value="{_written(value)}"'
    return f'<input type="{_written(widget["type"])}" name="{_written(widget["name"])}"{shown}{_attributes(widget)}>'


def write_select(context: Mapping[str, Any]) -> str | None:
    """None for options that have a template of their own."""
    widget = context["widget"]
    parts = [f'<select name="{_written(widget["name"])}"{_attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_shown(group)}">')
        for option in options:
            if option["template_name"] != OPTION:
                return None
            value, attributes = _written(option["value"]), _attributes(option)
            parts.append(f'<option value="{value}"{attributes}>{_shown(option["label"])}</option>')
        if group:
            parts.append("</optgroup>")
    parts.append("</select>")
    return "".join(parts)


def write_errors(context: Mapping[str, Any]) -> str | None:
    """Most fields have none."""
    return None if context["errors"] else ""


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_written(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _written(value: Any) -> str:
    """As `stringformat:'s'` has it."""
    return escaped(value if isinstance(value, str) else str(value))


def _shown(value: Any) -> str:
    """As a template shows it: numbers in the way of the country."""
    return escaped(value if isinstance(value, str) else localize(value))


WRITERS: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    **{f"{OF_DJANGO}{name}.html": write_input for name in INPUTS},
    f"{OF_DJANGO}select.html": write_select,
    "django/forms/errors/list/default.html": write_errors,
}
