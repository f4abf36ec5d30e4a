"""The administration's own promises: two administrators never write over each other unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from hocTap.lib.fields import Day
from hocTap.lib.forms import SEEN, Seen, seen_field

DAYS: dict[type[models.Field[Any, Any]], Any] = {models.DateField: {"form_class": Day}}
"""Days are read in the administration as everywhere."""


class SeenModelForm(Seen, forms.ModelForm):
    """A form of the administration that knows what the administrator saw when it was opened."""

    seen_before = seen_field()


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

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The row's own form, made one that knows what was seen."""
        own = kwargs.get("form", self.form)
        if change and not issubclass(own, Seen):
            kwargs["form"] = type(own.__name__, (Seen, own), {"seen_before": seen_field()})
        return super().get_form(request, obj, change=change, **kwargs)

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
