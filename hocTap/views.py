"""Pages that belong to no app: what is shown when something is refused."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hocTap.lib.http import wants_json


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long: say how to go on, keep what was typed."""
    sentence = "Trang đã mở quá lâu nên chưa nhận được dữ liệu. Hãy tải lại trang rồi gửi lại."
    if wants_json(request):
        return JsonResponse({"error": "csrf", "sentence": sentence}, status=403)
    return render(request, "403_csrf.html", {"sentence": sentence}, status=403)
