"""Several units at once: boxes to tick while they are few; of many a box to type names in, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hocTap.lib import vi
from hocTap.lib.fields import Several
from units.models import Unit
from units.naming import MOST_OFFERED, Scope, full_names

MOST_TICKED = 30
"""So many units are boxes to tick; more are looked for by typing."""

_BETWEEN = re.compile(r"[;\n]+")
CHECK = '<div class="form-check"><label class="form-check-label">{} {}</label></div>'


class Picked(list[str]):
    """The ids that were ticked, and what was typed besides, to be looked up."""

    typed = ""


class UnitsIterator(ModelChoiceIterator):
    """Choices with their full names, read at once; none where they are too many to tick."""

    field: UnitsChoice

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield from self.field.listed


class UnitsPicker(forms.CheckboxSelectMultiple):
    """Boxes of few units; of many those chosen so far, and a box to type the next one in.

    Works without a script: what is typed ("p5 q11; p6 q11") goes with the form; where a name fits several units the
    form comes back with these to tick: `<name>_hoi` is the text that the boxes of `<name>_trong` answer.
    """

    offered: Mapping[int, str] = {}
    scope = Scope()
    many = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = Picked(super().value_from_datadict(data, files, name) or [])
        typed, asked = data.get(f"{name}_tim", "").strip(), data.get(f"{name}_hoi", "").strip()
        answered = typed == asked and not {*value}.isdisjoint(data.get(f"{name}_trong", "").split(","))
        value.typed = "" if answered else typed
        return value

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_ if self.many else super().id_for_label(id_, index)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return (
            self.typing(name, value or [], attrs or {}) if self.many else super().render(name, value, attrs, renderer)
        )

    def typing(self, name: str, value: list[Any], attrs: Mapping[str, Any]) -> SafeString:
        chosen = full_names([int(each) for each in value if str(each).isdecimal()])
        kept = format_html_join("", CHECK, ((_box(name, pk, ticked=True), full) for pk, full in chosen.items()))
        fits = format_html_join(
            "", CHECK, ((_box(name, pk), full) for pk, full in self.offered.items() if pk not in chosen)
        )
        typed = getattr(value, "typed", "")
        hidden = [(f"{name}_hoi", typed), (f"{name}_trong", ",".join(map(str, self.offered)))] if self.offered else []
        fits += format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden)
        hint = "gõ để tìm và thêm, ví dụ: phuong 5, quan 11"
        own = {"class": "form-control", "placeholder": hint, **self.attrs, **attrs, "type": "search"}
        own |= {"name": f"{name}_tim", "value": typed, "autocomplete": "off"}
        asked = f"{reverse('units:suggest')}?{urlencode({'trong': self.scope.signed()})}"
        return format_html(
            '<div class="unit-picker" data-suggest="{}" data-name="{}" data-several>'
            '<div class="unit-chosen">{}</div><input{}>{}<script src="{}" defer></script></div>',
            *(asked, name, kept, flatatt(own), fits, static("js/units.js")),
        )


def _box(name: str, pk: int, *, ticked: bool = False) -> SafeString:
    own = {"class": "form-check-input", "type": "checkbox", "name": name, "value": str(pk)}
    return format_html("<input{}>", flatatt({**own, "checked": ticked}))


class UnitsChoice(Several[Unit]):
    """Several units by their full names; the scope says which are suggested while typing."""

    iterator = UnitsIterator
    widget = UnitsPicker

    def __init__(self, units: Any, *, scope: Scope, **kwargs: Any) -> None:
        super().__init__(units, **kwargs)
        self.error_messages |= {
            "required": "Hãy chọn ít nhất một đơn vị.",
            "invalid_choice": "Có đơn vị không chọn được ở đây. Hãy bỏ chọn rồi chọn lại.",
        }
        few = list(units.values_list("pk", flat=True)[: MOST_TICKED + 1])
        many = len(few) > MOST_TICKED
        names = {} if many else full_names(few)
        self.listed = [(pk, names[pk]) for pk in few if pk in names]
        picker: Any = self.widget
        picker.scope, picker.many, picker.use_fieldset = scope, many, not many

    def prepare_value(self, value: Any) -> Any:
        found = super().prepare_value(value)
        if isinstance(value, Picked):
            found = Picked(found)
            found.typed = value.typed
        return found

    def clean(self, value: Any) -> Any:
        """What was ticked and what was typed; raises ValidationError for words that mean no unit or several."""
        typed = [words.strip() for words in _BETWEEN.split(getattr(value, "typed", ""))]
        found = [str(self._found(words)) for words in typed if words]
        return super().clean(list(dict.fromkeys([*(value or []), *found])))

    def _found(self, words: str) -> int:
        units: Any = self.queryset
        fits = list(units.matching(words.partition(" (")[0])[: MOST_OFFERED + 1])
        exact = [unit for unit in fits if unit.rank == 0]
        one = fits if len(fits) == 1 else exact
        if len(one) == 1:
            return int(one[0].pk)
        if not fits:
            raise ValidationError(f"Không có đơn vị nào tên “{words}” để chọn ở đây. Hãy gõ một phần của tên.")
        picker: Any = self.widget
        picker.offered = full_names([unit.pk for unit in fits[:MOST_OFFERED]])
        more = f", mới kể {vi.whole(MOST_OFFERED)} đơn vị" if len(fits) > MOST_OFFERED else ""
        raise ValidationError(f"Có nhiều đơn vị khớp với “{words}”{more}. Hãy đánh dấu, hoặc gõ thêm nơi trực thuộc.")
