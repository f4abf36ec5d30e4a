"""The administration's own promises: nobody's words are written over unseen, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse

from hocTap.lib.fields import Day
from hocTap.lib.forms import SEEN, Seen, seen_field
from hocTap.lib.refusals import Refused

DAYS: dict[type[models.Field[Any, Any]], Any] = {models.DateField: {"form_class": Day}}
"""Days are read in the administration as everywhere."""


class SeenModelForm(Seen, forms.ModelForm):
    """A form of the administration that knows what the administrator saw when it was opened."""

    seen_before = seen_field()


class Barred(forms.BaseForm):
    """Mixin for a form whose saving was refused: it says why, and all that was typed is still in it."""

    refusal = ""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self.add_error(None, self.refusal)


class ReadWithoutMarks:
    """Mixin of the administration: a page that can only be read shows no mark of what was seen."""

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        shown = super().get_fields(request, obj)  # type: ignore[misc]
        may_change = self.has_change_permission(request, obj)  # type: ignore[attr-defined]
        return shown if may_change else [name for name in shown if name != SEEN]


class SeenAdmin(ReadWithoutMarks, admin.ModelAdmin):
    """Base of every page of the administration that changes a row."""

    form: type[forms.ModelForm] = SeenModelForm
    formfield_overrides = DAYS
    collision = "Nội dung trùng hoặc trái với bản ghi khác. Hãy kiểm tra các ô rồi ghi lại."
    """What is said when only the database could see it."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a step or the database refuses while it is saved is said on the form, with what was typed still there.

        Saving is one transaction, so that nothing of it stays; the form is then shown anew with the refusal on it.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            request.refusal = str(refused)  # type: ignore[attr-defined]
        except IntegrityError:
            request.refusal = self.collision  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The row's own form, made one that knows what was seen."""
        own = kwargs.get("form", self.form)
        if change and not issubclass(own, Seen):
            kwargs["form"] = type(own.__name__, (Seen, own), {"seen_before": seen_field()})
        made = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type(made.__name__, (Barred, made), {"refusal": refusal}) if refusal else made

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, held while it is changed, so that nobody comes between reading and writing it."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST":
            self.model._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
            found = super().get_object(request, object_id, from_field)
        return found


class SeenTabular(ReadWithoutMarks, admin.TabularInline):
    """Rows below another one, as a table."""

    form: type[forms.ModelForm] = SeenModelForm
    formfield_overrides = DAYS


class SeenStacked(ReadWithoutMarks, admin.StackedInline):
    """Rows below another one, one under the other."""

    form: type[forms.ModelForm] = SeenModelForm
    formfield_overrides = DAYS
