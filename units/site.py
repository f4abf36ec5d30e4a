"""The door of the administration pages: the one login of hocTap, then administrators in office only."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from units.models import Unit
from units.naming import full_names
from units.permissions import can_administer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Suggestions(AutocompleteJsonView):
    """What the administration suggests while one types; units by their full names."""

    names: dict[int, str] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.model_admin.model is Unit:
            self.names = full_names([unit.pk for unit in context["object_list"]])
        return context

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        shown: dict[str, str] = super().serialize_result(obj, to_field_name)  # type: ignore[misc] # not in the stubs
        return shown | {"text": self.names.get(obj.pk, shown["text"])}


def is_odd_id(error: Exception) -> bool:
    """Whether an address or a form asked for an id that is no number, or one larger than a database keeps.

    Django's administration hands such an id on to the database or to a picker, which then fails.
    """
    return not isinstance(error, ValueError) or "expected a number but got" in str(error)


class Site(AdminSite):
    empty_value_display = "–"

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, Suggestions.as_view(admin_site=self)(request))

    def has_permission(self, request: HttpRequest) -> bool:
        return can_administer(request.user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Who is logged in without being an administrator is told so, and not asked to log in again."""
        guarded = super().admin_view(view, cacheable)

        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("Trang quản trị chỉ dành cho người quản trị hệ thống.")
            try:
                answer = guarded(request, *args, **kwargs)
                return answer.render() if isinstance(answer, TemplateResponse) else answer
            except (DataError, OverflowError, ValueError) as unreadable:
                if not is_odd_id(unreadable):
                    raise
                raise BadRequest from unreadable

        return cast(View, update_wrapper(opened, view))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nobody logs in past the one login page."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))
