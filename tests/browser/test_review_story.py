"""A district's review from its words to the signed file: in all dresses, edited by LibreOffice and brought back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from reports.checking.files import check
from reports.checking.findings import failures
from reports.models import Report, SignedCopy
from tests.browser.conftest import OpenWindow
from tests.browser.pages import enter, sideways
from tests.browser.test_story import downloaded
from tests.reports.factories import NARRATIVE, make_golden

WRITTEN, MENDED = NARRATIVE["assessment"], "Phong trào khuyến học của quận đi vào nền nếp."
PRINTED, TYPED = "10.798", "10.800"
TOLD = f"bản phát hành ghi “{PRINTED}”, tệp ghi “{TYPED}”"


@pytest.fixture
def report(transactional_db: None) -> Report:
    """District 11's draft for two years, whose words nobody has written yet."""
    return make_golden()


def write_and_issue(page: Page, report: Report) -> None:
    page.goto(report.get_absolute_url())
    page.get_by_role("link", name="Viết ngay").click()
    for slot, words in NARRATIVE.items():
        page.locator(f"[name={slot}]").fill(words)
    page.get_by_role("button", name="Lưu lời văn").click()
    page.get_by_role("link", name="Phát hành").click()
    page.get_by_label("Số", exact=True).fill("15")
    page.get_by_label("Ngày ban hành").fill("29/10/2020")
    page.get_by_label("Họ và tên người ký").fill("Nguyễn Văn Ký")
    page.get_by_role("button", name="Phát hành").click()
    expect(page.locator(".notice-success")).to_contain_text("Đã phát hành báo cáo. Bản in đã được lưu trữ.")
    assert sideways(page) == 0


def say_the_same(page: Page, printed: bytes, word: bytes, excel: bytes) -> None:
    """The figure of the year stands in all four dresses."""
    expect(page.get_by_role("main")).to_contain_text(PRINTED)
    for words in (text_of(printed), "".join(each.text or "" for each in texts(docx.Document(io.BytesIO(word))))):
        assert PRINTED in words and "72,00%" in words
    book = openpyxl.load_workbook(io.BytesIO(excel), data_only=True)
    assert any(cell == 10_798 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def text_of(printed: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))


def by_libreoffice(content: bytes, kind: str, folder: Path) -> bytes:
    """The Word file as LibreOffice opens it, saved by it as this kind of file."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install -y libreoffice-writer-nogui"
    (folder / "tu.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", kind, "--outdir", str(folder / kind), "tu.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return (folder / kind / f"tu.{kind}").read_bytes()


def texts(file: Any) -> list[Any]:
    return list(file.element.body.iter(qn("w:t")))


def edited(content: bytes, old: str, new: str) -> bytes:
    """The file with words changed as by hand, the first time that they stand there."""
    file = docx.Document(io.BytesIO(content))
    hit = next(each for each in texts(file) if old in (each.text or ""))
    hit.text = hit.text.replace(old, new)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def bring(page: Page, report: Report, name: str, content: bytes, reason: str = "") -> None:
    if not page.url.endswith("/ban-da-ky/"):
        page.goto(report.get_absolute_url())
        page.get_by_role("link", name="Đính kèm bản đã ký").click()
    page.get_by_label("Tệp").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    if reason:
        page.get_by_label("Lý do vẫn ghi như vậy").fill(reason)
    page.get_by_role("button", name="Đính kèm").click()


@pytest.mark.story
def test_a_review_is_issued_in_all_dresses_edited_in_word_and_brought_back(
    open_window: OpenWindow, report: Report, tmp_path: Path
) -> None:
    office = open_window()
    office.context.set_default_timeout(60_000)  # the report is laid out when it is issued; no test of speed
    enter(office, report.made_by)

    write_and_issue(office, report)
    word = downloaded(office, "Tải Word")
    say_the_same(office, downloaded(office, "Xem bản in PDF"), word, downloaded(office, "Tải Excel"))
    opened = by_libreoffice(word, "pdf", tmp_path)
    assert PRINTED in text_of(opened)
    assert [str(each) for each in failures(check(word))] == []
    assert all(
        page.extract_text().split()[1:] for page in PdfReader(io.BytesIO(opened)).pages
    )  # no page but its number

    saved = by_libreoffice(edited(word, WRITTEN, MENDED), "docx", tmp_path)
    bring(office, report, "sua-loi.docx", saved)
    expect(office.locator(".notice-success")).to_contain_text("Đã đính kèm tệp.")
    assert SignedCopy.objects.get().differences == []

    changed = edited(saved, PRINTED, TYPED)
    bring(office, report, "sua-so.docx", changed)
    expect(office.get_by_role("main")).to_contain_text(TOLD)
    assert SignedCopy.objects.count() == 1
    assert sideways(office) == 0
    bring(office, report, "sua-so.docx", changed, reason="Chủ tịch sửa tay khi ký.")
    expect(office.locator(".notice-success")).to_contain_text("Đã đính kèm tệp.")
    expect(office.get_by_role("main")).to_contain_text(TOLD)
    expect(office.get_by_role("main")).to_contain_text("Chủ tịch sửa tay khi ký.")
