"""A Word file edited by the office comes back: changed figures are told before it is kept, words are free."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx as word
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from reports.models import Report, SignedCopy
from reports.papers import docx
from reports.returning.comparing import differences
from reports.returning.keeping import keep, tampered
from reports.returning.looking import look
from reports.review import docx as reviews
from tests.awards.titles.factories import NOW, signed_in
from tests.factories import make_user
from tests.reports.checking.factories import decision
from tests.reports.factories import make_issued
from tests.reports.papers.factories import issued, made, make_papers
from tests.reports.returning.factories import scan
from units.enums import Role

PAPER = decision(rows=3)
GIVEN = docx.render(PAPER)


def edited(change: Callable[[Any], None], content: bytes = GIVEN) -> bytes:
    file: Any = word.Document(io.BytesIO(content))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def found(change: Callable[[Any], None]) -> list[str]:
    return differences(GIVEN, edited(change), docx.places(PAPER))


def texts(file: Any) -> list[Any]:
    return list(file.element.body.iter(qn("w:t")))


def say(old: str, new: str) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        hit = [each for each in texts(file) if old in (each.text or "")]
        assert hit
        for each in hit:
            each.text = each.text.replace(old, new)

    return change


def add(words: str) -> Callable[[Any], None]:
    return lambda file: file.paragraphs[8].add_run(words)


def without_controls(file: Any) -> None:
    """Every control is taken off, its words stay: as Word does with "Remove Content Control"."""
    for control in list(file.element.body.iter(qn("w:sdt"))):
        for run in list(control.find(qn("w:sdtContent"))):
            control.addprevious(run)
        control.getparent().remove(control)


def without_tags(file: Any) -> None:
    """As LibreOffice 7.4 saves it: the controls stay, what they are called does not."""
    for control in file.element.body.iter(qn("w:sdt")):
        for said in list(control.find(qn("w:sdtPr"))):
            said.getparent().remove(said)


def without_a_row(file: Any) -> None:
    row = file.tables[-1].rows[2]._tr
    row.getparent().remove(row)


def turned_rows(file: Any) -> None:
    """Two rows change places with all that marks them."""
    first, second = (row._tr for row in file.tables[-1].rows[1:3])
    second.addnext(first)


def swapped_numbers(file: Any) -> None:
    """The running numbers, which no mark holds, change places."""
    first, second = (row.cells[0].paragraphs[0].runs[0] for row in file.tables[-1].rows[1:3])
    first.text, second.text = second.text, first.text


def swapped_names_without_marks(file: Any) -> None:
    without_controls(file)
    first, second = (row.cells[1].paragraphs[0].runs[0] for row in file.tables[-1].rows[1:3])
    first.text, second.text = second.text, first.text


def hide(words: str, look: str = "vanish") -> Callable[[Any], None]:
    """The run that says these words is no longer read on paper."""

    def change(file: Any) -> None:
        for each in texts(file):
            if words in (each.text or ""):
                each.getparent().get_or_add_rPr().append(parse_xml(f"<w:{look} {nsdecls('w')}/>"))

    return change


def add_hidden(file: Any) -> None:
    file.paragraphs[8].add_run("777 hộ").font.hidden = True


def strike_out_by_a_style(file: Any) -> None:
    style = file.styles.add_style("Kín", WD_STYLE_TYPE.CHARACTER)
    style.font.strike = True
    file.paragraphs[8].add_run(" 888").style = style


def in_the_foot(file: Any) -> None:
    file.sections[0].footer.paragraphs[0].add_run("Tổng cộng 676 hộ")


def in_a_box(file: Any) -> None:
    box = "<w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Cả thảy 679 hộ</w:t></w:r></w:p>"
    names = f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
    run = f"<w:r {names}>{box}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    file.paragraphs[8]._p.append(parse_xml(run))


def in_a_picture(file: Any) -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    file.paragraphs[8].add_run().add_picture(out)


def moved_while_changes_are_tracked(file: Any) -> None:
    run = next(each.getparent() for each in texts(file) if each.text == "2 Lạc Long Quân")
    gone = parse_xml(f"<w:moveFrom {nsdecls('w')}/>")
    run.addprevious(gone)
    gone.append(run)


def test_a_file_that_only_changed_its_words_has_no_changed_figures() -> None:
    def page_number(file: Any) -> None:
        file.sections[0].footer.paragraphs[0]._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>99</w:t></w:r></w:fldSimple>')
        )

    assert found(lambda file: None) == []
    assert found(page_number) == []
    assert found(say("Căn cứ Luật", "Căn cứ theo Luật")) == []
    assert found(without_controls) == []
    assert found(without_tags) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            say("Nguyễn Thị Số 2", "Nguyễn Thị Khác"),
            "cột “Họ và tên chủ hộ”: bản phát hành ghi “Nguyễn Thị Số 2”, tệp ghi",
        ),
        (say("2020", "2021"), "tệp ghi “2021”"),
        (add(" và 999 hộ khác"), "Số 999 không có ở bản phát hành."),
        (without_a_row, "không còn “Nguyễn Thị Số 2”"),
        (turned_rows, "“Nguyễn Thị Số 2” không có ở bản phát hành. Chỗ đó tệp ghi: “2 | Nguyễn Thị Số 2"),
        (swapped_numbers, "bản phát hành ghi “2”, tệp ghi “1”"),
        (swapped_names_without_marks, "bản phát hành ghi “Nguyễn Thị Số 1”, tệp ghi “Nguyễn Thị Số 2”"),
        (say("Điều 2.", "Điều 3."), "bản phát hành ghi “2”, tệp ghi “3”"),
        (say("19 tháng 6", "18 tháng 6"), "bản phát hành ghi “19”, tệp ghi “18”"),
        (say("19 tháng 6", "tháng 6"), "không còn “19”"),
        (hide("Nguyễn Thị Số 2"), "không còn “Nguyễn Thị Số 2”"),
        (hide("3 Lạc Long Quân", "strike"), "bị gạch, quá nhỏ, màu trắng hoặc viết ngược: “3 Lạc Long Quân”."),
        (add_hidden, "Tệp có chữ ẩn, bị gạch, quá nhỏ, màu trắng hoặc viết ngược: “777 hộ”."),
        (strike_out_by_a_style, "viết ngược: “888”."),
        (add("\u202e 54"), "viết ngược: “\u202e 54”."),
        (in_the_foot, "Chân trang của tệp ghi số 676, không có ở bản phát hành: “Tổng cộng 676 hộ”."),
        (in_a_box, "Số 679 không có ở bản phát hành."),
        (in_a_picture, "Tệp có thêm 1 hình hoặc biểu đồ"),
        (moved_while_changes_are_tracked, "không còn “2 Lạc Long Quân”"),
    ],
)
def test_a_changed_figure_or_name_is_told_with_its_place(change: Callable[[Any], None], sentence: str) -> None:
    assert any(sentence in each for each in found(change)), found(change)


def test_numbers_changed_after_the_marks_were_taken_off_are_told() -> None:
    def change(file: Any) -> None:
        without_controls(file)
        say("1 Lạc Long Quân", "11 Lạc Long Quân")(file)

    assert any("ghi “1 Lạc Long Quân”, tệp ghi “11 Lạc Long Quân”" in each for each in found(change)), found(change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (say("Nguyễn Thị Số 2", "Nguyễn Thị Khác"), "cột “Họ và tên chủ hộ”: bản phát hành ghi “Nguyễn Thị Số 2”, tệp"),
        (say("1 Lạc Long Quân", "11 Lạc Long Quân"), "cột “Địa chỉ”: bản phát hành ghi “1 Lạc Long Quân”, tệp ghi “11"),
        (without_a_row, "không còn “Nguyễn Thị Số 2”"),
        (add(" và 999 hộ khác"), "Số 999 không có ở bản phát hành."),
    ],
)
def test_a_file_saved_by_libreoffice_is_compared_by_the_order_of_its_marks(
    change: Callable[[Any], None], sentence: str
) -> None:
    def saved(file: Any) -> None:
        change(file)
        without_tags(file)

    said = found(saved)

    assert any(sentence in each for each in said), said


@pytest.mark.django_db
def test_word_file_with_a_changed_figure_is_kept_only_for_a_reason_and_says_it_for_ever() -> None:
    report = make_issued(5)
    file = look("sua.docx", edited(say("10.798", "10.800"), reviews.render(report.read_text())))

    with pytest.raises(Doubtful, match=r"bản phát hành ghi “10\.798”, tệp ghi “10\.800”"):
        keep(report, file, "", by=report.made_by, at=NOW)
    kept = keep(report, file, "Chủ tịch sửa tay.", by=report.made_by, at=NOW)

    page = signed_in(report.made_by).get(report.get_absolute_url()).content.decode()
    assert kept.reason == "Chủ tịch sửa tay."
    assert "tệp ghi “10.800”" in page
    assert "Chủ tịch sửa tay." in page


def sent(report: Report, content: bytes, name: str = "ky.pdf", **more: str) -> Any:
    address = f"{report.get_absolute_url()}ban-da-ky/"
    client = signed_in(report.made_by)
    client.get(address)
    return client.post(address, {"tep": SimpleUploadedFile(name, content), **more})


@pytest.mark.django_db
def test_scan_is_sent_on_the_page_and_stands_first() -> None:
    report, sheet = make_issued(5), scan()

    answer = sent(report, sheet)

    client = signed_in(report.made_by)
    page = client.get(report.get_absolute_url()).content.decode()
    copy = SignedCopy.objects.get()
    given = client.get(f"{report.get_absolute_url()}ban-da-ky/{copy.pk}/")
    assert answer.status_code == 302
    assert page.index("Bản đã ký: ky.pdf") < page.index("Xem bản in PDF")
    assert (given.content, given["Content-Type"], given["X-Content-Type-Options"]) == (
        sheet,
        "application/pdf",
        "nosniff",
    )


@pytest.mark.django_db
def test_page_asks_for_a_reason_beside_what_was_changed() -> None:
    report = make_issued(5)
    content = edited(say("10.798", "10.800"), reviews.render(report.read_text()))

    asked = sent(report, content, "sua.docx")
    done = sent(report, content, "sua.docx", doubt_reason="Sửa theo ý kiến họp.")

    assert (asked.status_code, done.status_code) == (422, 302)
    assert "tệp ghi “10.800”" in asked.content.decode()
    assert "Lý do vẫn ghi như vậy" in asked.content.decode()


@pytest.mark.django_db
def test_refused_file_is_told_on_the_page() -> None:
    answer = sent(make_issued(5), b"MZ", "ky.exe")

    assert answer.status_code == 422
    assert "Chỉ nhận tệp PDF" in answer.content.decode()


@pytest.mark.django_db
def test_only_who_issues_sends_in_and_only_while_the_paper_stands() -> None:
    papers = make_papers()
    draft = made(papers, "titles-decision")
    file = look("ky.pdf", scan())
    other = make_user("nguoi-doc", (Role.READER, papers.world.district))

    with pytest.raises(Stale):
        keep(draft, file, "", by=papers.world.approver, at=NOW)
    assert signed_in(other).get(f"{draft.get_absolute_url()}ban-da-ky/").status_code == 404
    assert signed_in(papers.world.office).get(f"{draft.get_absolute_url()}ban-da-ky/").status_code == 403


@pytest.mark.django_db
def test_the_same_file_is_kept_once_and_never_altered() -> None:
    paper = issued(make_papers())
    file = look("ky.pdf", scan())
    keep(paper, file, "", by=paper.made_by, at=NOW)

    with pytest.raises(Refused, match="đã được đính kèm"):
        keep(paper, file, "", by=paper.made_by, at=NOW)
    for change in (SignedCopy.objects.all().delete, lambda: SignedCopy.objects.update(name="khác")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def without_triggers(table: str, statement: str) -> None:
    """As somebody does who has the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # what waits for the end of the transaction bars the next line
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.mark.django_db
def test_report_and_files_altered_in_the_database_are_told() -> None:
    report = make_issued(5)
    keep(report, look("ky.pdf", scan()), "", by=report.made_by, at=NOW)
    assert tampered(report) == []

    without_triggers("reports_signedcopy", "UPDATE reports_signedcopy SET sha256 = 'x'")
    without_triggers("reports_reportfile", "UPDATE reports_reportfile SET sha256 = 'x'")
    without_triggers("reports_report", "UPDATE reports_report SET digest = 'x'")

    found = tampered(Report.objects.get(pk=report.pk))
    assert [each.partition(" ")[0] for each in found] == ["Nội", "Bản", "Tệp"]
    page = signed_in(report.made_by).get(report.get_absolute_url()).content.decode()
    assert "Không dùng báo cáo này." in page
    for name in ("report-word", "report-excel", "report-json"):
        answer = signed_in(report.made_by).get(reverse(f"reports:{name}", args=[report.pk]))
        assert (answer.status_code, "đã bị sửa ngoài hệ thống" in answer.content.decode()) == (422, True)
