"""Holders of a khu phố that was divided, or is no more: each gets its new khu phố, many on one page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.querysets import CandidateQuerySet
from awards.titles.register.permissions import can_record_in
from awards.titles.workflow.rehome import living_in, rehome
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.refusals import Refused, Stale
from units.enums import UnitKind
from units.http import UserRequest
from units.models import ChangeLink, UnitVersion
from units.words import joined, named

A_PAGE = 100
STAY = "— để sau —"


@dataclass(frozen=True)
class Division:
    """A khu phố, the day on which it was divided or ended, by which decision, and who may receive its holders."""

    old: UnitVersion
    on: dt.date
    decision: str
    receivers: list[UnitVersion]

    @property
    def ward(self) -> int:
        return self.old.parent_id or 0

    @property
    def holders(self) -> CandidateQuerySet:
        return living_in([self.old.unit_id], self.on).active().order_by("sort_key", "pk")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(each.unit_id), named(each)) for each in self.receivers]


def division_of(community: int) -> Division | None:
    """The last change in which the khu phố gave something to others; None when there was none.

    A receiver that has itself ended since is left out; so is the khu phố itself, where its holders already are.
    """
    links = ChangeLink.objects.filter(predecessor=community).exclude(predecessor=F("successor"))
    last = links.select_related("event").order_by("-event__effective_on", "-event__pk").first()
    if last is None:
        return None
    on = last.event.effective_on
    before = UnitVersion.objects.on(on - dt.timedelta(days=1)).of_kind(UnitKind.COMMUNITY)
    old = before.filter(unit=community).first()
    takers = links.filter(event__effective_on=on).values("successor")
    standing = UnitVersion.objects.on(timezone.localdate()).of_kind(UnitKind.COMMUNITY)
    receivers = list(standing.filter(unit__in=takers).order_by("sort_key", "pk"))
    return Division(old, on, last.event.decision, receivers) if old else None


class DivideForm(forms.Form):
    """For each holder of the page its new khu phố, or nothing yet; one choice for all that are left empty."""

    def __init__(self, division: Division, page: Page[Candidate], data: Any = None) -> None:
        super().__init__(data)
        self.holders = list(page)
        self.fields["rest"] = forms.TypedChoiceField(
            label="Những dòng còn để trống ở trang này",
            choices=[("", STAY), *division.choices],
            coerce=int,
            empty_value=None,
            required=False,
        )
        for holder in self.holders:
            self.fields[f"to-{holder.pk}"] = forms.TypedChoiceField(
                label=f"Nơi mới của {holder.name}",
                choices=[("", STAY), *division.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def rows(self) -> list[tuple[Candidate, forms.BoundField]]:
        return [(holder, self[f"to-{holder.pk}"]) for holder in self.holders]

    @property
    def chosen(self) -> dict[int, int]:
        """The new khu phố of each holder for whom one was chosen."""
        rest = self.cleaned_data["rest"]
        given = {holder.pk: self.cleaned_data[f"to-{holder.pk}"] or rest for holder in self.holders}
        return {pk: to for pk, to in given.items() if to}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen:
            self.add_error(None, "Chưa chọn nơi mới cho ai.")
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def community_divide(request: UserRequest, community_pk: int) -> HttpResponse:
    division = division_of(community_pk)
    wards = request.user.lines_in_remit().filter(descendant=division.ward if division else 0)
    if division is None or not wards.exists():
        raise Http404
    if not can_record_in(request.user, division.ward):
        raise PermissionDenied("Chỉ cán bộ của chính phường, xã này mới chọn nơi mới cho người trong sổ.")
    words = vi.nfc(request.GET.get("tim", ""))[:120]
    holders = division.holders.matching(words)
    page = Paginator(_asked_first(request, holders), A_PAGE).get_page(request.GET.get("trang"))
    form = DivideForm(division, page, posted(request))

    def divide(_: dict[str, Any]) -> str:
        places = {pk: Locality(division.ward, to) for pk, to in form.chosen.items()}
        reason = f"Chia {division.old.name} ({division.decision})"[:300]
        gone = rehome(places, on=division.on, reason=reason, by=request.user, at=timezone.now())
        if sum(gone.values()) != len(places):
            raise Stale("Người khác vừa chọn nơi mới cho một trong những hộ này. Hãy tải lại trang.")
        return request.get_full_path()

    return act(
        request,
        form,
        divide,
        title=f"Chọn nơi mới cho người ở {division.old.name}",
        back=f"/don-vi/{division.ward}/cong-dong/",
        done="Đã ghi nơi mới.",
        template="titles/register/divide.html",
        context={"division": division, "page": page, "words": words, "parent": "Khu phố, thôn, ấp"},
        ask=lambda _: dividing(division, form),
    )


def _asked_first(request: UserRequest, holders: CandidateQuerySet) -> CandidateQuerySet:
    """For a form that is sent: just those whose line it holds, wherever they stand in the list meanwhile."""
    if request.method != "POST":
        return holders
    sent = [int(name[3:]) for name in request.POST if name.startswith("to-") and name[3:].isdecimal()]
    return holders.model.objects.filter(pk__in=sent, community__isnull=False).order_by("sort_key", "pk")


def dividing(division: Division, form: DivideForm) -> str:
    """Who goes where, in numbers. Raises Refused when somebody has gone elsewhere meanwhile."""
    if gone := [holder.name for holder in form.holders if holder.community_id != division.old.unit_id]:
        raise Stale(f"{gone[0]} không còn ở {division.old.name}: người khác vừa ghi nơi mới. Hãy tải lại trang.")
    if not division.receivers:
        raise Refused(f"{division.old.name} không còn nơi kế tiếp nào đang có.")
    kinds = {holder.pk: TitleKind(holder.kind) for holder in form.holders}
    parts = []
    for receiver in division.receivers:
        numbers = Counter(kinds[pk] for pk, to in form.chosen.items() if to == receiver.unit_id)
        if counts := joined([f"{vi.whole(numbers[kind])} {kind.holder}" for kind in TitleKind if numbers[kind]]):
            parts.append(f"{counts} sang {named(receiver)}")
    return f"Sẽ chuyển từ ngày {vi.day(division.on)}: {'; '.join(parts)}. Danh hiệu và quá khứ của họ giữ nguyên."
