"""The grid of a khu phố: scores typed cell by cell, saved as they are typed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from awards.titles import workflow
from awards.titles.criteria import unverified
from awards.titles.grid import grid_of, standing
from awards.titles.models import Nomination
from awards.titles.permissions import can_work, keeps_criteria
from awards.titles.views.place import ON_ONE_PAGE, own_place
from awards.titles.workflow import ScoreInput
from hocTap.lib import vi
from hocTap.lib.answers import refused
from hocTap.lib.cells import status_of_cells, typed_by_another, unreadable
from hocTap.lib.http import own_transaction
from hocTap.lib.steps import Refused, number_in
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list

MOST_CELLS = 500
"""In one message; the script sends a hundred at a time."""


@require_safe
def grid(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    place = own_place(request, ward_pk, kind, year, community_pk)
    asked = request.GET
    words = asked.get("tim", "").strip()
    found = grid_of(
        place.rows, number_in(asked.get("bo")), number_in(asked.get("page")), words, ON_ONE_PAGE, asked.get("phieu", "")
    )
    note_list(request, NamesList.GRID, [ward_pk] * len(found.rows if found else ()))
    context = {
        **place.context,
        "grid": found,
        "heading": place.heading,
        "words": words,
        "unverified": unverified(found.criteria) if found else [],
        "keeps_criteria": found is not None and keeps_criteria(request.user, found.criteria.jurisdiction_id),
        "illustrative": found is not None and any(row.nomination.illustrative for row in found.rows),
        "empty": f"{place.heading} chưa có hồ sơ {place.kind.label} năm {year} nào.",
    }
    return render(request, "awards/titles/grid.html", context)


@own_transaction
@require_POST
def cells(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Cells sent by the page's script; answers what became of each, and how each of their rows now stands.

    Sent with every Tab: the khu phố itself is asked for only where its rows are not found, or not for this person.
    """
    if stranger := typed_by_another(request):
        return stranger
    place = ward_pk, kind, year, community_pk
    if not can_work(request.user, ward_pk):
        own_place(request, *place)
    typed = _cells_in(request.body)
    if typed is None:
        return unreadable()
    rows = Nomination.objects.in_year(kind, year).filter(ward=ward_pk, community=community_pk or None)
    try:
        entered = workflow.enter_scores(rows, typed, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=own_place(request, *place).url)
    if not entered.standings:
        own_place(request, *place)
    answer = {
        "cells": [_answer(each) for each in entered.results],
        "rows": [standing(each.rules, each.row, each.answers, each.outcome) for each in entered.standings],
    }
    return JsonResponse(answer, status=status_of_cells(each.state for each in entered.results))


def _answer(result: workflow.ScoreResult) -> dict[str, Any]:
    """As the script knows it: a cell's code names its row too, and what is kept is what it was typed upon."""
    found = vars(result) | {"code": f"{result.nomination}:{result.code}"}
    return found if result.state == "refused" else found | {"revision": result.text}


def _cells_in(body: bytes) -> list[ScoreInput] | None:
    """Read the script's message; None for anything that is not one."""
    try:
        found = [_cell_in(cell) for cell in json.loads(body)["cells"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if len(found) <= MOST_CELLS else None


def _cell_in(cell: dict[str, Any]) -> ScoreInput:
    """One cell, each part of the very type that the script sends. Raises TypeError, KeyError, ValueError."""
    code, text, base, over = cell["code"], cell["text"], cell["base"], cell["over_vote"]
    if not all(isinstance(each, str) and len(each) <= 200 for each in (code, text, base)) or type(over) is not bool:
        raise TypeError
    nomination, _, line = code.partition(":")
    return ScoreInput(number_in(nomination), line, text, base, over)


@require_POST
def finish(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Assess the half-filled rows in which nothing is missing any more."""
    place = own_place(request, ward_pk, kind, year, community_pk)
    pks = {number_in(text) for text in request.POST.getlist("ho-so")}
    try:
        number = workflow.finish(place.rows, pks, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=place.url)
    if number:
        messages.success(request, f"Đã ghi kết quả tự đánh giá của {vi.whole(number)} hồ sơ.")
    else:
        messages.warning(request, "Không còn hồ sơ nào chờ ghi kết quả.")
    return redirect(place.url_of("score-grid"))
