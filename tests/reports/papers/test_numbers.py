"""One series of numbers for each agency, symbol and year, whatever register a paper is of."""

from __future__ import annotations

import datetime as dt
import importlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.urls import reverse

from awards.commendations import workflow as commending
from awards.commendations.models import CommendationDecision, CommendationKind
from awards.commendations.workflow import SignedDecision
from awards.titles.models import Decision
from awards.titles.workflow import Signature
from awards.titles.workflow import sign as sign_titles
from hocTap.lib.refusals import Refused, Stale
from reports.numbers import fill
from tests.awards.commendations.factories import kind as honour
from tests.awards.titles.factories import NOW, SIGNED, signed_in
from tests.factories import make_user
from tests.reports.papers.factories import Papers, make_papers
from units import numbering
from units.enums import Numbered, Role
from units.models import PaperNumber, UnitVersion

PAST = importlib.import_module("reports.migrations.0016_numbers_taken_so_far")


def own_kind(papers: Papers) -> CommendationKind:
    """An honour that the agency of the titles gives itself, under the symbol of its decisions."""
    level = UnitVersion.objects.filter(unit=papers.decision.agency_id).latest("valid_from").kind
    honour()
    found = CommendationKind.objects.filter(level=level, by_association=False).first()
    assert found is not None and numbering.series_of(found.symbol) == numbering.series_of(papers.decision.symbol)
    return found


def commend(papers: Papers, number: int, day: dt.date = SIGNED) -> CommendationDecision:
    signed = SignedDecision(papers.decision.agency, own_kind(papers), number, day, "Trần Văn Ký", "Tổng kết")
    return commending.record_decision(signed, by=papers.world.approver, at=NOW)


@pytest.mark.django_db
def test_a_number_of_a_decision_on_titles_is_not_given_to_a_commendation() -> None:
    papers = make_papers(number=5)

    with pytest.raises(Refused, match=r"Số 05/QĐ-UBND năm \d{4} đã dùng cho quyết định về danh hiệu ngày .+ số khác"):
        commend(papers, 5)

    assert not CommendationDecision.objects.exists()
    assert commend(papers, 6).number == 6


@pytest.mark.django_db
def test_a_number_of_a_commendation_is_not_given_to_a_decision_on_titles() -> None:
    papers = make_papers(signed=False)
    given = commend(papers, 5)

    with pytest.raises(Refused, match="đã dùng cho quyết định khen thưởng"):
        sign_titles(papers.decision, Signature(5, SIGNED, "Trần Văn Ký"), by=papers.world.approver, at=NOW)

    assert not Decision.objects.get(pk=papers.decision.pk).is_signed
    commending.void_decision(given, reason="Ghi nhầm.", by=papers.world.approver, at=NOW)
    signed = sign_titles(papers.decision, Signature(5, SIGNED, "Trần Văn Ký"), by=papers.world.approver, at=NOW)
    assert signed.is_signed


@pytest.mark.django_db
def test_what_a_higher_level_gave_is_numbered_in_its_own_series() -> None:
    papers = make_papers(number=5)
    honour()
    higher = CommendationKind.objects.on(SIGNED).filter(level="province").first()
    assert higher is not None
    signed = SignedDecision(papers.decision.agency, higher, 5, SIGNED, "Chủ tịch", "Tổng kết")

    assert commending.record_decision(signed, by=papers.world.approver, at=NOW).number == 5


@pytest.mark.django_db
def test_a_number_given_by_a_program_of_before_is_put_into_the_series_by_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    papers = make_papers(number=5)
    given = PaperNumber.objects.filter(kind=Numbered.TITLES)
    was = list(given.values_list("unit", "symbol", "year", "number", "day", "paper", "doubled"))
    given.delete()

    call_command("fill_numbers")
    call_command("fill_numbers")

    assert list(given.values_list("unit", "symbol", "year", "number", "day", "paper", "doubled")) == was
    assert [each for each in capsys.readouterr().out.splitlines() if "còn thiếu" in each] == [
        "1 số còn thiếu đã ghi vào dãy số chung.",
        "0 số còn thiếu đã ghi vào dãy số chung.",
    ]
    with pytest.raises(Refused, match="đã dùng"):
        numbering.refuse_taken(numbering.Number(papers.decision.agency_id, "QĐ-UBND", 5, SIGNED))


@pytest.mark.django_db
def test_the_database_holds_the_series() -> None:
    papers = make_papers(number=5)
    row = PaperNumber.objects.get(kind=Numbered.TITLES, paper=papers.decision.pk)

    with pytest.raises(IntegrityError):
        PaperNumber.objects.create(
            unit=row.unit, symbol=row.symbol, year=row.year, number=5, day=SIGNED, kind=Numbered.PAPER, paper=1
        )


@pytest.mark.django_db
def test_numbers_that_stood_twice_are_kept_and_told_on_their_pages() -> None:
    """As an installation brings them: recorded before there was one series."""
    papers = make_papers(number=5)
    PaperNumber.objects.all().delete()
    given = commend(papers, 5)
    PaperNumber.objects.all().delete()

    PAST.take_all(apps, None)

    told = {each.kind: each.doubled for each in PaperNumber.objects.filter(number=5)}
    assert sorted(told.values()) == [False, True]
    office = make_user("vanthu", (Role.DISTRICT_OFFICE, papers.decision.agency))
    pages = [
        signed_in(papers.world.approver).get(papers.decision.get_absolute_url()).content.decode(),
        signed_in(office).get(given.get_absolute_url()).content.decode(),
    ]
    assert not fill(), "all of them stand in the series"
    assert "dùng hai lần" in pages[0] and "quyết định khen thưởng số 05" in pages[0]
    assert "dùng hai lần" in pages[1] and "quyết định về danh hiệu số 05" in pages[1]
    with pytest.raises(Refused, match="đã dùng"):
        numbering.take(Numbered.PAPER, 9, numbering.Number(papers.decision.agency_id, "QĐ-UBND", 5, SIGNED))


@pytest.mark.django_db
def test_a_number_out_of_order_is_told_before_a_decision_on_titles_is_signed() -> None:
    papers = make_papers(signed=False)
    commend(papers, 7, SIGNED - dt.timedelta(days=2))
    form = {"number": "6", "day": f"{SIGNED:%d/%m/%Y}", "signer": "Trần Văn Ký"}

    page = signed_in(papers.world.approver).post(reverse("titles:decision-sign", args=[papers.decision.pk]), form)

    assert "trong khi số 7 đã ghi ngày" in page.content.decode()
    assert not Decision.objects.get(pk=papers.decision.pk).is_signed


@pytest.mark.django_db
def test_symbols_that_are_typed_otherwise_are_one_series() -> None:
    papers = make_papers(number=5)

    with pytest.raises(Refused, match="đã dùng"):
        numbering.refuse_taken(numbering.Number(papers.decision.agency_id, "qd - ubnd", 5, SIGNED))


@pytest.mark.postgres
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_of_two_who_take_one_number_at_once_one_gets_a_sentence() -> None:
    unit = make_papers(signed=False).decision.agency_id
    start = threading.Barrier(2)

    def take(paper: int) -> str:
        start.wait()
        try:
            numbering.take(Numbered.PAPER, paper, numbering.Number(unit, "QĐ-UBND", 7, SIGNED))
        except Refused as reason:
            return str(reason)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as people:
        said = sorted(people.map(take, (1, 2)))

    assert connection.vendor == "postgresql" and said[0] == "" and "Hãy ghi số khác" in said[1]
    assert issubclass(Stale, Refused)
