"""The ward's steps on a whole khu phố: register, minutes, appraise, not reached; and the ways back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import doubtful, procedure_for
from awards.titles.enums import STEPS, ManagingLevel, NominationState
from awards.titles.forms import ReasonForm
from awards.titles.grid import sets_of
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, Minutes, Nomination
from awards.titles.querysets import CandidateQuerySet, NominationQuerySet
from awards.titles.register.exporting import names_out, names_url
from awards.titles.returns import returns_of
from awards.titles.views.common import community_or_404, kind_or_404, rule_to_choose, ward_or_404, with_reason
from awards.titles.workflow.machinery import over_for
from hocTap.lib import vi
from hocTap.lib.answers import ask_first, refused, tried
from hocTap.lib.steps import Refused, Stale, number_in
from hocTap.lib.tables import wants_xlsx
from units.enums import NamesList
from units.http import UserRequest
from units.models import Unit, UnitVersion
from units.privacy.seeing import note_list

S = NominationState
PER_PAGE = 50
ON_ONE_PAGE = 400
"""Rows of a form whose every line is sent back at once."""


@dataclass
class Place:
    """A khu phố of a ward (or the holders of the ward that belong to none), for one title and year."""

    ward: Unit
    standing: UnitVersion
    community: UnitVersion | None
    kind: TitleKind
    year: int

    @property
    def locality(self) -> Locality:
        return Locality(self.ward.pk, self.community.unit_id if self.community else None)

    @property
    def name(self) -> str:
        """Where it is, with the ward that holds it."""
        here = self.community.name if self.community else "phần không thuộc khu phố, thôn, ấp"
        return f"{here}, {self.standing.name}"

    @property
    def heading(self) -> str:
        """The name at the beginning of a line: "Phần không thuộc khu phố, Phường 5"."""
        return self.name[0].upper() + self.name[1:]

    @property
    def rows(self) -> NominationQuerySet:
        """Registered here this year."""
        found = Nomination.objects.in_year(self.kind, self.year).filter(ward=self.ward)
        return found.filter(community=self.locality.community_id)

    @property
    def unregistered(self) -> CandidateQuerySet:
        """On the register of candidates here, and not registered this year."""
        here = Candidate.objects.active().unrestricted().of_kind(self.kind)
        there = here.filter(ward=self.ward, community=self.locality.community_id)
        taken = Nomination.objects.in_year(self.kind, self.year).filter(ward=self.ward)
        return there.exclude(pk__in=taken.values("candidate"))

    @property
    def ready(self) -> NominationQuerySet:
        """What passes and was carried, and so can be appraised at once."""
        level = ManagingLevel.WARD if self.kind.holders.managed_by_level else ""
        try:
            rule = procedure_for(self.kind, timezone.localdate(), self.ward.pk, level)
        except Refused:
            return self.rows.none()
        passing = self.rows.filter(state__in=[S.SELF_ASSESSED, S.VOTED], passes=True)
        if not rule.needs_vote:
            return passing
        over = F("present") * Value(rule.vote_over)
        return passing.filter(state=S.VOTED).annotate(votes=Coalesce(F("in_favour"), 0) * 100).filter(votes__gt=over)

    @property
    def failing(self) -> NominationQuerySet:
        """Assessed, and short of the title."""
        return self.rows.filter(state__in=[S.SELF_ASSESSED, S.VOTED], passes=False)

    @property
    def minutes(self) -> list[Minutes]:
        """All minutes of the khu phố for the title and year, the latest first."""
        found = Minutes.objects.filter(ward=self.ward, community=self.locality.community_id)
        of_year = found.filter(kind=self.kind, year=self.year)
        return list(of_year.select_related("by", "corrected_by").order_by("-at", "-pk"))

    @property
    def url(self) -> str:
        return self.url_of("community")

    def url_of(self, page: str) -> str:
        """The address of one of the khu phố's pages."""
        community = self.locality.community_id or 0
        return reverse(f"titles:{page}", args=[self.ward.pk, self.kind, self.year, community])

    @cached_property
    def ended(self) -> str:
        """Why no work is done here any more on this year, when the ward ended within it."""
        return over_for(self.ward.pk, self.year, timezone.localdate())

    @property
    def context(self) -> dict[str, Any]:
        """What every page of the khu phố shows."""
        return {
            "ward": self.ward,
            "standing": self.standing,
            "place": self.community,
            "place_pk": self.locality.community_id or 0,
            "place_name": self.name,
            "ended": self.ended,
            "kind": self.kind,
            "year": self.year,
        }


def place_or_404(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> Place:
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, title, year)
    return Place(ward, standing, community_or_404(community_pk, ward, year), title, year)


def own_place(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> Place:
    """The khu phố, for the ward's own officer."""
    place = place_or_404(request, ward_pk, kind, year, community_pk)
    if not permissions.can_work(request.user, place.ward.pk):
        raise PermissionDenied
    return place


@require_safe
def community(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    place = place_or_404(request, ward_pk, kind, year, community_pk)
    state = request.GET.get("buoc", "")
    everyone = Nomination.objects.filter(kind=place.kind, year=year, ward=place.ward)
    everyone = everyone.filter(community=place.locality.community_id)
    shown = everyone.at_step(state) if state in dict(STEPS) else place.rows
    if words := request.GET.get("tim", "").strip():
        shown = shown.filter(candidate__in=Candidate.objects.matching(words).order_by().values("pk"))
    rows = shown.select_related("candidate", "decision").order_by("candidate__sort_key", "pk")
    if wants_xlsx(request):
        name = f"{place.heading} {place.kind.label} {year}"
        return names_out(request, [ward_pk], name, LISTED, lambda: map(_listed, rows), rows.count())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_list(request, NamesList.YEAR, (row.ward_id for row in page))
    number = Counter(dict(place.rows.order_by().values_list("state").annotate(number=Count("pk"))))
    to_score = any(number[step] for step in (S.REGISTERED, S.SELF_ASSESSED, S.VOTED))
    context = {
        **place.context,
        "excel": names_url(request, lambda: [ward_pk]) if page.object_list else "",
        "page": page,
        "states": STEPS,
        "state": state,
        "words": words,
        "may_work": permissions.can_work(request.user, place.ward.pk),
        "unregistered": place.unregistered.count(),
        "ready": place.ready.count(),
        "failing": place.failing.count(),
        "assessed": number[S.SELF_ASSESSED],
        "to_score": to_score,
        "only_registered": number[S.REGISTERED],
        "appraised": number[S.APPRAISED],
        "minutes": place.minutes,
        "returns": returns_of(place.rows),
        "doubtful": doubtful(place.rows),
        **rule_to_choose(request.user, sets_of(place.rows) if to_score else []),
        "illustrative": any(row.illustrative for row in page),
        "reason_form": ReasonForm(),
        "empty": f"{place.name} chưa có hồ sơ {place.kind.label} năm {year} nào{_at_step(state)}{_with_words(words)}.",
    }
    return render(request, "awards/titles/community.html", context)


LISTED = ("Đối tượng", "Địa chỉ", "Đăng ký", "Bước", "Điểm", "Tán thành", "Dự họp")


def _listed(row: Nomination) -> Sequence[object]:
    votes = (row.in_favour, row.present) if row.present else (None, None)
    return row.listed_name, row.listed_address, row.get_registration_display(), row.step_words, row.score, *votes


def _at_step(state: str) -> str:
    return f" ở bước “{dict(STEPS)[state]}”" if state in dict(STEPS) else ""


def _with_words(words: str) -> str:
    return f" có “{words}”" if words else ""


# Registering


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Register all who are not yet, or the ones ticked in the list of them."""
    place = own_place(request, ward_pk, kind, year, community_pk)
    if request.method != "POST":
        return _unregistered_page(request, place)
    found = place.unregistered
    if request.POST.get("all") != "1":
        found = found.filter(pk__in=[number_in(text) for text in request.POST.getlist("candidate")])
    number = found.count()
    sentence = f"Sẽ đăng ký {_counted(place, number)} của {place.name} xét {place.kind.label} năm {year}."
    back = place.url_of("register")
    asked = ask_first(request, sentence, back=back, context={"parent": place.heading}) if number > 1 else None
    try:
        made = tried(lambda: workflow.register_all(found, year, by=request.user, at=timezone.now()), asked)
        if not made:
            raise Refused("Chưa chọn ai, hoặc những người đã chọn đều đăng ký rồi. Hãy tải lại trang.")
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, f"Đã đăng ký {_counted(place, len(made))}.")
    return redirect(place.url)


def _counted(place: Place, number: int) -> str:
    return f"{vi.whole(number)} {place.kind.holder}"


def _unregistered_page(request: UserRequest, place: Place) -> HttpResponse:
    had = Nomination.objects.in_force().filter(candidate=OuterRef("pk"), year=place.year - 1)
    found = place.unregistered.annotate(had_last_year=Exists(had))
    page = Paginator(found.order_by("sort_key", "pk"), ON_ONE_PAGE).get_page(request.GET.get("page"))
    note_list(request, NamesList.REGISTER, (row.ward_id for row in page))
    return render(request, "awards/titles/register.html", {**place.context, "page": page})


# Steps on all of a khu phố that stand at the same point


@require_POST
def appraise(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Appraise all that pass and were carried."""
    place = own_place(request, ward_pk, kind, year, community_pk)
    pks = list(place.ready.values_list("pk", flat=True))
    sentence = f"Sẽ ghi {vi.whole(len(pks))} hồ sơ {place.kind.label} năm {year} của {place.name} là đã thẩm định, đạt."
    beside = {"parent": place.heading}
    asked = ask_first(request, sentence, back=place.url, context=beside) if len(pks) > 1 else None
    try:
        number = tried(lambda: workflow.appraise(pks, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=place.url)
    if asked:
        return asked
    messages.success(request, f"Đã thẩm định {vi.whole(number)} hồ sơ đạt.")
    return redirect(place.url)


Step = Callable[[Collection[int], str], int]


def _some(pks: Collection[int], none: Stale) -> Collection[int]:
    """The rows of a step; raises what is to be said when somebody else has taken the step on all of them."""
    if not pks:
        raise none
    return pks


def _all_with_reason(
    request: UserRequest, place: Place, rows: NominationQuerySet, step: Step, title: str, what: str
) -> HttpResponse:
    """One step with one reason on all these rows, once the person has said yes to their number."""
    pks = list(rows.values_list("pk", flat=True))
    none = Stale(f"{place.name} không còn hồ sơ {place.kind.label} năm {place.year} nào ở bước này. Hãy tải lại trang.")
    sentence = f"{what} {vi.whole(len(pks))} hồ sơ {place.kind.label} năm {place.year} của {place.name}."
    return with_reason(
        request,
        lambda reason: step(_some(pks, none), reason),
        title=title,
        lead=sentence,
        back=place.url,
        parent=place.heading,
        done=f"Đã xong: {sentence[0].lower()}{sentence[1:]}",
        ask=lambda: f"Sẽ {sentence[0].lower()}{sentence[1:]}" if pks else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Record as not reached all of the khu phố that were assessed and do not pass, with one reason."""
    place = own_place(request, ward_pk, kind, year, community_pk)

    def step(pks: Collection[int], reason: str) -> int:
        return workflow.reject(pks, reason, by=request.user, at=timezone.now())

    return _all_with_reason(request, place, place.failing, step, "Ghi không đạt", "Ghi không đạt cho")


@require_http_methods(["GET", "HEAD", "POST"])
def unregister(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Take back the registration of all in the khu phố that were only registered."""
    place = own_place(request, ward_pk, kind, year, community_pk)

    def step(pks: Collection[int], reason: str) -> int:
        return workflow.unregister(pks, reason, by=request.user, at=timezone.now())

    rows = place.rows.filter(state=S.REGISTERED)
    return _all_with_reason(request, place, rows, step, "Rút đăng ký", "Rút đăng ký của")


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Take the appraisal of the khu phố back, as long as it is not proposed."""
    place = own_place(request, ward_pk, kind, year, community_pk)

    def step(pks: Collection[int], reason: str) -> int:
        return workflow.reopen(pks, reason, by=request.user, at=timezone.now())

    rows = place.rows.filter(state=S.APPRAISED)
    return _all_with_reason(request, place, rows, step, "Mở lại thẩm định", "Mở lại thẩm định của")
