"""Posts that wait for a second person: what an answer to several will do, in numbers, and the page of the office."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import ask_first, posted, status_of, tried
from hocTap.lib.fields import Several
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from units.accounts.giving import answer, proposals_for
from units.enums import Role
from units.http import UserRequest
from units.models import PostProposal, User
from units.naming import full_names

MOST_SHOWN = 200
GIVE, DECLINE = "giao", "khong"


class AnswerForm(forms.Form):
    """Some of the proposals that wait, and the word on them."""

    chon = Several(
        PostProposal.objects.none(), error_messages={"required": "Hãy chọn ít nhất một đề nghị."}, label="Đề nghị"
    )
    viec = forms.ChoiceField(choices=[(GIVE, "giao"), (DECLINE, "không giao")], label="Trả lời")

    def __init__(self, data: object, user: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["chon"].queryset = proposals_for(user)  # type: ignore[attr-defined]


def told(proposals: Sequence[PostProposal], user: User, *, agreed: bool) -> str:
    """What an answer will do: "Sẽ giao 5 nhiệm vụ cho 4 người: 3 cán bộ quỹ khuyến học, 2 …"."""
    others = [each for each in proposals if each.agreed is None and user.pk not in (each.asked_by_id, each.person_id)]
    doing = others if agreed else [each for each in proposals if each.agreed is None]
    roles = Counter(each.get_role_display() for each in doing)
    listed = ", ".join(f"{vi.whole(number)} {role}" for role, number in roles.most_common())
    word = "Sẽ giao" if agreed else "Sẽ từ chối"
    people, units = (len({getattr(each, name) for each in doing}) for name in ("person_id", "unit_id"))
    said = f"{word} {vi.whole(len(doing))} nhiệm vụ cho {vi.whole(people)} người ở {vi.whole(units)} đơn vị"
    left = len(proposals) - len(doing)
    beside = (
        f" {vi.whole(left)} đề nghị khác giữ nguyên: do chính ông, bà nêu, giao cho chính ông, bà, hoặc đã trả lời."
    )
    return f"{said}{': ' if listed else ''}{listed}.{beside if left else ''}"


def answered(
    proposals: Sequence[PostProposal], *, agreed: bool, by: User, at: dt.datetime
) -> tuple[list[PostProposal], list[str]]:
    """Answer each by itself: those that were answered, and a sentence for each that was refused."""
    done, refused = [], []
    for proposal in proposals:
        try:
            with transaction.atomic():
                answer(proposal, agreed=agreed, by=by, at=at, today=timezone.localdate(at))
        except Refused as reason:
            refused.append(f"{proposal}: {reason}")
        else:
            done.append(proposal)
    return done, refused


HEADS = ("Người được giao", "Tên đăng nhập", "Nhiệm vụ", "Đơn vị", "Từ ngày", "Đến hết ngày", "Người đề nghị", "Lúc")


def listed(shown: tuple[PostProposal, str]) -> Sequence[object]:
    row, unit = shown
    person = (row.person.full_name, row.person.username, row.get_role_display(), unit)
    return *person, row.valid_from, row.valid_to, row.asked_by.full_name, row.asked_at


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_list(request: UserRequest) -> HttpResponse:
    """Posts that administrators asked for at the office's units: given, or not, after it was said how many."""
    user, here = request.user, reverse("units:proposal-list")
    if not (user.is_administrator or user.holds(Role.DISTRICT_OFFICE)):
        raise PermissionDenied("Việc này dành cho cơ quan phụ trách và người quản trị.")
    form = AnswerForm(posted(request), user)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["chon"].select_related("person", "unit"))
        agreed = form.cleaned_data["viec"] == GIVE
        sentence = told(chosen, user, agreed=agreed)
        asked = ask_first(request, sentence, back=here, context={"parent": "Đề nghị giao nhiệm vụ"})
        done, refused = tried(lambda: answered(chosen, agreed=agreed, by=user, at=timezone.now()), asked)
        if asked and done:
            return asked
        for each in refused:
            messages.error(request, each)
        if done:
            messages.success(request, f"{'Đã giao' if agreed else 'Đã từ chối'} {vi.whole(len(done))} nhiệm vụ.")
        return redirect(here)
    waiting = proposals_for(user).select_related("person", "asked_by").order_by("asked_at", "pk")
    whole = wants_xlsx(request)
    rows = list(waiting if whole else waiting[:MOST_SHOWN])
    names = full_names({row.unit_id for row in rows})
    shown = [(row, names.get(row.unit_id, "")) for row in rows]
    if whole:
        return export_rows(request, "Đề nghị giao nhiệm vụ", HEADS, lambda: map(listed, shown), len(shown))
    context = {"form": form, "rows": shown, "excel": xlsx_url(request)}
    return render(request, "units/accounts/proposals.html", context, status=status_of(form if form.is_bound else None))
