"""What of titles waits for a person: the ward's steps, what came back, what to decide on, drafts to sign, criteria."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Exists, Max, OuterRef, Q, QuerySet, When
from django.urls import reverse

from awards.titles.approval import queues
from awards.titles.enums import Action, DecisionState, JobState, ManagingLevel, MoveState, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import (
    Band,
    CriteriaSet,
    Decision,
    Item,
    MoveRequest,
    Nomination,
    NominationStep,
    Procedure,
    RecognitionJob,
)
from awards.titles.overview import names_of
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.criteria import nearest
from awards.titles.rules.procedure import due_on
from awards.titles.workflow.states import IN_THE_WARD
from hocTap.lib import vi
from hocTap.lib.prepared import Prepared, how_many
from hocTap.lib.waiting import Waiting
from units.enums import Role
from units.models import Lineage, User

S = NominationState
KIND = "Danh hiệu"
TO_MEND = (S.REGISTERED, S.SELF_ASSESSED, S.VOTED)
STEPS = {
    S.REGISTERED: "chờ ghi tự đánh giá",
    S.SELF_ASSESSED: "chờ bình xét, thẩm định",
    S.VOTED: "chờ thẩm định",
    S.APPRAISED: "chờ trình",
}
DRAFTS_SHOWN = 10


class WardTitle(NamedTuple):
    """A ward's title of a year."""

    ward: int
    kind: str
    year: int


# The ward's officer


def ward_waiting(user: User, today: dt.date) -> list[Waiting]:
    """For each ward, title and year how many wait at each step, and what came back with which reason.

    Six queries, or none for whoever keeps no ward; fewer where nothing waits.
    """
    wards = user.units_kept(Role.WARD_OFFICER)
    if not wards:
        return []
    return [*_steps_waiting(wards, today), *_moves_waiting(wards)]


def _steps_waiting(wards: Collection[int], today: dt.date) -> Iterator[Waiting]:
    counted = COUNTED.rows(list(wards))
    numbers: dict[tuple[WardTitle, str, bool], int] = {
        (WardTitle(*facts[:3]), *facts[3:5]): facts[5] for facts in counted
    }
    if not numbers:
        return
    places = {place for place, _, _ in numbers}
    names = names_of({place.ward for place in places}, today)
    dues = _dues(places, today)
    reasons = _reasons(list(wards)) if any(again for _, _, again in numbers) else {}
    for place in sorted({place for place, _, again in numbers if again}):
        number = sum(numbers.get((place, state, True), 0) for state in TO_MEND)
        yield _line(place, names[place.ward].name, "back", number, "bị trả lại, cần sửa", dues, reasons.get(place, ""))
    order = list(S)
    for place, state, again in sorted(numbers, key=lambda key: (key[0], order.index(S(key[1])))):
        if not again:
            number = numbers[place, state, False]
            yield _line(place, names[place.ward].name, state, number, STEPS[S(state)], dues)


def _in_the_ward(wards: list[int]) -> NominationQuerySet:
    return Nomination.objects.filter(ward__in=wards, state__in=IN_THE_WARD).order_by()


def _counted(wards: list[int]) -> QuerySet[Any, Any]:
    back = Case(When(sent_times__gt=0, state__in=TO_MEND, then=True), default=False, output_field=BooleanField())
    by_step = _in_the_ward(wards).annotate(back=back).values_list("ward", "kind", "year", "state", "back")
    return by_step.annotate(number=Count("pk"))


COUNTED = Prepared(_counted)


def _line(
    place: WardTitle,
    ward: str,
    step: str,
    number: int,
    words: str,
    dues: dict[WardTitle, dt.date | None],
    reason: str = "",
) -> Waiting:
    kind, back = TitleKind(place.kind), step == "back"
    return Waiting(
        f"{_deadline(place)}-{step}",
        KIND,
        f"{kind.label} năm {place.year}: {vi.whole(number)} {kind.holder} {words}",
        reverse("titles:ward-year", args=[place.ward, place.kind, place.year]),
        "Xem lý do và sửa" if back else "Làm tiếp",
        count=number,
        due=dues.get(place),
        about=_deadline(place),
        back=back,
        facts=(ward,),
        reason=reason,
    )


def _deadline(place: WardTitle) -> str:
    return f"titles-{place.ward}-{place.kind}-{place.year}"


def _reasons(wards: list[int]) -> dict[WardTitle, str]:
    """Why the approver sent them back last, by place; where several reasons were given, how many more. One query."""
    returned = _in_the_ward(wards).filter(sent_times__gt=0, state__in=TO_MEND)
    steps = NominationStep.objects.filter(action=Action.RETURN, nomination__in=returned.values("pk")).order_by()
    grouped = steps.values_list("nomination__ward", "nomination__kind", "nomination__year", "reason")
    found: dict[WardTitle, list[tuple[dt.datetime, str]]] = defaultdict(list)
    for ward, kind, year, reason, at in grouped.annotate(latest=Max("at")):
        found[WardTitle(ward, kind, year)].append((at, reason))
    words = {place: max(given)[1] for place, given in found.items()}
    return {
        place: f"{reason} (và {len(found[place]) - 1} lý do khác)" if len(found[place]) > 1 else reason
        for place, reason in words.items()
    }


def _dues(places: Collection[WardTitle], today: dt.date) -> dict[WardTitle, dt.date | None]:
    """Until when the ward proposes, by the procedure in force; two queries for all of them."""
    procedures = list(PROCEDURES.rows())
    lines = list(LINES_UP.rows(sorted({place.ward for place in places})))
    return {place: _due(place, procedures, lines, today) for place in places}


PROCEDURES = Prepared(lambda: Procedure.objects.order_by("valid_from", "pk"))
LINES_UP = Prepared(
    lambda wards: (
        Lineage.objects.filter(descendant__in=wards)
        .order_by("-depth")
        .values_list("descendant", "ancestor", "depth", "valid_from", "valid_to")
    )
)


def _due(
    place: WardTitle,
    procedures: Iterable[Procedure],
    lines: Iterable[tuple[int, int, int, dt.date, dt.date | None]],
    today: dt.date,
) -> dt.date | None:
    day = min(dt.date(place.year, 12, 31), today)
    level = ManagingLevel.WARD if TitleKind(place.kind).holders.managed_by_level else ""
    depths = {
        ancestor: depth
        for ward, ancestor, depth, first, last in lines
        if ward == place.ward and first <= day and (last is None or day <= last)
    }
    standing = [
        each
        for each in procedures
        if (each.kind, each.managing_level) == (place.kind, level)
        and each.valid_from <= day
        and (each.valid_to is None or day <= each.valid_to)
    ]
    rule = nearest(standing, depths)
    return due_on(place.year, rule.due_day, rule.due_month, next_year=rule.due_next_year) if rule else None


def _moves_waiting(wards: Collection[int]) -> Iterator[Waiting]:
    number = MOVES.number(list(wards))
    if number:
        words = f"{vi.whole(number)} đề nghị chuyển đến chờ trả lời"
        yield Waiting("moves", KIND, words, reverse("titles:move-list"), "Xem và trả lời", tasks=number, count=number)


MOVES = Prepared(lambda wards: how_many(MoveRequest.objects.filter(state=MoveState.ASKED, to_ward__in=wards)))


def ward_ahead(user: User, today: dt.date) -> list[Waiting]:
    """Until when the ward proposes the titles of this year, whatever was begun; for the calendar. Three queries."""
    wards = user.units_as(Role.WARD_OFFICER)
    if not wards:
        return []
    places = [WardTitle(ward, kind, today.year) for ward in wards for kind in TitleKind]
    names, dues = names_of(wards, today), _dues(places, today)
    return [
        Waiting(
            _deadline(place),
            KIND,
            f"Hạn trình {TitleKind(place.kind).label} năm {place.year}",
            reverse("titles:ward-year", args=[place.ward, place.kind, place.year]),
            due=due,
            facts=(names[place.ward].name,),
        )
        for place in places
        if (due := dues[place])
    ]


# Whoever decides


def approver_waiting(user: User, today: dt.date) -> list[Waiting]:
    """What was proposed to the approver, drafts to sign, jobs that stopped. Six queries, or none."""
    if not user.holds(Role.TITLE_APPROVER):
        return []
    return [*_to_decide(user), *_to_sign(user), *_stopped(user)]


def _to_decide(user: User) -> Iterator[Waiting]:
    """By title and year; what the person scored or proposed waits for somebody else."""
    waiting = queues(user)
    for kind, year, number in waiting.listed:
        others = number - sum(each.own for each in waiting.of(kind, year))
        if others:
            yield Waiting(
                f"decide-{kind.value}-{year}",
                "Danh hiệu chờ xét",
                f"{kind.label} năm {year}: {vi.whole(others)} hồ sơ đã trình, đang chờ xét",
                reverse("titles:approval-of", args=[kind, year]),
                "Xem và xét",
                count=others,
                since=min(each.since for each in waiting.of(kind, year)),
            )


def _to_sign(user: User) -> Iterator[Waiting]:
    """Drafts all of whose titles are the approver's to decide: number, day and signer are to be recorded."""
    held = Nomination.objects.filter(decision=OuterRef("pk"))
    lines = user.lines_in_charge(Role.TITLE_APPROVER)
    reached = Exists(held.filter(ward__in=lines.values("descendant")))
    # Drafts are few among millions of titles: asked by themselves first, what they hold is found by its index.
    drafts = list(
        Decision.objects.filter(reached, state=DecisionState.DRAFT).order_by("pk").values_list("pk", flat=True)
    )
    if not drafts:
        return
    titles = Nomination.objects.filter(decision__in=drafts).order_by()
    decidable: dict[int, int] = dict(
        titles.decidable_by(user).values_list("decision").annotate(number=Count("pk")).values_list("decision", "number")
    )
    facts = ("decision", "decision__title", "decision__assessment_year", "decision__agency_words")
    counted = titles.values_list(*facts).annotate(number=Count("pk")).order_by("decision")
    whole = [row for row in counted if row[-1] == decidable.get(row[0])]
    for pk, title, year, agency, number in whole[:DRAFTS_SHOWN]:
        yield Waiting(
            f"sign-{pk}",
            "Dự thảo quyết định",
            f"Dự thảo công nhận {TitleKind(title).label} năm {year}: {vi.whole(number)} {TitleKind(title).holder}",
            reverse("titles:decision-detail", args=[pk]),
            "Ghi số, ngày ký",
            count=number,
            facts=(agency,),
        )


def _stopped(user: User) -> Iterator[Waiting]:
    for job in RecognitionJob.objects.filter(asked_by=user, state=JobState.STOPPED):
        yield Waiting(
            f"job-{job.pk}",
            "Việc nền dừng giữa chừng",
            f"{job} đã dừng",
            job.get_absolute_url(),
            "Xem lý do",
            reason=job.problem,
        )


# Whoever keeps the criteria


def criteria_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Sets and procedures with something that this person may compare with its original; two queries, or none."""
    own = user.units_as(Role.TITLE_APPROVER, Role.DISTRICT_OFFICE)
    if not (user.is_administrator or own):
        return []
    mine = Q() if user.is_administrator else Q(jurisdiction__in=own)
    open_to = Q(verified=False) & (Q(written_by__isnull=True) | ~Q(written_by=user))
    items = Item.objects.filter(open_to, criterion__criteria=OuterRef("pk"))
    bands = Band.objects.filter(open_to, criteria=OuterRef("pk"))
    sets = CriteriaSet.objects.filter(mine).filter(open_to | Q(Exists(items)) | Q(Exists(bands))).count()
    procedures = Procedure.objects.filter(mine).filter(open_to).count()
    words = (("criteria", sets, "bộ tiêu chí"), ("procedures", procedures, "trình tự công nhận"))
    return [
        Waiting(
            key,
            "Bộ tiêu chí",
            f"{vi.whole(number)} {what} chưa đối chiếu xong với văn bản gốc",
            reverse("titles:criteria-list"),
            "Xem và đối chiếu",
            count=number,
            sometime=True,
        )
        for key, number, what in words
        if number
    ]
