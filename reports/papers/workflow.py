"""The steps of a paper: make, fetch anew, write, issue, replace, withdraw, delete a draft, keep the signed copy.

The only writer of its state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from hocTap.lib import collecting, vi
from hocTap.lib.doubts import settle
from hocTap.lib.steps import Kept, Refused, Stale, Transition, Transitions, needed, words
from reports import archiving, frozen
from reports.enums import ReportAction, ReportState
from reports.models import DeletedDraft
from reports.paper.kept import digest, encode
from reports.paper.seals import with_seal
from reports.papers import codes, law
from reports.papers.agencies import frame
from reports.papers.compose import compose
from reports.papers.enums import ASKED, Agency, PaperKind
from reports.papers.kinds import KINDS
from reports.papers.matter import Matter
from reports.papers.models import ByLevel, Document, DocumentStep
from reports.papers.parts import Difference, difference
from reports.papers.proof import tampered
from units import numbering
from units.enums import Numbered
from units.models import User

DRAFT, ISSUED = ReportState.DRAFT, ReportState.ISSUED
STEPS = Transitions(
    {
        ReportAction.REBUILD: Transition((DRAFT,), DRAFT),
        ReportAction.WRITE: Transition((DRAFT,), DRAFT),
        ReportAction.ISSUE: Transition((DRAFT,), ISSUED),
        ReportAction.REPLACE: Transition((ISSUED,), ReportState.REPLACED),
        ReportAction.WITHDRAW: Transition((ISSUED,), ReportState.WITHDRAWN),
        ReportAction.DELETE: Transition((DRAFT,), DRAFT),
    },
    kept=Kept(Document, "văn bản số {}", DocumentStep, "document_id"),
)
FRAME = ("parent_body", "agency", "symbol", "place", "authority", "position")
WORDS = ("subject", "bases", "body", "closing", "recipients")
WRITABLE = ("issuing", *FRAME, *WORDS)
MOST_TOLD = 5
"""So many lines that came or went are named; of more only the number."""


@dataclass(frozen=True)
class Issue:
    """What is added when a paper is issued; number and day only where its register does not keep them."""

    signer: str = ""
    number: int | None = None
    issued_on: dt.date | None = None
    digest: str = ""
    """Of the paper that the person had before their eyes, if known."""
    reason: str = ""
    """Why it is right what looks wrong: a form that is dated before its period was over."""


@dataclass(frozen=True)
class Withdrawing:
    """The paper that withdraws another: number and symbol, day, signer, and why."""

    paper: str
    decided_on: dt.date
    signer: str
    reason: str


def matter_of(document: Document, at: dt.datetime) -> Matter:
    """What the registers say now of what the paper rests on. Raises Refused when the row is no more."""
    try:
        return KINDS[document.kind].read(document.source_id, timezone.localtime(at).date())
    except ObjectDoesNotExist as gone:
        raise Refused("Dòng sổ mà văn bản này lập từ đó không còn (đã gộp hoặc hoàn tác).") from gone


@transaction.atomic
def make(kind: str, source_id: int, *, by: User, at: dt.datetime) -> Document:
    """A draft of the paper, with the words that its kind proposes.

    Raises Refused when there is a draft of it already, or one that still stands: that is replaced, not made again.
    """
    if Document.objects.of(kind, source_id).standing().exists():
        raise Refused("Văn bản này đã được phát hành và còn giá trị. Muốn sửa, hãy lập văn bản thay thế.")
    made = _new(kind, source_id, by=by, at=at)
    return _log(made, ReportAction.MAKE, by, at, facts={law.BASES: made.bases})


def _new(kind: str, source_id: int, *, by: User, at: dt.datetime, like: Document | None = None) -> Document:
    document = Document(kind=kind, source_id=source_id, made_by=by, made_at=at)
    matter = matter_of(document, at)
    document.unit, document.as_of = matter.standing.unit, matter.as_of
    document.issuing = matter.issuing
    for name, value in usual(document, matter, matter.issuing).items():
        setattr(document, name, value)
    if like:
        for name in WRITABLE:
            setattr(document, name, getattr(like, name))
        if _of_another(like, matter):
            _take_agency_of(document, matter)
        document.issuer_name = usual(document, matter, Agency(document.issuing))["issuer_name"]
    _store(document, matter)
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as clash:
        raise Stale("Đã có dự thảo của văn bản này. Hãy mở dự thảo đó.") from clash
    return document


def usual(document: Document, matter: Matter, issuing: Agency) -> dict[str, str]:
    """Frame and words that the kind proposes, signed by the agency."""
    kind = KINDS[document.kind]
    place = matter.head if matter.head and issuing == Agency.MEETING else matter.standing
    made = frame(issuing, place, matter.day, kind.type_code if kind.is_numbered else "")
    filed = made.pop("filed")
    if issuing == matter.issuing:
        made |= matter.called
    if matter.filed and matter.filed.symbol and issuing == matter.issuing:
        made["symbol"] = matter.filed.symbol
    recipients = [*matter.recipients, *([f"Lưu: {filed}"] if filed else [])]
    return {
        **made,
        "subject": matter.subject,
        "bases": matter.bases,
        "body": matter.body,
        "closing": matter.closing,
        "recipients": "\n".join(recipients),
    }


@transaction.atomic
def rebuild(document: Document, *, by: User, at: dt.datetime) -> Document:
    """Read the registers anew; the office's words and heading stay, unless the register names another agency by now.

    Grounds that were proposed then and hold no more give way to those of now. Raises Stale once it is issued.
    """
    locked = _take(document, ReportAction.REBUILD)
    locked.revision += 1
    locked.made_by, locked.made_at = by, at
    matter = matter_of(locked, at)
    if _of_another(locked, matter):
        _take_agency_of(locked, matter)
    locked.bases = law.renewed(locked, matter)
    _store(locked, matter)
    locked.save(update_fields=["revision", "made_by", "made_at", *AGENCY, *KEPT])
    ByLevel.objects.filter(document=locked).delete()  # what is composed today states no level
    return _log(locked, ReportAction.REBUILD, by, at, facts={law.BASES: matter.bases})


def _of_another(document: Document, matter: Matter) -> str:
    """A sentence when the register has the agency otherwise: another unit, or called otherwise on the day."""
    due = usual(document, matter, Agency(document.issuing))["issuer_name"]
    if (document.unit_id, document.issuer_name) == (matter.standing.unit_id, due):
        return ""
    return f"Sổ nay ghi cơ quan ban hành là {due}, văn bản này là của {document.issuer_name}."


def _take_agency_of(document: Document, matter: Matter) -> None:
    """Unit, heading, grounds and recipients of the agency that the register names: those of another hold nowhere."""
    document.unit, document.as_of = matter.standing.unit, matter.as_of
    due = usual(document, matter, Agency(document.issuing))
    for name in ("issuer_name", *FRAME, "bases", "recipients"):
        setattr(document, name, due[name])


@transaction.atomic
def write(document: Document, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> Document:
    """Change the words around the figures, and the heading; another agency brings its own heading with it.

    Raises Stale once it is issued, and when the registers moved since they were read; Refused for a figure's name that
    the paper does not know, for words too long or with signs that no file can hold.
    """
    locked = _take(document, ReportAction.WRITE)
    matter = matter_of(locked, at)
    _refuse_moved(locked, matter)
    issuing = Agency(texts.get("issuing", locked.issuing))
    before = usual(locked, matter, Agency(locked.issuing))
    for name in (*FRAME, *WORDS):
        if name in texts:
            setattr(locked, name, _tidied(locked, name, texts[name]))
    if issuing != locked.issuing:
        _take_frame_of(locked, issuing, before, usual(locked, matter, issuing))
    _store(locked, matter)
    locked.save(update_fields=["issuer_name", *WRITABLE, *KEPT])
    return _log(locked, ReportAction.WRITE, by, at)


def _take_frame_of(document: Document, issuing: Agency, before: dict[str, str], due: dict[str, str]) -> None:
    """The heading of another agency, but for what the office wrote itself."""
    document.issuing, document.issuer_name = issuing, due["issuer_name"]
    for name in (*FRAME, "recipients"):
        if getattr(document, name) == before[name]:
            setattr(document, name, due[name])


@transaction.atomic
def issue(document: Document, given: Issue, *, by: User, at: dt.datetime, by_worker: bool = False) -> Document:
    """Freeze it with number, day and signer, and archive the print: from then on nothing of it changes.

    Number and day are the register's where it keeps them. Raises Stale when it is issued already, was changed since it
    was read, or rests on rows that moved since; Refused while the register waits (an unsigned decision), without a
    signer, for a number that is taken, for a day still to come or after the end of the unit, where the register names
    another agency, and for a replacement in which nothing differs; Doubtful for a form that is dated before its period
    was over, without a reason, which its step keeps. A paper that it replaces gives way in the same act.
    A long print is left to the worker where a browser waits for the answer (`by_worker`).
    """
    locked = _take(document, ReportAction.ISSUE)
    if given.digest and given.digest != locked.digest:
        raise Stale("Văn bản vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi phát hành.")
    matter = matter_of(locked, at)
    if matter.waits_for:
        raise Refused(matter.waits_for)
    _refuse_moved(locked, matter)
    if other := _of_another(locked, matter):
        raise Refused(f"{other} Hãy bấm “Lấy lại số liệu”, xem lại phần đầu và căn cứ rồi phát hành.")
    _put_signature(locked, matter, given, at)
    doubts, why = settle(early(locked.kind, matter, locked.issued_on), given.reason)
    locked.state = STEPS.target(ReportAction.ISSUE, locked.state, "Văn bản")
    if locked.replaces:
        _give_way(locked.replaces, by, at)
    _store(locked, matter, sealed=True)
    if locked.replaces and _said(locked) == _said(locked.replaces):
        raise Refused(
            f"Bản thay thế không khác gì {locked.replaces.paper_name} đang còn giá trị. Hãy sửa chỗ cần sửa rồi phát "
            "hành, hoặc xóa dự thảo này."
        )
    _save_issued(locked)
    codes.give(locked)
    _log(locked, ReportAction.ISSUE, by, at, reason=why, facts={"doubts": doubts} if doubts else None)
    if by_worker and archiving.takes_long(locked.read()):
        archiving.put_off(locked)
    else:
        archiving.archive(locked, at=at)
    return locked


def early(kind: str, matter: Matter, day: dt.date | None) -> list[str]:
    """A sentence for a form that is dated before the last day of its period: figures of days that had not come."""
    if kind != PaperKind.SHEET or day is None or day >= matter.day:
        return []
    return [f"Ngày ban hành {vi.day(day)} trước ngày cuối của kỳ ({vi.day(matter.day)})."]


def out_of_order(document: Document, number: int | None, day: dt.date | None) -> str:
    """A sentence when a lower number of the same symbol and year has a later day, or a higher one an earlier day."""
    if not number or day is None:
        return ""
    return numbering.out_of_order(numbering.Number(document.unit_id, document.symbol, number, day))


def _put_signature(document: Document, matter: Matter, given: Issue, at: dt.datetime) -> None:
    kind, filed = KINDS[document.kind], matter.filed
    document.number = filed.number if filed else given.number
    day = filed.day if filed else given.issued_on
    if day is None or (kind.is_numbered and not document.number):
        raise Refused("Hãy ghi số và ngày của văn bản.")
    if day > timezone.localtime(at).date():
        raise Refused("Ngày ban hành không được sau hôm nay.")
    _refuse_ended(document, day)
    document.issued_on = day
    document.number_year = day.year if document.number else None
    signer = (filed.signer if filed else "") or given.signer
    document.signer = needed(signer, "Hãy ghi họ và tên người ký.", name="Họ và tên người ký", longest=120)


def _refuse_ended(document: Document, day: dt.date) -> None:
    """A unit issues nothing after its last day; several who sign beside each other do so after a hand-over."""
    last = document.unit.versions.order_by("valid_from").last()
    if document.issuing == Agency.PARTIES or last is None or last.valid_to is None or day <= last.valid_to:
        return
    raise Refused(
        f"{last.name} đã kết thúc ngày {vi.day(last.valid_to)}, không ban hành văn bản ngày {vi.day(day)}. Hãy ghi "
        "ngày ban hành đúng như trên bản giấy."
    )


def _said(document: Document) -> dict[str, Any]:
    """All that a paper says, but for what it replaces and for the seal of its day."""
    return {name: each for name, each in document.content.items() if name not in ("replacing", "seal_day", "seal_root")}


def _give_way(old: Document, by: User, at: dt.datetime) -> None:
    locked = _locked(old)
    locked.state = STEPS.target(ReportAction.REPLACE, locked.state, "Văn bản được thay thế")
    locked.save(update_fields=["state"])
    _log(locked, ReportAction.REPLACE, by, at)


def _save_issued(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(update_fields=["state", "number", "number_year", "issued_on", "signer", *KEPT])
    except IntegrityError as clash:
        raise Refused(f"Số {document.number} đã dùng cho một văn bản khác trong năm. Hãy ghi số khác.") from clash
    if document.number and document.issued_on and not KINDS[document.kind].numbered_by_source:
        given = numbering.Number(document.unit_id, document.symbol, document.number, document.issued_on)
        old = document.replaces
        if old and (old.number, old.number_year) == (document.number, document.number_year):
            numbering.release(Numbered.PAPER, [old.pk])  # what replaces a paper may bear its number
        numbering.take(Numbered.PAPER, document.pk, given)


@transaction.atomic
def make_successor(document: Document, reason: str, *, by: User, at: dt.datetime) -> Document:
    """A draft that will replace an issued paper: its words, with the registers of now.

    The old one stands until the draft is issued. Raises Stale unless it stands; Refused without a reason, or when such
    a draft is there already.
    """
    old = _locked(document)
    STEPS.target(ReportAction.REPLACE, old.state, "Văn bản")
    why = needed(reason, "Hãy ghi lý do thay thế văn bản.", name="Lý do thay thế")
    if Document.objects.filter(replaces=old).exists():
        raise Refused("Đã có dự thảo thay thế văn bản này. Hãy mở dự thảo đó.")
    made = _new(old.kind, old.source_id, by=by, at=at, like=old)
    made.replaces, made.replace_reason = old, why
    _store(made, matter_of(made, at))
    made.save(update_fields=["replaces", "replace_reason", *KEPT])
    return _log(made, ReportAction.MAKE, by, at, facts={law.BASES: "\n".join(law.proposed(old))})


@transaction.atomic
def withdraw(document: Document, given: Withdrawing, *, by: User, at: dt.datetime) -> Document:
    """Withdraw an issued paper by another one; both stay readable.

    Raises Stale unless it stands; Refused without paper, signer or reason, and for a day before its own or to come.
    """
    locked = _locked(document)
    target = STEPS.target(ReportAction.WITHDRAW, locked.state, "Văn bản")
    if locked.issued_on and given.decided_on < locked.issued_on:
        raise Refused(f"Ngày thu hồi không được trước ngày ban hành ({vi.day(locked.issued_on)}).")
    if given.decided_on > timezone.localtime(at).date():
        raise Refused("Ngày thu hồi không được sau hôm nay.")
    facts = {
        "paper": needed(given.paper, "Hãy ghi số, ký hiệu văn bản thu hồi.", name="Số, ký hiệu", longest=60),
        "day": vi.day(given.decided_on),
        "signer": needed(given.signer, "Hãy ghi họ và tên người ký thu hồi.", name="Người ký", longest=120),
    }
    why = needed(given.reason, "Hãy ghi lý do thu hồi văn bản.", name="Lý do thu hồi")
    locked.state = target
    locked.save(update_fields=["state"])
    return _log(locked, ReportAction.WITHDRAW, by, at, reason=why, facts=facts)


@transaction.atomic
def delete_draft(document: Document, reason: str, *, by: User, at: dt.datetime) -> DeletedDraft:
    """Delete a draft; what it was, its steps, who deleted it and why stay. Raises Stale once it is issued."""
    locked = _take(document, ReportAction.DELETE)
    steps = [
        {"action": step.get_action_display(), "by": str(step.by), "at": vi.moment(step.at)}
        for step in locked.steps.select_related("by")
    ]
    kept = DeletedDraft.objects.create(
        unit=locked.unit,
        name=f"{str(locked.get_kind_display()).capitalize()}: {locked.name}"[:200],
        as_of=locked.as_of,
        revision=locked.revision,
        digest=locked.digest,
        steps=steps,
        reason=needed(reason, "Hãy ghi lý do xóa dự thảo.", name="Lý do xóa"),
        by=by,
        at=at,
    )
    locked.steps.all().delete()
    locked.delete()
    return kept


# What moved, what was tampered with


def changes(document: Document, at: dt.datetime) -> list[str]:
    """What the registers say otherwise since the paper was made, in sentences; asks for more only when a row moved."""
    if not (document.is_draft or document.stands):
        return []
    try:
        matter = matter_of(document, at)
    except Refused as gone:
        return [str(gone)]
    since = [*_filed_otherwise(document, matter), *law.told(document, matter), *matter.since]
    return since if matter.stamp == document.stamp else [*since, *told(_against(document, matter))]


def _filed_otherwise(document: Document, matter: Matter) -> list[str]:
    """Of an issued paper: number, day and signer in the register are other ones by now, or none."""
    if document.is_draft or not KINDS[document.kind].numbered_by_source:
        return []
    filed = matter.filed
    if filed is None:
        return ["Sổ nay không còn ghi số, ngày ký: chữ ký đã được bỏ. Hãy thu hồi văn bản này, lập lại khi đã ký."]
    said = [other] if (other := _of_another(document, matter)) else []
    if (filed.number, filed.day) == (document.number, document.issued_on):
        return said
    return [*said, f"Sổ nay ghi số {filed.number or vi.NOTHING}, ngày {vi.day(filed.day)}: khác văn bản này."]


def _against(document: Document, matter: Matter) -> Difference:
    return difference(document.read(), compose(document, matter))


def told(found: Difference) -> list[str]:
    """The difference in sentences, a few lines by name."""
    said = []
    for words_before, lines in (("Thêm", found.added), ("Không còn", found.removed)):
        if lines:
            more = f"; và {vi.whole(len(lines) - MOST_TOLD)} dòng khác" if len(lines) > MOST_TOLD else ""
            said.append(f"{words_before} {vi.whole(len(lines))} dòng: {'; '.join(lines[:MOST_TOLD])}{more}.")
    return [*said, *(f"{figure}." for figure in found.figures)]


def _refuse_moved(document: Document, matter: Matter) -> None:
    """What a signature itself brings (number, day, until when it holds) is no change of what was read."""
    if matter.stamp == document.stamp:
        return
    found = _against(document, matter)
    moved = found.figures if document.kind in ASKED else []
    if found.added or found.removed or moved:
        said = " ".join(told(Difference(found.added, found.removed, moved)))
        raise Stale(f"Sổ đã thay đổi sau khi lập dự thảo. {said} Hãy lấy lại số liệu, xem lại rồi làm tiếp.")


def refuse_untrue(document: Document, at: dt.datetime) -> None:
    """Raise Refused for a paper altered since it was written, or of which its register keeps something else by now."""
    frozen.refuse(tampered(document))
    if said := _filed_otherwise(document, matter_of(document, at)):
        raise Refused(f"{' '.join(said)} Hãy lập bản thay thế hoặc thu hồi văn bản rồi in giấy.")


# Common ground

AGENCY = ("unit", "as_of", "issuer_name", *FRAME, "bases", "recipients")
KEPT = ("name", "content", "digest", "stamp", "rows", "illustrative")


def _store(document: Document, matter: Matter, *, sealed: bool = False) -> None:
    """Keep the paper as JSON gives it back, and its digest; an issued one bears the newest root of the seals."""
    with collecting.put_off():
        made = compose(document, matter)
        made = with_seal(made) if sealed else made
        document.content = encode(made)
    document.digest = digest(document.content)
    document.name, document.stamp = matter.name[:300], matter.stamp[:200]
    document.rows, document.illustrative = made.rows, matter.illustrative


def _tidied(document: Document, name: str, text: str) -> str:
    """Composed letters and single spaces, line by line."""
    field: Any = document._meta.get_field(name)
    return words(text, name=str(field.verbose_name).capitalize(), longest=field.max_length or 0, lines=True)


def _take(document: Document, action: ReportAction) -> Document:
    """The locked row, if the step can be taken and nobody changed it outside."""
    locked = _locked(document)
    STEPS.target(action, locked.state, "Văn bản")
    return locked


def _locked(document: Document) -> Document:
    """The row under its lock. Raises Stale when somebody deleted it meanwhile."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("unit", "replaces")
    locked = rows.filter(pk=document.pk).first()
    if locked is None:
        raise Stale("Dự thảo vừa bị người khác xóa.")
    return locked


def _log(
    document: Document,
    action: ReportAction,
    by: User,
    at: dt.datetime,
    *,
    reason: str = "",
    facts: Mapping[str, str] | None = None,
) -> Document:
    DocumentStep.objects.create(
        document=document,
        action=action,
        by=by,
        at=at,
        revision=document.revision,
        digest=document.digest,
        reason=reason,
        facts=dict(facts or {}),
    )
    return document
