"""The busy day of the demonstration, with everything that the steps of its people leave in any state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from awards.titles.enums import JobState, MoveState, RevocationReason
from awards.titles.locality import Locality
from awards.titles.models import (
    Candidate,
    CandidateEvent,
    CriteriaSet,
    Decision,
    MoveRequest,
    Nomination,
    RecognitionJob,
)
from awards.titles.workflow import candidates, catalogue, decisions, proposing, recognition, registering
from awards.titles.workflow import voting as votes
from awards.uploads.enums import UploadState
from awards.uploads.models import Upload
from indicators import workflow as sheets
from indicators.enums import Rounding
from indicators.models import Submission
from reports import workflow as reports
from reports.enums import Slot
from reports.models import Report, SignedCopy
from reports.papers import workflow as papers
from reports.papers.enums import PaperKind
from reports.papers.models import CertificateRun, Document
from tests import scenes
from tests.access.unwritten import pages_unwritten
from tests.databases import made_once
from units.enums import BasisKind, CentreState
from units.models import LearningCentre, ListFile, Notice, SecondFactor, Unit, UnitVersion, User, Verification
from units.privacy.rights import workflow as rights
from units.workflow import centres

AT = timezone.now()
DAY = timezone.localdate(AT)
SIGNER = "Nguyễn Văn Ký"
WARD = "hcm-q11-p5"


def every_state() -> None:
    """Set the scene, or put its copy in place."""
    made_once("every_state", _every_state)


def _every_state() -> None:
    scenes.work_under_way()
    people = {name: User.objects.get(username=name) for name in ("phuong5", "phonggd", "phonggd2", "xetduyet")}
    ward = Unit.objects.get(key=WARD)
    figures(ward, people["phuong5"], people["phonggd"])
    titles(ward, people["phuong5"], people["xetduyet"])
    register(ward, people["phuong5"])
    with pages_unwritten():  # what was printed is kept; nobody reads it here
        printed(ward, people["phonggd"], people["xetduyet"])
    lists(ward, people["phuong5"])
    others(people["phonggd"], people["phuong5"])


def figures(ward: Unit, officer: User, office: User) -> None:
    """Approved sheets of years that are closed, opened again: one stays so, one is sent, one is sent back."""
    for year, steps in ((2015, 1), (2016, 2), (2017, 3)):
        sheet = Submission.objects.get(unit=ward, period__year=year)
        sheets.reopen(sheet, by=office, at=AT, reason="Sót một khu phố")
        if steps > 1:
            Submission.objects.filter(pk=sheet.pk).update(state="submitted", submitted_by=officer, submitted_at=AT)
        if steps > 2:
            sheets.send_back(Submission.objects.get(pk=sheet.pk), by=office, at=AT, reason="Còn thiếu")


def titles(ward: Unit, officer: User, approver: User) -> None:
    """Nominations of households in every state, decisions drafted and signed, jobs in every state."""
    rows = Nomination.objects.filter(ward=ward, kind="household").order_by("pk")
    registering.unregister([rows.filter(state="registered")[0].pk], "Dọn đi", by=officer, at=AT)
    scored = rows.filter(state="self_assessed")[0]
    place = Locality(ward.pk, scored.community_id)
    meeting = votes.Meeting(place, "household", scored.year, dt.date(scored.year, 11, 20), 30, "Bà Chủ Trì")
    votes.record_vote(meeting, {scored.pk: votes.Votes(28, 2)}, by=officer, at=AT)
    proposal = rows.filter(state="proposed")[0]
    assert proposal.proposal
    proposing.recall(proposal.proposal, "Sót hồ sơ", by=officer, at=AT)
    appraised = list(rows.filter(state="appraised").values_list("pk", flat=True))
    proposing.propose(appraised[:10], proposing.Paper(301, DAY, "TTr-UBND"), by=officer, at=AT)
    waits = rows.filter(state="proposed")
    act = recognition.Act("household", waits[0].year, [Locality(ward.pk, waits[0].community_id)], {})
    job = recognition.request_recognition(act, by=approver, at=AT)
    recognition.run(job.pk, now=AT)
    proposing.propose(appraised[10:15], proposing.Paper(302, DAY, "TTr-UBND"), by=officer, at=AT)
    for state in (JobState.WAITING, JobState.RUNNING, JobState.STOPPED):
        RecognitionJob.objects.create(kind="household", year=2021, asked_by=approver, asked_at=AT, state=state)
    recognised = rows.filter(state="recognised", decision__state="signed").order_by("-pk")[0]
    signature = decisions.Signature(777, DAY, SIGNER, "QĐ-UBND")
    why = decisions.Revocation(RevocationReason.WRONG_APPRAISAL, "Biên bản kiểm tra số 1", signature)
    decisions.revoke([recognised.pk], why, by=approver, at=AT)


def register(ward: Unit, officer: User) -> None:
    """Households that are no more and that were written down twice; moves asked for and answered."""
    rows = Candidate.objects.filter(ward=ward, kind="household", nominations=None).order_by("pk")
    gone, kept, double, moving = rows[:4]
    candidates.end(gone, on=dt.date(2024, 5, 1), reason="Không còn", by=officer, at=AT)
    candidates.merge(kept, double, reason="Ghi hai lần", by=officer, at=AT)
    asked, event = MoveRequest.objects.get(), CandidateEvent.objects.filter(candidate__ward=ward).latest("pk")
    for state in (MoveState.REFUSED, MoveState.WITHDRAWN, MoveState.ACCEPTED):
        answered: dict[str, Any] = {"answered_by": officer, "answered_at": AT, "answer": "Trả lời"}
        facts = {"moved_on": asked.moved_on, "address": "Số 1", "reason": "Dọn nhà", "asked_by": officer}
        MoveRequest.objects.create(
            candidate=moving,
            from_ward=ward,
            to_ward=asked.to_ward,
            state=state,
            asked_at=AT,
            event=event if state == MoveState.ACCEPTED else None,
            **facts,
            **answered,
        )
    catalogue.attach(CriteriaSet.objects.earliest("pk"), "ban-goc.pdf", "application/pdf", b"%PDF-", by=officer, at=AT)


def printed(ward: Unit, office: User, approver: User) -> None:
    """Short reports and papers in every state; one of each that came back signed; certificates being printed."""
    unit = Unit.objects.get(key="hcm-q11")
    first, second, third = (issued(unit, year, office) for year in (2018, 2019, 2020))
    keep_signed(third, None, office)
    replaced = reports.make_successor(first, "In sai một số", by=office, at=AT)
    reports.issue(replaced, reports.Issue(28, DAY, SIGNER), by=office, at=AT)
    reports.withdraw(second, reports.Withdrawing("12/QĐ", DAY, SIGNER, "Sai"), by=office, at=AT)
    reports.make_report(unit, 2017, 2017, Rounding.HALF_UP, by=office, at=AT)
    honour = Document.objects.get(kind=PaperKind.COMMENDATION)
    again = papers.make_successor(honour, "Thiếu nơi nhận", by=office, at=AT)
    again = papers.write(again, {"recipients": "Như trên"}, by=office, at=AT)
    papers.issue(again, papers.Issue(), by=office, at=AT)
    decided = Document.objects.get(kind=PaperKind.DECISION, state="issued")
    papers.withdraw(decided, papers.Withdrawing("13/QĐ", DAY, SIGNER, "Sai"), by=approver, at=AT)
    organisations, communities = (decision_of(ward, kind) for kind in ("organisation", "community"))
    signed = papers.make(PaperKind.DECISION, organisations.pk, by=approver, at=AT)
    papers.issue(signed, papers.Issue(), by=approver, at=AT)
    CertificateRun.objects.create(document=signed, size="a4", pattern="x", total=1, by=approver, asked_at=AT)
    keep_signed(None, signed, approver)
    papers.make(PaperKind.DECISION, communities.pk, by=approver, at=AT)


def issued(unit: Unit, year: int, by: User) -> Report:
    """A report of one year, issued."""
    made = reports.make_report(unit, year, year, Rounding.HALF_UP, by=by, at=AT)
    written = reports.write(made, {slot.value: "Nội dung." for slot in Slot}, by=by, at=AT)
    return reports.issue(written, reports.Issue(year % 100, DAY, SIGNER), by=by, at=AT)


def keep_signed(report: Report | None, document: Document | None, by: User) -> None:
    SignedCopy.objects.create(
        report=report,
        document=document,
        name="da-ky.pdf",
        media_type="application/pdf",
        content=b"%PDF-",
        size=5,
        sha256="0" * 64,
        by=by,
        at=AT,
    )


def decision_of(ward: Unit, kind: str) -> Decision:
    """The first signed decision that names holders of this kind in the ward."""
    named = Nomination.objects.filter(ward=ward, kind=kind, decision__state="signed").order_by("decision")[0]
    assert named.decision
    return named.decision


def lists(ward: Unit, officer: User) -> None:
    """Lists that were sent in, in every state that they go through."""
    for state in UploadState:
        confirmed = state not in (UploadState.READING, UploadState.UNREAD, UploadState.CHECKED)
        facts: dict[str, Any] = {"reading_since": AT} if state == UploadState.READING else {}
        facts |= {"confirmed_by": officer, "confirmed_at": AT} if confirmed else {}
        if state == UploadState.UNDONE:
            facts |= {"undone_by": officer, "undone_at": AT, "undone_because": "Nhầm tệp"}
        Upload.objects.create(
            kind="households", unit=ward, by=officer, at=AT, name="ds.xlsx", sha256="0" * 64, state=state, **facts
        )
    for ended in (AT, None):
        ListFile.objects.create(
            by=officer,
            address="/danh-hieu/so/",
            key="k",
            remit="r",
            name="Sổ",
            total=1,
            asked_at=AT,
            ended_at=ended,
            content=b"x" if ended else None,
        )


def others(office: User, officer: User) -> None:
    """A basis of data, a centre that rests, a unit to be compared, what an officer was told, a second step."""
    basis = rights.Basis(BasisKind.DUTY, "Nghị định 1", DAY)
    rights.record_basis(Unit.objects.get(key=WARD), "4-danh-hieu", basis, by=office, at=AT)
    centre = LearningCentre.objects.filter(state="active").latest("pk")
    centres.change_state(centre, CentreState.SUSPENDED, on=DAY, by=office)
    Notice.objects.create(person=officer, kind="returned", key="k", sentence="Bị trả lại", url="/", made_at=AT)
    SecondFactor.objects.create(person=officer, kind="app", name="Điện thoại", secret="x", made_at=AT)
    listed = UnitVersion.objects.filter(unit__key="hcm-q11-p16").latest("pk")
    UnitVersion.objects.filter(pk=listed.pk).update(known_on=listed.valid_from)
    Verification.objects.create(version=listed, since=listed.valid_from, decision="Quyết định 1", by=office, at=AT)
