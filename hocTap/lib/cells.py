"""Tables saved cell by cell by a page's script (static/js/saving.js): what their answers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse


def typed_by_another(request: HttpRequest) -> JsonResponse | None:
    """The answer to a page left open by one person that sends under the login of another; None for one's own."""
    if request.headers.get("X-Hoctap-Person", str(request.user.pk)) == str(request.user.pk):
        return None
    sentence = "Người khác đã đăng nhập trên máy này. Hãy đăng nhập lại bằng tên của mình để gửi số đã gõ."
    return JsonResponse({"error": "other-person", "sentence": sentence}, status=HTTPStatus.CONFLICT)


def unreadable() -> JsonResponse:
    """The answer to a message that the script did not write."""
    sentence = "Dữ liệu gửi lên không đọc được. Hãy tải lại trang rồi nhập lại."
    return JsonResponse({"error": "unreadable", "sentence": sentence}, status=HTTPStatus.BAD_REQUEST)


def status_of_cells(states: Iterable[str]) -> int:
    """One number for many cells: a conflict outweighs a refusal, a refusal outweighs what was saved."""
    found = set(states)
    if "conflict" in found:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if found - {"saved"} else HTTPStatus.OK
