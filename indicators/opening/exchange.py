"""Data value sets for other systems, by key: `GET` and `POST /api/dataValueSets`; each refusal a sentence in JSON."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hocTap.lib.steps import number_in
from hocTap.lib.watching import address_of
from indicators.models import ApiKey
from indicators.opening.values import OVERWRITE, Unreadable, read_values, write_values
from indicators.permissions import can_make_keys, can_read_series
from indicators.workflow.opening import BEGINS, CALLS_AN_HOUR, PREFIX_LENGTH, count_call, digest_of

SCHEME = "ApiToken "
MOST_BYTES = 1_000_000
WRONG_A_MINUTE = 30
MINUTE = 60
UNKNOWN = "Mã truy cập không đúng, đã hết hạn hoặc đã thu hồi."


class Refusal(Exception):
    """An answer other than what was asked for: a status and a sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


def answered(content: dict[str, Any], status: int = HTTPStatus.OK, **headers: str) -> JsonResponse:
    """Never kept by anybody between: what a key opens is for its holder."""
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store, private"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_value_sets(request: HttpRequest) -> JsonResponse:
    try:
        key = key_of(request)
        return _written(request, key) if request.method == "POST" else _read(request, key)
    except Refusal as refusal:
        content = {"status": "ERROR", "httpStatusCode": int(refusal.status), "message": refusal.sentence}
        return answered(content, refusal.status, **refusal.headers)


def key_of(request: HttpRequest) -> ApiKey:
    """The key that the call bears, of somebody who still works for its unit. Raises Refusal: 401, 403, 429."""
    said = request.headers.get("Authorization", "")
    words = said.removeprefix(SCHEME).strip()
    if not said.startswith(SCHEME) or not words.startswith(f"{BEGINS}_"):
        raise Refusal(401, "Cần mã truy cập: Authorization: ApiToken <mã>.", WWW_Authenticate="ApiToken")
    now = timezone.now()
    rows = ApiKey.objects.select_related("unit", "person").filter(prefix=words[:PREFIX_LENGTH])
    key = next(iter(rows), None)
    right = hmac.compare_digest(key.digest if key else "", digest_of(words))
    if key is None or not right or not key.in_force(timezone.localdate(now)):
        raise _wrong(f"api-wrong-{address_of(request)}", f"api-wrong-{digest_of(words[:PREFIX_LENGTH])}")
    if not count_call(key, at=now):
        left = 3600 - now.minute * 60 - now.second
        raise Refusal(429, f"Mã này đã gọi quá {CALLS_AN_HOUR} lần trong giờ.", Retry_After=str(left))
    if not key.person.is_active or not can_read_series(key.person, key.unit):
        raise Refusal(403, "Người lập mã không còn nhiệm vụ ở đơn vị này.")
    return key


def _wrong(*counted: str) -> Refusal:
    """What a wrong key is answered: 401, and 429 once its address or the beginning of the key was wrong too often.

    A right key is never asked for this: many offices share one address, and one of them may have an old key at work.
    """
    for name in counted:
        cache.add(name, 0, MINUTE)
    if max([_one_more(name) for name in counted]) > WRONG_A_MINUTE:
        return Refusal(429, "Quá nhiều lần gửi mã sai. Hãy thử lại sau một phút.", Retry_After=str(MINUTE))
    return Refusal(401, UNKNOWN, WWW_Authenticate="ApiToken")


def _one_more(name: str) -> int:
    try:
        return cache.incr(name)
    except ValueError:  # it ran out between the two
        return 1


def _read(request: HttpRequest, key: ApiKey) -> JsonResponse:
    asked = {name: request.GET.get(name, "") for name in ("dataSet", "period")}
    below, page = request.GET.get("children") == "true", number_in(request.GET.get("page", "1"))
    try:
        return answered(read_values(key, asked["dataSet"], asked["period"], request.GET.get("orgUnit"), below, page))
    except Unreadable as reason:
        raise Refusal(400, str(reason)) from reason


def _written(request: HttpRequest, key: ApiKey) -> JsonResponse:
    if not key.may_write or key.person.only_reads or not can_make_keys(key.person, key.unit):
        raise Refusal(403, "Mã này chỉ được đọc.")
    now = timezone.now()
    options = {
        "overwrite": request.GET.get("importStrategy") == OVERWRITE,
        "dry_run": request.GET.get("dryRun") == "true",
    }
    try:
        answer = write_values(key, message_of(request), at=now, on=timezone.localdate(now), **options)
    except Unreadable as reason:
        raise Refusal(400, str(reason)) from reason
    return answered(answer.as_json(), HTTPStatus.CONFLICT if answer.conflicts else HTTPStatus.OK)


def message_of(request: HttpRequest) -> Any:
    """The body as JSON. Raises Refusal for another kind, for one that is too long, and Unreadable for none."""
    if request.content_type != "application/json":
        raise Refusal(415, "Nội dung phải là application/json.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Refusal(413, "Nội dung quá dài. Hãy gửi thành nhiều lần.")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as reason:
        raise Unreadable("Nội dung không đọc được như JSON.") from reason
