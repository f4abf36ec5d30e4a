"""A list read once more without a browser: by the worker, or before its file is handed out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, QueryDict
from django.urls import resolve

from hocTap.lib.tables import Background
from units.http import UserRequest
from units.models import ListFile


class ListRequest(Background, UserRequest):
    """The request that the person's browser made for the list, made again by the program.

    The view of the list answers it, so that remit, filters, order and permissions are those of the page.
    """

    def __init__(self, file: ListFile) -> None:
        super().__init__()
        path, _, query = file.address.partition("?")
        self.method, self.user = "GET", file.by
        self.path = self.path_info = path
        self.META = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
        self.GET = QueryDict(query)

    def answer(self) -> HttpResponse:
        """What the page of the list answers; raises PermissionDenied and Http404 as the page does."""
        self.resolver_match = found = resolve(self.path)
        return found.func(self, *found.args, **found.kwargs)  # type: ignore[no-any-return]


class Checking(ListRequest):
    """Asks only whether the list may still be taken out: nothing is written, nothing noted."""

    checks_only = True


class Making(ListRequest):
    """Asks for the list, and passes on how far its file has come."""

    def __init__(self, file: ListFile, told: Callable[[int], None]) -> None:
        super().__init__(file)
        self._told = told

    def told(self, done: int) -> None:
        self._told(done)
