"""Votes of khu phố from a list: one set of minutes for each khu phố that it names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from awards.titles.enums import Action, NominationState
from awards.titles.lists.chosen import WHO, Chosen, ListOfRegistered, Registered
from awards.titles.locality import Locality
from awards.titles.models import Nomination
from awards.titles.rules.procedure import votes_problem
from awards.titles.workflow import Meeting, Votes, record_vote
from awards.titles.workflow.machinery import VOTE, refuse_day
from awards.titles.workflow.taking_back import as_it_was, since_entered, unvote
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.standing import Lives

BEFORE, MINUTES = "before", "minutes"
MOST = 100_000

TEMPLATE = Template(
    code="bien-ban",
    version=1,
    title="Kết quả bình xét",
    instructions=(
        "Mỗi dòng một đối tượng đã tự đánh giá. Ghi số phiếu tán thành; không tán thành để trống là 0. Ngày họp, số "
        "người dự, chủ trì ghi một lần ở trên danh sách hoặc ở từng dòng; mỗi khu phố, thôn, ấp một biên bản."
    ),
    columns=(
        *WHO,
        Column(
            "in_favour",
            "Tán thành",
            Kind.WHOLE,
            required=True,
            width=10,
            largest=MOST,
            other_names=("Số phiếu tán thành", "Đồng ý", "Số phiếu đồng ý", "Phiếu thuận", "Số phiếu"),
        ),
        Column(
            "against",
            "Không tán thành",
            Kind.WHOLE,
            width=10,
            largest=MOST,
            other_names=("Số phiếu không tán thành", "Không đồng ý", "Phiếu chống", "Số phiếu không đồng ý"),
        ),
        Column(
            "held_on",
            "Ngày họp",
            Kind.DAY,
            required=True,
            once=True,
            width=14,
            other_names=("Ngày bình xét", "Họp ngày"),
        ),
        Column(
            "present",
            "Số người dự",
            Kind.WHOLE,
            required=True,
            once=True,
            width=12,
            largest=MOST,
            other_names=("Số người dự họp", "Có mặt", "Tổng số người dự", "Số đại biểu dự"),
        ),
        Column("chair", "Chủ trì", width=22, longest=120, other_names=("Người chủ trì", "Chủ tọa")),
    ),
)


class VoteImporter(ListOfRegistered):
    """Results of the votes of a ward's khu phố for one title and year."""

    kind = "votes"
    template = TEMPLATE

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New votes, the same as they are, or refused: nobody's, more votes than people, two meetings of a khu phố."""
        chosen = Chosen.of(context.unit, context.options)
        desk = _Desk(context, chosen)
        return [desk.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        chosen = Chosen.of(context.unit, context.options)
        meetings: dict[Meeting, dict[int, Votes]] = defaultdict(dict)
        for each in decisions:
            if each.outcome == Outcome.CREATE:
                pk, community, votes = each.payload
                meetings[_meeting(each.row, chosen, Locality(context.unit.pk, community))][pk] = votes
        if not meetings:
            return {}
        before = as_it_was([pk for votes in meetings.values() for pk in votes])
        minutes = [record_vote(*each, by=context.by, at=context.at) for each in meetings.items()]
        return {BEFORE: before, MINUTES: [each.pk for each in minutes]}

    def rests(self, made: Made, context: Context) -> list[str]:
        return since_entered(made[BEFORE])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        unvote(made[MINUTES], made[BEFORE], reason, by=context.by, at=context.at)


def _meeting(row: Row, chosen: Chosen, place: Locality) -> Meeting:
    return Meeting(place, chosen.title, chosen.year, row["held_on"], row["present"], row["chair"] or "")


class _Desk:
    """What votes are judged against: who is registered, and the first meeting named of each khu phố."""

    def __init__(self, context: Context, chosen: Chosen) -> None:
        self.at, self.chosen, self.lives = context.at, chosen, Lives([context.unit.pk])
        self.registered = Registered(context, chosen, Action.VOTE)
        self.meetings: dict[int, tuple[int, Meeting]] = {}

    def judge(self, row: Row) -> Decision:
        found = self.registered.find(row)
        if isinstance(found, Decision):
            return found
        votes = Votes(row["in_favour"], row["against"] or 0)
        if wrong := votes_problem(row["present"], votes.in_favour, votes.against):
            return refuse(row, wrong, "in_favour")
        try:
            refuse_day(row["held_on"], self.chosen.year, self.at, "Ngày họp")
            self.lives.must_stand(found.ward_id, min(row["held_on"], dt.date(self.chosen.year, 12, 31)), VOTE)
        except Refused as reason:
            return refuse(row, str(reason), "held_on")
        meeting = _meeting(row, self.chosen, Locality(found.ward_id, found.community_id))
        line, first = self.meetings.setdefault(found.community_id or 0, (row.line or row.number, meeting))
        if first != meeting:
            words = f"Ngày họp, số người dự hoặc chủ trì khác với dòng {line}; mỗi khu phố, thôn, ấp một biên bản."
            return refuse(row, words, "held_on", "present")
        return self._decided(row, found, votes)

    def _decided(self, row: Row, found: Nomination, votes: Votes) -> Decision:
        payload = (found.pk, found.community_id, votes)
        held = (found.present, found.in_favour, found.against)
        if found.state == NominationState.VOTED and held == (row["present"], votes.in_favour, votes.against):
            return match(row, None, "Đã ghi phiếu như vậy.")
        note = ""
        if found.state == NominationState.VOTED:
            note = f"Đang là {vi.whole(found.in_favour)}/{vi.whole(found.present)} phiếu, sẽ ghi thay."
        if vars(found)["near"]:
            return near(row, payload, " ".join(filter(None, [f"Tên trong sổ là “{found.candidate.name}”.", note])))
        return create(row, payload, note)
