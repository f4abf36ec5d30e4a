"""What of titles, money and honours is sealed: signed decisions with their names, all entries of books, all steps."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from awards.books import Children, Donors, Holders
from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft, Voiding
from awards.keeping import forgotten_holders, titles_of_forgotten
from awards.scholarships.handover import Funds
from awards.scholarships.models import (
    BookClosing,
    Campaign,
    Consent,
    DataRequest,
    Donor,
    DonorJoin,
    Entry,
    Expense,
    Fund,
    Gift,
    Grant,
    GrantDoubt,
    NameAccess,
    Opening,
    PaySheet,
    PaySheetRow,
    Receipt,
    Recipient,
    RecipientChange,
    RecipientJoin,
    SchoolYearClosing,
    Transfer,
)
from awards.titles.enums import DecisionState, MoveState, NominationState
from awards.titles.models import (
    Band,
    Candidate,
    CandidateEvent,
    CriteriaForm,
    CriteriaPaper,
    CriteriaSet,
    Criterion,
    Decision,
    DecisionStep,
    Item,
    Minutes,
    MoveRequest,
    Nomination,
    NominationStep,
    Procedure,
    Proposal,
    RecognitionGroup,
    RecognitionJob,
    Scorer,
)
from awards.titles.models.candidates import ANONYMOUS
from awards.uploads import undone
from awards.uploads.models import ListHead, NamesExport, UploadRow
from awards.uploads.undone import undone_with
from hocTap.lib.sealing import SKEW, Fixed, Log, columns_of, history_of, plain, register
from hocTap.lib.tabled import Says, Table, Trail, all_but, exempt
from units.enums import DataAct, Numbered
from units.handover.enums import PartAction
from units.models import ChangeLink, CommunityStep, DataStep, HandOverStep
from units.numbering import bear
from units.sealed import edits, entries, histories
from units.sealing.first import had_a_post

SIGNED = (
    "id",
    "kind",
    "title",
    "assessment_year",
    "agency_id",
    "agency_words",
    "authority_words",
    "procedure_id",
    "state",
    "year",
    "number",
    "symbol",
    "signed_on",
    "signer",
    "valid_until",
    "prepared_by_id",
    "prepared_at",
    "recorded_by_id",
    "recorded_at",
    *("latest_proposal_on", "illustrative", "on_paper"),
)
NAMED = (
    *("id", "candidate_id", "kind", "year", "ward_id", "community_id", "as_of", "registration", "criteria_id"),
    *("answers", "inputs", "score", "result", "passes", "registered_by_id", "registered_at"),
    *("assessed_by_id", "assessed_at", "minutes_id", "present", "in_favour", "against"),
    *("appraised_by_id", "appraised_at", "proposal_id", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at"),
    *("certificate", "signed_name", "signed_address", "signed_place"),
)
"""All that the database holds still once it is recognised; a revocation is sealed by itself."""
BEGUN = ("id", "kind", "year", "on_paper", "registered_by_id", "registered_at")
"""What of a dossier never changes without a step; where its holder lives may, by a hand-over or a rearrangement."""
JUDGED = (
    *("id", "state", "candidate_id", "kind", "year", "registration", "criteria_id", "answers", "inputs", "score"),
    *("result", "passes", "assessed_by_id", "assessed_at", "minutes_id", "present", "in_favour", "against"),
    *("appraised_by_id", "appraised_at", "proposal_id", "proposed_by_id", "proposed_at", "decided_by_id"),
    *("decided_at", "not_reached"),
)
"""What of a dossier rests while it waits for the approver, and when it was not recognised."""
REVOKED = ("id", "state", "revocation_id", "revoked_for")


RECALLED = ("recalled_by_id", "recalled_at", "recalled_why")
CANCELLED = ("cancelled_on", "cancel_reason", "cancelled_by_id", "cancelled_at")


def passed_on(suats: Collection[int], **facts: dt.datetime) -> set[int]:
    """Those of the suất that went on in an heir's fund as a suất of these facts."""
    heirs = Grant.objects.filter(handed_from__in=suats, **facts).order_by()
    return {key for key in heirs.values_list("handed_from", flat=True) if key}


def handed_since(campaigns: Collection[int], since: dt.datetime, action: PartAction) -> set[int]:
    """Of these campaigns those of funds of units that a hand-over of money, or its undoing, reached since."""
    steps = HandOverStep.objects.filter(part__code=Funds.code, action=action, at__gte=since)
    units = ChangeLink.objects.filter(predecessor__in=steps.values("part__handover__unit")).values("successor")
    found = Campaign.objects.filter(pk__in=campaigns, fund__unit__in=units)
    return set(found.values_list("pk", flat=True))


register(
    *undone.SEALED,
    Fixed(
        "title-decision",
        "quyết định về danh hiệu số {}",
        Decision,
        Q(state=DecisionState.SIGNED),
        log=DecisionStep,
        owner="decision_id",
        columns=SIGNED,
        parts=((Nomination, "decision_id", NAMED),),
        goes=undone_with("decisions", Decision, "title-decision"),
    ),
    Fixed(
        "title-dossier",
        "hồ sơ danh hiệu số {}",
        Nomination,
        Q(on_paper=False) & ~Q(state__in=(NominationState.RECOGNISED, NominationState.REVOKED)),
        log=NominationStep,
        owner="nomination_id",
        columns=BEGUN,
    ),
    Fixed(
        "title-judged",
        "hồ sơ danh hiệu đã trình hoặc không đạt số {}",
        Nomination,
        Q(state__in=(NominationState.PROPOSED, NominationState.NOT_REACHED)),
        log=NominationStep,
        owner="nomination_id",
        columns=JUDGED,
    ),
    Fixed(
        "title-revoked",
        "danh hiệu bị thu hồi, hồ sơ số {}",
        Nomination,
        Q(state=NominationState.REVOKED),
        log=NominationStep,
        owner="nomination_id",
        columns=REVOKED,
    ),
    Log("title-decision-step", "các bước của quyết định về danh hiệu số {}", DecisionStep, "decision_id", "at"),
    Log(
        "nomination-step",
        "các bước của hồ sơ danh hiệu số {}",
        NominationStep,
        "nomination_id",
        "at",
        removable=True,
        forgotten=titles_of_forgotten,
    ),
    Log(
        "candidate-event",
        "những việc đã ghi của đối tượng số {}",
        CandidateEvent,
        "candidate_id",
        "at",
        apart=("undone_by_id",),
        removable=True,
        forgotten=forgotten_holders,
    ),
    Log("ledger", "sổ của quỹ số {}", Entry, "fund_id", "made_at"),
    Log("name-access", "nhật ký xem tên của quỹ số {}", NameAccess, "fund_id", "at"),
    Log(
        "recipient-change",
        "các lần sửa hồ sơ trẻ em số {}",
        RecipientChange,
        "recipient_id",
        "at",
        apart=("before", "after", "reason"),  # taken away with the child's name when the time to keep it is over
    ),
    Log(
        "recipient-join",
        "các lần gộp vào hồ sơ trẻ em số {}",
        RecipientJoin,
        "kept_id",
        "at",
        apart=("undone_at", "undone_because", "undone_by_id"),
    ),
    Log(
        "consent",
        "các lần đồng ý của hồ sơ trẻ em số {}",
        Consent,
        "recipient_id",
        "recorded_at",
        apart=("withdrawn_on", "withdrawn_by_id", "evidence"),
    ),
    Log("receipt", "các phiếu thu của quỹ số {}", Receipt, "fund_id"),
    Log("gift", "các phiếu quà tặng của quỹ số {}", Gift, "fund_id"),
    Log("expense", "các phiếu chi khác của quỹ số {}", Expense, "fund_id"),
    Log("fund-transfer", "các lần chuyển từ quỹ số {}", Transfer, "source_id"),
    Log("grant-doubt", "lý do đã ghi khi chi suất học bổng số {}", GrantDoubt, "grant_id"),
    Log("fund-opening", "các lần ghi số dư đầu kỳ của quỹ số {}", Opening, "fund_id", "made_at"),
    Log("names-export", "nhật ký tải danh sách có tên của đơn vị số {}", NamesExport, "unit_id", "at"),
    Log(
        "commendation-decision",
        "các quyết định khen thưởng của đơn vị số {}",
        CommendationDecision,
        "unit_id",
        "recorded_at",
        apart=("voiding_id",),
        removable=True,
    ),
    *(
        Fixed(
            f"{name}-voided",
            f"{words} đã hủy số {{}}",
            model,
            Q(voiding__isnull=False),
            columns=("id", "voiding_id"),
            at="voiding__at",
        )
        for name, words, model in (
            ("commended", "quyết định khen thưởng", CommendationDecision),
            ("commendation", "dòng khen thưởng", Commendation),
        )
    ),
    Fixed(
        "proposal-recalled",
        "tờ trình danh hiệu đã rút số {}",
        Proposal,
        Q(recalled_at__isnull=False),
        columns=("id", *RECALLED),
        at="recalled_at",
    ),
    Fixed(
        "move-answered",
        "đề nghị chuyển địa bàn đã trả lời số {}",
        MoveRequest,
        ~Q(state=MoveState.ASKED),
        columns=("id", "state", "answered_by_id", "answered_at", "answer", "event_id"),
        at="answered_at",
    ),
    Fixed(
        "grant-cancelled",
        "suất học bổng đã hủy số {}",
        Grant,
        Q(cancelled_on__isnull=False),
        columns=("id", *CANCELLED),
        at="cancelled_at",
    ),
    *(
        Fixed(name, f"{words} số {{}}", model, Q(**{f"{at}__isnull": False}), columns=("id", by, at), at=at)
        for name, words, model, by, at in (
            ("donor-parted", "lần gộp nhà tài trợ đã tách", DonorJoin, "parted_by_id", "parted_at"),
            ("join-undone", "lần gộp hồ sơ trẻ em đã tách", RecipientJoin, "undone_by_id", "undone_at"),
            ("year-reopened", "lần mở lại năm học đã khóa", SchoolYearClosing, "reopened_by_id", "reopened_at"),
            ("book-reopened", "lần mở lại sổ quỹ đã khóa", BookClosing, "reopened_by_id", "reopened_at"),
        )
    ),
    Fixed(
        "consent-withdrawn",
        "lần rút đồng ý nêu tên số {}",
        Consent,
        Q(withdrawn_on__isnull=False),
        columns=("id", "withdrawn_on", "withdrawn_by_id"),
    ),
    Fixed(
        "child-answered",
        "trả lời yêu cầu về dữ liệu trẻ em số {}",
        DataRequest,
        ~Q(outcome=""),
        columns=("id", "outcome", "answered_on", "answer", "answered_by_id"),
    ),
    Fixed(
        "grant-handed",
        "suất học bổng đã bàn giao số {}",
        Grant,
        Q(handed_on__isnull=False),
        columns=("id", "handed_on"),
        led=lambda suats, since: passed_on(suats, granted_at__gte=since),
        goes=lambda suats, since: passed_on(suats, cancelled_at__gte=since),
    ),
    Fixed(
        "campaign-withdrawn",
        "đợt vận động đã trở về quỹ cũ số {}",
        Campaign,
        Q(withdrawn_on__isnull=False),
        columns=("id", "withdrawn_on"),
        at="withdrawn_on",
        led=lambda campaigns, since: handed_since(campaigns, since, PartAction.UNDO),
        goes=lambda campaigns, since: handed_since(campaigns, since, PartAction.CONFIRM),
    ),
    *(
        Log(name, f"lịch sử {words} số {{}}", history_of(model), "id", "history_date", key="history_id")
        for name, words, model in (
            ("criteria-history", "bộ tiêu chí", CriteriaSet),
            ("band-history", "mức xếp loại", Band),
            ("criteria-form-history", "mẫu phiếu chấm", CriteriaForm),
            ("item-history", "dòng tiêu chí", Item),
            ("procedure-history", "thẩm quyền ký", Procedure),
        )
    ),
)

ANSWER = ("outcome", "acknowledged_on", "answered_on", "answer", "answered_by_id")
REOPENED = ("asked_by_id", "asked_at", "reopened_by_id", "reopened_at", "reopen_reason")
MOVED = ("state", "answered_by_id", "answered_at", "answer", "event_id", "address", "reason")
"""The answer is sealed by itself; address and reason go when the time to keep them is over."""
NEW_NAME = "Tên mới chưa có khoản nào thì không đổi gì trong sổ; khoản của nó thì được niêm."
CALLED = ("name", "address", "kind", "group", "managing_level")
"""What somebody is: a trail of a holder that changed one of these says so."""
CHILD = ("name", "birth_year", "class_name", "school", "hardship")
NAMELESS = ("name", "class_name", "school", "hardship", "anonymised_on")
"""What is taken away from a child's record when the time to keep it is over."""
NAMELESS_HOLDER = ("name", "address", "exempt", "consented_on", "consent_paper", "anonymised_on")
"""The same of a holder."""


def holders_gone(keys: Collection[int], since: dt.datetime) -> set[int]:
    """Holders of an undone list, and khu phố that began as holders with a rearrangement undone since: so many.

    The rearrangement was done before the seal that has them: a step written since excuses none of them.
    """
    found = undone_with("candidates", Candidate, "candidate", in_blocks=True)(keys, since)
    steps = CommunityStep.objects.filter(at__lte=since + SKEW, undone_at__gte=since).order_by()
    taken = steps.filter(undone_at__lte=timezone.now() + SKEW).values_list("facts", "undone_by", "undone_at")
    began = sum(len(facts.get("units", ())) for facts, by, at in taken if had_a_post(by, timezone.localdate(at)))
    rest = set(keys) - found
    return found | rest if len(rest) <= began else found


def forgotten(*columns: str) -> Says:
    """Steps by which a name was taken away: these columns, of a row that has lost its name, on the day of the step, by
    somebody with a post; no other trail excuses that a name is gone."""

    def says(steps: list[Any], now: Any) -> Collection[str]:
        day = timezone.localdate(steps[-1].at)
        agrees = now is not None and now.name.startswith(ANONYMOUS) and had_a_post(steps[-1].by_id, day)
        return columns if agrees and getattr(now, "anonymised_on", day) == day else ()

    return says


def happened(events: list[Any], now: Any) -> Collection[str]:
    """What events of a holder, or corrections of a child, left in its row; what they do not name of a person stays."""
    if now is None:
        return ()
    person = CALLED if isinstance(now, Candidate) else CHILD
    after = {name: value for each in events for name, value in each.after.items()}
    named = {name for name in person if name in after and plain(getattr(now, name)) == plain(after[name])}
    return named | set(columns_of(type(now), person))


FORGOTTEN = Q(act=DataAct.FORGOTTEN)

register(
    Table(
        "minutes",
        "biên bản bình xét số {}",
        Minutes,
        at="at",
        goes=undone_with("minutes", Minutes, "minutes", in_blocks=True),
    ),
    Table(
        "candidate",
        "đối tượng số {}",
        Candidate,
        (
            Trail(CandidateEvent, "candidate_id", "at", says=happened),
            Trail(DataStep, "row", "at", FORGOTTEN & Q(book=Holders.name), says=forgotten(*NAMELESS_HOLDER)),
            Trail(DataStep, "row", "at", Q(book=Holders.name), says=all_but(*CALLED)),
        ),
        goes=holders_gone,
        along=("folded_address", "changed_at"),
    ),
    Table(
        "criterion",
        "tiêu chí số {}",
        Criterion,
        (edits(Criterion), entries(Criterion)),
        enters="Tiêu chí mới chưa có dòng chấm nào; dòng chấm thì có lịch sử, được niêm.",
    ),
)
register(
    Table("commendation", "dòng khen thưởng số {}", Commendation, at="decision__recorded_at", apart=("voiding_id",)),
    Table("voiding", "lần hủy khen thưởng số {}", Voiding, at="at"),
    Table(
        "proposal",
        "tờ trình danh hiệu số {}",
        Proposal,
        at="at",
        apart=RECALLED,
    ),
    Table("move", "đề nghị chuyển địa bàn số {}", MoveRequest, at="asked_at", apart=MOVED),
    *(
        Table(name, f"{words} số {{}}", model, (histories(model),))
        for name, words, model in (
            ("criteria", "bộ tiêu chí", CriteriaSet),
            ("criteria-form", "mẫu phiếu chấm", CriteriaForm),
            ("item", "dòng tiêu chí", Item),
            ("band", "mức xếp loại", Band),
            ("procedure", "thẩm quyền ký", Procedure),
        )
    ),
    Table("criteria-paper", "tệp của bộ tiêu chí số {}", CriteriaPaper, at="added_at"),
    Table(
        "grant",
        "suất học bổng số {}",
        Grant,
        at="granted_at",
        apart=(*CANCELLED, "handed_on"),
    ),
    Table(
        "recipient",
        "hồ sơ trẻ em số {}",
        Recipient,
        (
            Trail(RecipientChange, "recipient_id", "at", says=happened),
            Trail(RecipientJoin, "gone_id", "at", says=all_but(*CHILD)),
            Trail(RecipientJoin, "gone_id", "undone_at", says=all_but(*CHILD)),
            Trail(Grant, "recipient_id", "granted_at", says=all_but(*CHILD)),
            Trail(DataStep, "row", "at", FORGOTTEN & Q(book=Children.name), says=forgotten(*NAMELESS)),
        ),
        enters=NEW_NAME,
    ),
    Table(
        "donor",
        "nhà tài trợ số {}",
        Donor,
        (Trail(DataStep, "row", "at", FORGOTTEN & Q(book=Donors.name), says=forgotten("name")),),
        enters=NEW_NAME,
    ),
    Table("donor-join", "lần gộp nhà tài trợ số {}", DonorJoin, at="joined_at", apart=("parted_by_id", "parted_at")),
    Table("fund", "quỹ số {}", Fund, (entries(Fund),), enters="Quỹ mới chưa có dòng sổ nào; dòng sổ thì được niêm."),
    Table(
        "campaign",
        "đợt vận động số {}",
        Campaign,
        apart=("withdrawn_on", "name_reason", "outside_name", "looked_by_id", "looked_at"),
        enters="Đợt mới chưa có khoản nào; khoản của nó thì được niêm.",
    ),
    Table("school-year-closing", "lần khóa năm học số {}", SchoolYearClosing, at="closed_at", apart=REOPENED),
    Table("book-closing", "lần khóa sổ số {}", BookClosing, at="closed_at", apart=REOPENED),
    Table("pay-sheet", "danh sách chi số {}", PaySheet, at="made_at"),
    Table("pay-sheet-row", "dòng danh sách chi số {}", PaySheetRow, at="sheet__made_at", apart=("entry_id",)),
    Table(
        "child-data-request",
        "yêu cầu về dữ liệu trẻ em số {}",
        DataRequest,
        at="recorded_at",
        apart=(*ANSWER, "paper", "said"),
    ),
)

exempt(
    "Đang làm, chưa quyết định gì; khi quyết định thì có bước, dòng sổ hoặc quyết định được niêm.",
    CommendationDraft,
    RecognitionJob,
    RecognitionGroup,
    Scorer,
)
exempt("Các dòng đọc được của tệp gửi vào bị xóa sau một thời gian; những gì ghi vào sổ thì được niêm.", UploadRow)
exempt("Phần đầu của tệp gửi vào, để nhận ra lần sau.", ListHead)

bear(Numbered.TITLES, lambda: Decision.objects.filter(state=DecisionState.SIGNED))
bear(Numbered.PROPOSAL, lambda: Proposal.objects.filter(recalled_at=None))
bear(Numbered.COMMENDATION, lambda: CommendationDecision.objects.filter(voiding=None))
