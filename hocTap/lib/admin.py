"""The administration's own promises: nobody's words are written over unseen, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hocTap.lib import catalogue
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


REASON = "change_reason"


class Reasoned(forms.BaseForm):
    """Mixin for a form that changes a row of a catalogue: the reason stays with what was changed."""


def reason_field() -> forms.CharField:
    return forms.CharField(
        label="Lý do sửa",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nội dung cũ, nội dung mới, lý do và người sửa được giữ lại ở trang Lịch sử.",
    )


class KeepsEdits:
    """Mixin of the administration: what of a catalogue rests is only read, and every edit is kept with its reason.

    The row and the rows below it are read before (`get_object`, which holds the row) and after (`log_change`, which is
    the last of saving), so that no page forgets one, whatever way it writes.
    """

    object_history_template: Any = "admin/changes.html"
    once: tuple[str, ...] = ()
    """What others know a row by: it does not change once the row is there."""
    changes_of: Callable[[models.Model], Any] | None = None
    """Set when the site starts, by the app that keeps them."""

    def _declared(self) -> bool:
        return catalogue.entry_of(self.model) is not None  # type: ignore[attr-defined]

    def _rows(self, request: HttpRequest, obj: models.Model) -> catalogue.Rows:
        """The row and those below it, as the database has them."""
        below = [
            row
            for inline in self.inlines  # type: ignore[attr-defined]
            for row in inline.model._base_manager.filter(**{_points_at(inline, obj): obj.pk})
        ]
        return catalogue.seen(obj, *below)

    def asks_reason(self, request: HttpRequest, obj: models.Model | None) -> bool:
        return obj is not None and self._declared() and self.has_change_permission(request, obj)  # type: ignore[attr-defined]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        own = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or not self.asks_reason(request, obj):
            return own
        return [*own, ("Vì sao sửa", {"fields": [REASON], "description": catalogue.why_held(obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        shown = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        once = self.once if obj else ()
        return tuple(dict.fromkeys([*shown, *once, *self.still_fixed(obj), *catalogue.held_fields(obj)]))

    def still_fixed(self, obj: models.Model | None) -> tuple[str, ...]:
        """What is only read today for another reason than what is declared."""
        return ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is not None and request.method == "POST" and self._declared():
            request.rows_before = self._rows(request, found)  # type: ignore[attr-defined]
        return found

    def _keep(self, request: HttpRequest, obj: models.Model) -> None:
        if not self._declared():
            return
        before = getattr(request, "rows_before", {})
        edits = catalogue.compared(before, self._rows(request, obj))
        reason = request.POST.get(REASON, "").strip()
        catalogue.keep(edits, by=request.user, at=timezone.now(), reason=reason, of=obj)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._keep(request, obj)
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._keep(request, obj)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The row's edits, old words beside new ones."""
        found = self.get_object(request, object_id)
        shown = KeepsEdits.changes_of(found)[:MOST_SHOWN] if found is not None and KeepsEdits.changes_of else []
        return super().history_view(  # type: ignore[misc,no-any-return]
            request, object_id, {"changes": shown, **(extra_context or {})}
        )


MOST_SHOWN = 200


def _points_at(inline: Any, obj: models.Model) -> str:
    """The name of the column by which an inline's rows point at their row."""
    if inline.fk_name:
        return str(inline.fk_name)
    return next(
        each.name
        for each in inline.model._meta.fields
        if isinstance(each, models.ForeignKey) and each.related_model is type(obj)
    )


class SeenAdmin(KeepsEdits, ReadWithoutMarks, admin.ModelAdmin):
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
            kwargs["form"] = own = type(own.__name__, (Seen, own), {"seen_before": seen_field()})
        if change and self.asks_reason(request, obj):
            kwargs["form"] = type(own.__name__, (Reasoned, own), {REASON: reason_field()})
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


class OnlyRead(SeenAdmin):
    """Written by steps and commands, changed by nobody here; `view_on_site` would lead to pages of other roles."""

    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HeldRow(SeenModelForm):
    """A row below another one: what of it rests is shown and not typed into."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in catalogue.held_fields(self.instance):
            if name in self.fields:
                self.fields[name].disabled = True


class SeenTabular(ReadWithoutMarks, admin.TabularInline):
    """Rows below another one, as a table."""

    form: type[forms.ModelForm] = HeldRow
    formfield_overrides = DAYS


class SeenStacked(ReadWithoutMarks, admin.StackedInline):
    """Rows below another one, one under the other."""

    form: type[forms.ModelForm] = HeldRow
    formfield_overrides = DAYS
