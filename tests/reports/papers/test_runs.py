"""Certificates by the worker: each exactly once, whatever happens to the worker; progress, cancel, files and a zip."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from hocTap.lib.refusals import Stale
from reports.papers import certificates, runs, workflow
from reports.papers.models import CertificateRun, Document
from reports.papers.workflow import Withdrawing
from tests.awards.titles.factories import NOW, SIGNED, signed_in
from tests.reports.papers.factories import Papers, issued, make_papers, revoked
from units.jobs.registry import CANCELLED

pytestmark = pytest.mark.django_db
PATTERN = "https://hoctap.example/k/-/"


def asked(document: Document, size: str = "a5") -> CertificateRun:
    run, needs_job = runs.ask(document, size, PATTERN, by=document.made_by, at=NOW)
    assert needs_job
    return run


def numbers(run: CertificateRun) -> list[int]:
    """The number of the register on each page of each file."""
    found = []
    for part in run.files.exclude(sha256=""):
        for page in PdfReader(io.BytesIO(bytes(part.content or b""))).pages:
            found += [int(each) for each in re.findall(r"Số vào sổ: (\d+)", page.extract_text())]
    return found


class Killed(BaseException):
    """What a worker meets that is killed: nothing of its own runs afterwards."""


def killed_before(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    """The worker dies while it prints the part of this number."""
    render, printed = certificates.render, [0]

    def dying(*args: Any) -> bytes:
        printed[0] += 1
        if printed[0] == part:
            raise Killed
        return render(*args)

    monkeypatch.setattr(certificates, "render", dying)


def test_one_file_for_each_khu_pho_and_each_certificate_in_one() -> None:
    run = asked(issued(make_papers()))

    runs.make(run.pk)

    run.refresh_from_db()
    assert [(each.place, each.number) for each in run.files.all()] == [
        ("Khu phố 1, Phường 5", 4),
        ("Khu phố 2, Phường 5", 1),
    ]
    assert sorted(numbers(run)) == [1, 2, 3, 4, 5]
    assert (run.done, run.total, run.problem, run.under_way) == (5, 5, "", False)


@pytest.mark.parametrize("part", [1, 2])
def test_killed_worker_leaves_whole_files_and_the_next_makes_the_rest_once(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(issued(make_papers()))
    with monkeypatch.context() as dying:
        killed_before(dying, part)
        with pytest.raises(Killed):
            runs.make(run.pk)
    before = list(run.files.exclude(sha256="").values_list("ordinal", "sha256", "done_at"))

    runs.make(run.pk)

    after = list(run.files.values_list("ordinal", "sha256", "done_at"))
    assert len(before) == part - 1
    assert after[: len(before)] == before
    assert sorted(numbers(run)) == [1, 2, 3, 4, 5]


def test_worker_that_is_told_to_end_ends_between_two_files_and_the_next_makes_the_rest() -> None:
    run = asked(issued(make_papers()))
    may = iter([True, False])

    assert runs.make(run.pk, may_go_on=lambda: next(may)) is False
    assert list(run.files.exclude(sha256="").values_list("ordinal", flat=True)) == [1]
    run.refresh_from_db()
    assert run.under_way

    assert runs.make(run.pk) is True
    assert sorted(numbers(run)) == [1, 2, 3, 4, 5]


def test_a_run_that_ended_is_not_made_again() -> None:
    run = asked(issued(make_papers()))
    runs.make(run.pk)
    before = list(run.files.values_list("sha256", "done_at"))

    runs.make(run.pk)

    assert list(run.files.values_list("sha256", "done_at")) == before


def test_cancelled_run_prints_no_more_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked(issued(make_papers()))
    render = certificates.render

    def cancelling(*args: Any) -> bytes:
        if CertificateRun.objects.get(pk=run.pk).under_way:
            runs.cancel(run.pk, by=run.by, at=NOW)
        return render(*args)

    monkeypatch.setattr(certificates, "render", cancelling)
    runs.make(run.pk)

    run.refresh_from_db()
    assert (numbers(run), run.problem) == ([], CANCELLED)
    with pytest.raises(Stale):
        runs.cancel(run.pk, by=run.by, at=NOW)


def test_one_under_way_is_not_begun_twice() -> None:
    document = issued(make_papers())
    run = asked(document)

    again, needs_job = runs.ask(document, "a5", PATTERN, by=document.made_by, at=NOW)

    assert (again.pk, needs_job) == (run.pk, False)


def test_title_taken_back_is_not_printed_and_a_paper_that_fell_stops_the_run() -> None:
    papers = make_papers()
    document = issued(papers)
    run = asked(document)
    revoked(papers)

    runs.make(run.pk)

    assert sorted(numbers(run)) == [2, 3, 4, 5]


def test_page_shows_progress_then_files_and_a_zip() -> None:
    document = issued(make_papers())
    client = signed_in(document.made_by)
    client.get(reverse("papers:certificate-list", args=[document.pk]))
    answer = client.post(reverse("papers:run-ask", args=[document.pk, "a5"]))
    address = answer["Location"]
    before, told = client.get(address).content.decode(), client.get(f"{address}tien-do/").json()
    run = CertificateRun.objects.get()

    runs.make(run.pk)

    after = client.get(address).content.decode()
    answer = client.get(f"{address}zip/")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        names = archive.namelist()
    assert "Đang in 5 giấy" in before
    assert (told["done"], told["total"], told["ended"]) == (0, 5, False)
    assert "Tải tất cả" in after
    assert names == ["01-khu-pho-1-phuong-5.pdf", "02-khu-pho-2-phuong-5.pdf"]
    assert client.get(f"{address}tep/2/").content.startswith(b"%PDF-")


def made_run(papers: Papers) -> CertificateRun:
    run = asked(issued(papers))
    runs.make(run.pk)
    return run


def test_files_of_a_decision_that_was_withdrawn_are_given_out_no_more() -> None:
    papers = make_papers()
    run = made_run(papers)
    withdrawing = Withdrawing("12/QĐ-UBND", SIGNED, "Trần Văn Ký", "In sai tên phường.")
    workflow.withdraw(run.document, withdrawing, by=papers.world.approver, at=NOW)
    client, address = signed_in(run.by), run.get_absolute_url()

    page = client.get(address).content.decode()

    assert ("đã thu hồi nên giấy công nhận" in page, "/tep/" in page, "/zip/" in page) == (True, False, False)
    for file in ("tep/1/", "zip/"):
        answer = client.get(f"{address}{file}")
        assert answer.status_code == 422
        assert "Hãy in giấy từ quyết định đang có hiệu lực" in answer.content.decode()


def test_file_with_a_title_that_was_revoked_since_waits_to_be_printed_anew() -> None:
    papers = make_papers()
    run = made_run(papers)
    revoked(papers)
    client, address = signed_in(run.by), run.get_absolute_url()

    page, first = client.get(address).content.decode(), client.get(f"{address}tep/1/")

    assert ("in lại giấy công nhận" in page, "/tep/1/" in page, "/tep/2/" in page) == (True, False, True)
    assert "1 danh hiệu trong tệp đã bị thu hồi" in first.content.decode()
    assert client.get(f"{address}zip/").status_code == first.status_code == 422
    assert client.get(f"{address}tep/2/").content.startswith(b"%PDF-")


def test_others_neither_ask_nor_read() -> None:
    papers = make_papers()
    document = issued(papers)
    run = asked(document)
    address = reverse("papers:run-detail", args=[document.pk, run.pk])

    assert signed_in(papers.world.other_officer).get(address).status_code == 404
    assert signed_in(papers.world.office).get(address).status_code == 403
    assert signed_in(papers.world.office).post(reverse("papers:run-ask", args=[document.pk, "a5"])).status_code == 403
