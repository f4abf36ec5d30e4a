"""One of everything that an address can be about, in every state in which it stands.

An address names what it is about by number. Here the numbers are found: for each kind of address, one row for each
state, of Phường 5 of the demonstration where it has one. Nothing else in these tests knows a number, so that the table
of answers speaks of "a sheet that was returned".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft, CommendationKind
from awards.scholarships.models import (
    BookClosing,
    Campaign,
    Consent,
    DataRequest,
    Donor,
    DonorJoin,
    Entry,
    Fund,
    Grant,
    PaySheet,
    Receipt,
    Recipient,
    RecipientJoin,
    SchoolYearClosing,
)
from awards.titles.models import (
    Candidate,
    CandidateEvent,
    CriteriaForm,
    CriteriaPaper,
    CriteriaSet,
    Decision,
    Minutes,
    MoveRequest,
    Nomination,
    Procedure,
    Proposal,
    RecognitionJob,
)
from awards.uploads.models import Upload
from indicators.models import ApiKey, Form, FormUse, Opening, Plan, StatedNumber, Submission
from reports.models import PublishedFigure, PublishedSource, Report, SignedCopy
from reports.papers.models import Certificate, CertificateRun, Document
from units.models import (
    CentreCourse,
    CentreStep,
    ChangeLink,
    CommunityStep,
    DataBasis,
    DataBreach,
    HandOver,
    LearningCentre,
    ListFile,
    Notice,
    PersonRequest,
    Post,
    SecondFactor,
    Unit,
    UnitVersion,
    User,
    Verification,
)

Facts = dict[str, Any]
Stated = Mapping[str, Facts]
"""By state, what stands in the address; things without states have one, ""."""

WARD = "hcm-q11-p5"
UNITS = {"ended ward": WARD, "its heir": "hcm-hoa-binh", "ended district": "hcm-q11"}
YEARS = {"ended ward": 2020, "its heir": 2026, "ended district": 2020}
"""A year in which each stood."""


def unit(key: str = WARD) -> Unit:
    return Unit.objects.get(key=key)


def community(ward: Unit) -> Unit:
    """The first khu phố that ever stood in the ward."""
    return Unit.objects.get(pk=UnitVersion.objects.filter(parent=ward).order_by("unit_id").values("unit")[:1])


def in_states(rows: QuerySet[Any], without: Mapping[str, str] | None = None, *, newest: bool = False) -> Stated:
    """The first row of each state that the table knows, or the last; `without` says of which there is none, and why."""
    known = [value for value, _ in rows.model._meta.get_field("state").flatchoices]
    order = "-pk" if newest else "pk"
    found = {each: rows.filter(state=each).order_by(order).first() for each in known}
    lacking = {each for each, row in found.items() if row is None}
    assert lacking == set(without or {}), (rows.model.__name__, lacking)
    return {each: {"pk": row.pk} for each, row in found.items() if row is not None}


def first(rows: QuerySet[Any], **named: Any) -> Stated:
    """The first of the rows; `named` says which of its facts stand in the address besides its number."""
    row = rows.order_by("pk").first()
    assert row is not None, rows.model.__name__
    return {"": {"pk": row.pk} | {name: getattr(row, of) for name, of in named.items()}}


def of_units(name: str) -> Callable[[], Stated]:
    def found() -> Stated:
        return {words: {name: unit(key).pk, "year": YEARS[words]} for words, key in UNITS.items()}

    return found


def of_communities() -> Stated:
    return {
        words: {"ward_pk": ward.pk, "community_pk": community(ward).pk, "year": YEARS[words]}
        for words, ward in ((words, unit(UNITS[words])) for words in ("ended ward", "its heir"))
    }


def candidates() -> QuerySet[Candidate]:
    return Candidate.objects.filter(ward=unit(), kind="household")


def funds() -> Stated:
    return {words: {"pk": Fund.objects.get(unit=unit(key)).pk} for words, key in UNITS.items() if words != "province"}


def sheets() -> Stated:
    rows = Submission.objects.filter(unit=unit())
    found = in_states(rows, {"handed": "stands with the heir: tests/handover/test_sheets.py"})
    return {state: facts | {"code": "household-total"} for state, facts in found.items()}


def grants() -> Stated:
    rows = Grant.objects.filter(fund__unit=unit())
    paid = rows.fully_paid().order_by("pk")[0]
    waiting = rows.exclude(pk__in=rows.fully_paid().values("pk")).order_by("pk")[0]
    return {"paid": {"pk": paid.pk}, "unpaid": {"pk": waiting.pk}}


def campaigns() -> Stated:
    return first(Campaign.objects.filter(fund__unit=unit()))


def children() -> Stated:
    rows = Recipient.objects.filter(fund__unit=unit())
    return {
        "": {"pk": rows.filter(restricted_on=None).order_by("pk")[0].pk},
        "restricted": {"pk": rows.exclude(restricted_on=None).order_by("pk")[0].pk},
    }


def closings(model: type[Any]) -> Callable[[], Stated]:
    def found() -> Stated:
        rows = model.objects.filter(fund__unit=unit())
        return {
            "closed": {"pk": rows.filter(asked_at=None).order_by("pk")[0].pk} if rows.filter(asked_at=None) else {},
            "asked to reopen": {"pk": rows.exclude(asked_at=None).order_by("pk")[0].pk},
        }

    return lambda: {state: facts for state, facts in found().items() if facts}


def documents() -> Stated:
    return {
        state: facts | {"size": "a4", "part": 1, "slug": "decision"}
        for state, facts in in_states(
            Document.objects.exclude(state="issued", kind="commendation"), newest=True
        ).items()
    }


def uploads() -> Stated:
    """Lists before and after they were written; while the worker has them they wait for it, for everybody."""
    of_worker = dict.fromkeys(("reading", "unread", "queued", "running", "failed"), "the worker's")
    return in_states(Upload.objects.exclude(state__in=of_worker), of_worker)


def records() -> Stated:
    """Rows of a centre's books, standing and struck out."""
    rows = CentreCourse.objects.filter(ward=unit()).order_by("pk")
    kept, struck = rows.filter(voided_at=None)[0], rows.exclude(voided_at=None)[0]
    return {
        words: {"pk": row.centre_id, "row": row.pk, "slug": "lop"}
        for words, row in (("standing", kept), ("struck out", struck))
    }


def centres() -> Stated:
    return {
        state: facts | {"slug": slug, "step": CentreStep.objects.filter(centre=facts["pk"]).latest("pk").pk}
        for (state, facts), slug in zip(
            in_states(LearningCentre.objects.all()).items(), ("tam-dung", "giai-the", "giai-the"), strict=True
        )
    }


def handovers() -> Stated:
    """A hand-over that waits, and one that was made."""
    old = HandOver.objects.filter(parts__state="done").order_by("pk")[0].unit
    made = ChangeLink.objects.filter(predecessor=old).order_by("pk")[0]
    link = ChangeLink.objects.get(predecessor=unit())
    return {
        "waiting": {"event": link.event_id, "unit": link.predecessor_id, "code": "titles"},
        "made": {"event": made.event_id, "unit": made.predecessor_id, "code": "titles"},
    }


def people() -> Stated:
    """An officer of the ward, one of elsewhere, and the administrator."""
    named = {"of the ward": "phuong5", "of elsewhere": "khuongtrung", "administrator": "quantri"}
    return {words: {"pk": User.objects.get(username=name).pk} for words, name in named.items()}


def steps_of_communities() -> Stated:
    step = CommunityStep.objects.order_by("pk")[0]
    return {"": {"pk": step.ward_id, "step": step.pk}}


def versions() -> Stated:
    ward = unit()
    return {"": {"pk": ward.pk, "version": community(ward).versions.order_by("pk")[0].pk}}


def verifications() -> Stated:
    asked = Verification.objects.select_related("version").order_by("pk")[0]
    return {
        "": {
            "pk": asked.version.unit_id,
            "version_pk": asked.version_id,
            "row_pk": asked.pk,
            "slug": "xac-nhan",
        }
    }


def links() -> Stated:
    divided = ChangeLink.objects.filter(predecessor=unit("hcm-q11-p8")).order_by("pk")[0]
    return {"": {"pk": divided.predecessor_id, "link_pk": divided.pk}}


def runs() -> Stated:
    run = CertificateRun.objects.order_by("pk")[0]
    return {"": {"pk": run.document_id, "run": run.pk, "ordinal": 1, "size": "a4"}}


def signed(of: str) -> Callable[[], Stated]:
    def found() -> Stated:
        copy = SignedCopy.objects.exclude(**{of: None}).order_by("pk")[0]
        return {"": {"pk": getattr(copy, f"{of}_id"), "copy": copy.pk}}

    return found


THINGS: tuple[tuple[str, Callable[[], Stated]], ...] = (
    (r"indicators:(submission-(?!list|start)|own-total-source|cell-history).*", sheets),
    (r"indicators:line-add", lambda: first(Form.objects.all())),
    (r"indicators:plan-(detail|drop)", lambda: first(Plan.objects.all())),
    (r"indicators:key-revoke", lambda: first(ApiKey.objects.all())),
    (r"indicators:form-unuse", lambda: first(FormUse.objects.all())),
    (r"indicators:stated-change", lambda: first(StatedNumber.objects.all())),
    (r"units:decision-void|units:centre-decide", centres),
    (
        r"units:(centre-detail|centre-report|course-grid|record-new)|papers:ask-centre",
        lambda: {state: {"pk": facts["pk"]} for state, facts in centres().items()},
    ),
    (r"units:record-(unvoid|edit|void)", records),
    (r"units:handover.*", handovers),
    (r"units:share-enter", links),
    (r"units:verification-(propose|answer)", verifications),
    (r"units:(person|slip)-.*|account:(unlock|reset)|privacy:person-.*", people),
    (r"units:post-correct", lambda: first(Post.objects.filter(unit=unit()))),
    (r"units:community-undo", steps_of_communities),
    (r"units:community-correct|starting:unit-correct", versions),
    (r"papers:ask-(money|targets)", lambda: {"": {"pk": unit().pk}}),
    (r"papers:run-(?!ask).*", runs),
    (r"papers:document-signed(-aside)?", signed("document")),
    (r"papers:(of-source|document-make)", lambda: first(Decision.objects.filter(state="signed"), source_id="pk")),
    (r"papers:honour-pdf", lambda: first(Document.objects.filter(kind="commendation", state="issued"))),
    (r"papers:(document|certificate|run)-.*", documents),
    (r"reports:printed-(source|change|void)|reports:statement-add", lambda: first(PublishedSource.objects.all())),
    (r"reports:statement-.*", lambda: first(PublishedFigure.objects.all())),
    (r"reports:report-signed(-aside)?", signed("report")),
    (r"reports:report-.*", lambda: in_states(Report.objects.all(), newest=True)),
    (r"titles:candidate-undo", lambda: first(CandidateEvent.objects.filter(candidate__ward=unit()), event_pk="pk")),
    (r"titles:move-answer", lambda: in_states(MoveRequest.objects.all())),
    (
        r"titles:(candidate|move-ask|nomination-register).*",
        lambda: {state: facts | {"candidate_pk": facts["pk"]} for state, facts in in_states(candidates()).items()},
    ),
    (r"titles:minutes-.*", lambda: first(Minutes.objects.filter(ward=unit()))),
    (r"titles:nomination-.*", lambda: in_states(Nomination.objects.filter(ward=unit(), kind="household"))),
    (r"titles:job-.*", lambda: in_states(RecognitionJob.objects.all())),
    (r"titles:decision-.*", lambda: in_states(Decision.objects.all())),
    (r"titles:proposal-recall", lambda: first(Proposal.objects.filter(ward=unit()))),
    (r"titles:criteria-paper", lambda: first(CriteriaPaper.objects.all())),
    (r"titles:slip-(edit|confirm|unconfirm)", lambda: first(CriteriaForm.objects.all())),
    (r"titles:procedure-.*", lambda: first(Procedure.objects.all())),
    (r"titles:(criteria|slip)-.*", lambda: first(CriteriaSet.objects.all())),
    (r"titles:community-divide", of_communities),
    (r"titles:(ward-year|propose|unit-register)", of_units("ward_pk")),
    (
        r"titles:(community|register|score-.*|minutes|appraise|reject|unregister|reopen)",
        of_communities,
    ),
    (r"scholarships:receipt-correct", lambda: first(Receipt.objects.filter(fund__unit=unit()))),
    (r"scholarships:(slip|slip-print|entry-reverse)", lambda: first(Entry.objects.filter(fund__unit=unit()))),
    (r"scholarships:donor-join", lambda: first(Donor.objects.filter(fund__unit=unit()))),
    (r"scholarships:donor-part", lambda: first(DonorJoin.objects.all())),
    (r"scholarships:school-year-(reopen|agree)", closings(SchoolYearClosing)),
    (r"scholarships:books-(reopen|agree)", closings(BookClosing)),
    (r"scholarships:campaign-(detail|look)", campaigns),
    (r"scholarships:grant-(detail|pay|cancel)", grants),
    (r"scholarships:sheet-(detail|print|pay|unpay)", lambda: first(PaySheet.objects.all())),
    (r"scholarships:recipient-part", lambda: first(RecipientJoin.objects.all())),
    (
        r"scholarships:(recipient-(detail|edit|join|restrict|unrestrict)|request-add|consent-add)",
        children,
    ),
    (r"scholarships:(data-request|request-(acknowledge|answer|print))", lambda: first(DataRequest.objects.all())),
    (r"scholarships:consent-withdraw", lambda: first(Consent.objects.all())),
    (r"scholarships:.*", funds),
    (r"decision-reward|commendations:(decision|commendation-add).*", lambda: first(CommendationDecision.objects.all())),
    (r"commendations:commendation-void", lambda: first(Commendation.objects.all())),
    (
        r"commendations:draft-add",
        lambda: {"": {"unit_pk": unit().pk, "kind_pk": CommendationKind.objects.get(code="giay-khen-hkh-phuong").pk}},
    ),
    (r"commendations:draft-.*", lambda: first(CommendationDraft.objects.filter(decision=None))),
    (r"uploads:(start|template)", of_units("unit_pk")),
    (r"uploads:.*", uploads),
    (r"check", lambda: first(Certificate.objects.all(), code="code")),
    (r"opening:.*", lambda: {"": {"key": Opening.objects.latest("pk").unit.key}}),
    (r"files:.*", lambda: first(ListFile.objects.all())),
    (r"desk:notice-open", lambda: first(Notice.objects.all())),
    (r"desk:job-cancel", lambda: {"": {"kind": "tep", "pk": ListFile.objects.get(ended_at=None).pk}}),
    (r"privacy:request-add", lambda: first(candidates(), row="pk")),
    (r"privacy:request-.*", lambda: first(PersonRequest.objects.all())),
    (r"privacy:basis-end", lambda: first(DataBasis.objects.all())),
    (r"privacy:breach-.*", lambda: first(DataBreach.objects.all())),
    (r"account:factor-end", lambda: first(SecondFactor.objects.all())),
)
"""What the numbers of an address are, by the name of its pattern; the first that fits counts."""

OF_UNITS = ("unit_pk", "ward_pk", "pk")
"""Parameters that name a unit, where nothing above fits."""
UNITS_BY_PK = (
    r"units:(unit-detail|share-list|verification-list|community-.*)|starting:(office|units|collecting|people|slips)"
)

WORDS: Mapping[str, Any] = {
    "year": 2020,
    "book": "4-danh-hieu",
    "kind": "household",
    "size": "a4",
    "part": 1,
    "slug": "lop",
    "step": "sua-thong-tin",
    "token": "x" * 43,
    "code:enter-code": "x",
    "code:reports:indicator": "household-rate",
    "key:reports:report-figure": "household-rate",
    "kind:uploads:start": "households",
    "kind:uploads:template": "households",
    "kind:papers:of-source": "titles-decision",
    "kind:papers:document-make": "titles-decision",
    "slug:titles:move-answer": "nhan",
    "slug:help:audience": "phuong-xa",
    "slug:help:booklet": "phuong-xa",
    "slug:help:chapter": "bat-dau",
}
"""Words in addresses, by the name of the parameter, or by that and the name of the address."""


def things_of(name: str, parameters: Collection[str]) -> Stated:
    """What the address of this name is about, by state; each with a value for every parameter.

    Raises LookupError for a parameter of which nobody said here what it is.
    """
    stated: Stated = {"": {}}
    known = next((found for pattern, found in THINGS if re.fullmatch(pattern, name)), None)
    if known is not None and set(parameters) - WORDS.keys():
        stated = known()
    elif "pk" in parameters and re.fullmatch(UNITS_BY_PK, name):
        stated = of_units("pk")()
    elif of_unit := set(parameters) & {"unit_pk", "ward_pk"}:
        stated = of_units(of_unit.pop())()
    return {state: {each: value_of(name, each, facts) for each in parameters} for state, facts in stated.items()}


def value_of(name: str, parameter: str, facts: Facts) -> Any:
    if parameter in facts:
        return facts[parameter]
    word = WORDS.get(f"{parameter}:{name}", WORDS.get(parameter))
    if word is None:
        raise LookupError(f"{name}: what is {parameter}? Say so in tests/access/things.py.")
    return word
