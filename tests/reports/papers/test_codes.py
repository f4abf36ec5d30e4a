"""The code on a certificate: read from the rendered page, answered to strangers, telling nothing else."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from reports.papers import codes, workflow
from reports.papers.models import Certificate, Document
from reports.papers.public import MOST
from reports.papers.workflow import Issue, Withdrawing
from tests.awards.titles.factories import NOW, SIGNED, signed_in
from tests.reports.papers.factories import issued, make_papers, revoked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


def page(code: str) -> tuple[int, str]:
    answer = Client().get(reverse("check", args=[code]))
    return answer.status_code, " ".join(answer.content.decode().split())


def status(code: str) -> str:
    found = codes.ask(code, SIGNED)
    return found.status if found else "unknown"


def scanned(content: bytes, folder: Path, dots: int = 150) -> list[str]:
    """What a reader sees on each page, rendered as a printer would."""
    file = folder / "giay.pdf"
    file.write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", str(dots), "-gray", "-png", str(file), str(folder / "to")], check=True, timeout=60
    )
    found = []
    for each in sorted(folder.glob("to-*.png")):
        codes_on_page = zxingcpp.read_barcodes(Image.open(io.BytesIO(each.read_bytes())))
        found += [code.text for code in codes_on_page]
    return found


@pytest.mark.parametrize("size", ["a5", "a4"])
def test_code_on_each_rendered_certificate_leads_to_its_own_holder(size: str, tmp_path: Path) -> None:
    document = issued(make_papers())
    url = reverse("papers:certificate-pdf", args=[document.pk, size, 1])
    content = signed_in(document.made_by).get(url).content

    read = scanned(content, tmp_path)

    names = [page(address.rstrip("/").rpartition("/")[2])[1] for address in read]
    assert len(read) == 4
    assert all(address.startswith("http://testserver/k/") for address in read)
    for said, name in zip(names, ("Phạm Thị Ánh", "Đỗ Văn Ân", "Nguyễn Thị Bích", "Trần Văn Đức"), strict=True):
        assert name in said


def test_page_says_title_year_name_number_and_day_and_nothing_else() -> None:
    document = issued(make_papers())
    given = document.certificates.get(name="Phạm Thị Ánh")

    code, said = page(given.code)

    assert code == 200
    words = re.sub(r"<[^>]+>", " ", said.partition("<main>")[2])
    assert " ".join(words.split()) == (
        "Kiểm tra giấy công nhận Giấy đúng; thời hạn ghi trên giấy đã hết. Danh hiệu Gia đình học tập, năm 2020 "
        "Tên ghi trên giấy Phạm Thị Ánh Quyết định Số 05/QĐ-UBND ngày 20 tháng 10 năm 2020 Số vào sổ 2 "
        "Ghi có giá trị đến hết ngày 19 tháng 10 năm 2021 Hãy so tên và số trên trang này với giấy."
    )
    assert "Minh Họa" not in said


def test_title_holds_until_its_last_day() -> None:
    code = issued(make_papers()).certificates.all()[0].code
    days = (dt.date(2021, 10, 19), dt.date(2021, 10, 20))

    found = [codes.ask(code, day) for day in days]

    assert [(each.status, each.expired) for each in found if each] == [("valid", False), ("valid", True)]


def test_page_is_small_and_asks_for_no_login_and_no_search_engine() -> None:
    document = issued(make_papers())

    answer = Client().get(reverse("check", args=[document.certificates.all()[0].code]))

    style = Path("static/css/check.css").stat().st_size
    assert len(answer.content) + style < 20_000
    assert "noindex" in answer["X-Robots-Tag"]
    assert "sessionid" not in answer.cookies


def test_title_taken_back_is_told() -> None:
    papers = make_papers()
    document = issued(papers)
    code = document.certificates.get(name=papers.rows[0].candidate.name).code
    before = status(code)

    revoked(papers)

    assert (before, status(code)) == ("valid", "revoked")
    assert "không còn giá trị" in page(code)[1]


def test_paper_withdrawn_and_paper_replaced_are_told() -> None:
    papers = make_papers()
    old = issued(papers)
    code = old.certificates.all()[0].code
    new = workflow.make_successor(old, "In lại.", by=papers.world.approver, at=NOW)
    workflow.write(new, {"recipients": "Như Điều 4"}, by=papers.world.approver, at=NOW)
    workflow.issue(Document.objects.get(pk=new.pk), Issue("Trần Văn Ký"), by=papers.world.approver, at=NOW)
    replaced = status(code)
    later = new.certificates.all()[0].code

    withdrawing = Withdrawing("09/QĐ-UBND", SIGNED, "Trần Văn Ký", "Sai.")
    workflow.withdraw(Document.objects.get(pk=new.pk), withdrawing, by=papers.world.approver, at=NOW)

    assert (replaced, status(later)) == ("replaced", "revoked")
    assert later != code


@pytest.mark.parametrize("code", ["A" * 20, "a", "0" * 20, "%3Cb%3E", "A" * 3000])
def test_what_was_never_given_is_unknown_in_the_same_words(code: str) -> None:
    issued(make_papers())

    assert page(code) == page("B" * 20)
    assert page(code)[0] == 404


def test_codes_are_random_each_its_own_and_kept_as_they_are() -> None:
    document = issued(make_papers())
    given = [each.code for each in document.certificates.all()]

    codes.give(document)

    assert len(set(given)) == 5
    assert all(set(code) <= set(codes.LETTERS) and len(code) == 20 for code in given)
    assert [each.code for each in document.certificates.all()] == given
    for change in (Certificate.objects.all().delete, lambda: Certificate.objects.update(name="Khác")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_draft_has_no_codes() -> None:
    papers = make_papers()

    workflow.make("titles-decision", papers.decision.pk, by=papers.world.approver, at=NOW)

    assert not Certificate.objects.exists()


def test_whoever_asks_too_often_has_to_wait() -> None:
    stranger = Client()
    answers = [stranger.get(reverse("check", args=["C" * 20])).status_code for _ in range(MOST + 1)]

    last = stranger.get(reverse("check", args=["C" * 20]))

    assert answers == [404] * MOST + [429]
    assert (last.status_code, last["Retry-After"]) == (429, "60")
    assert "chờ một phút" in last.content.decode()


def test_small_letters_typed_by_hand_are_understood() -> None:
    document = issued(make_papers())
    code = document.certificates.all()[0].code

    assert page(code.lower())[0] == 200
