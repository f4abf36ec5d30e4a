"""How a refused act is answered: in words, with a way on, and a status that says that nothing was done."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hocTap.lib.http import wants_json
from hocTap.lib.refusals import Refused, Stale


def refused(request: HttpRequest, reason: Refused, *, back: str, typed: str = "") -> HttpResponse:
    """409 when someone was faster, 400 otherwise; the sentence says what to do, and what was typed is shown again."""
    status = 409 if isinstance(reason, Stale) else 400
    if wants_json(request):
        return JsonResponse({"error": "refused", "sentence": str(reason)}, status=status)
    return render(
        request, "indicators/refused.html", {"sentence": str(reason), "back": back, "typed": typed}, status=status
    )
