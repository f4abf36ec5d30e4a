"""manage.py reconcile: files as people make them, answered in machine numbers or refused in a sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Verdict
from indicators.management.commands.reconcile import judge, read_statements

HEAD = "id,verdict,half_up,cut,den_half_up_min,den_half_up_max,den_cut_min,den_cut_max"


def run(file: Path, content: str | bytes, capsys: pytest.CaptureFixture[str]) -> list[str]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    call_command("reconcile", str(file))
    return capsys.readouterr().out.splitlines()


def test_command_writes_machine_numbers_for_each_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (
        'id,numerator,denominator,printed\na,53,63,"84,12%"\nb,10.800,,72%\nc,75,78,"96,15"\n"đ,e",4,,0%\nf,5,0,0%\n'
    )

    assert run(tmp_path / "figures.csv", content, capsys) == [
        HEAD,
        "a,agrees_cut,84.13,84.12,,,,",
        "b,implied_base,,,14897,15104,14795,15000",
        "c,agrees_both,96.15,96.15,,,,",
        '"đ,e",implied_base,,,801,,401,',
        "f,not_computable,,,,,,",
    ]


@pytest.mark.parametrize(
    "content",
    [
        '\ufeffid,numerator,denominator,printed\r\na,53,63,"84,12%"\r\n\r\n,,,\r\n',
        "id;numerator;denominator;printed\na;53;63;84,12%\n",
        "ID\tPrinted\tNumerator \tnote\tdenominator\na\t84,12%\t53\txem trang 2\t63\t\t\n",
    ],
)
def test_command_reads_what_excel_writes(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "figures.csv", content, capsys) == [HEAD, "a,agrees_cut,84.13,84.12,,,,"]


@pytest.mark.parametrize(
    "row",
    ["a,53,63,84,12%", "a,năm ba,63,84%", "a,-53,63,84%", "a,53", "a", "a,53,1000000000000000000,5%", 'a,"53,0,1",,5%'],
)
def test_row_that_cannot_be_read_is_not_computable_and_the_next_is_judged(
    row: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(tmp_path / "figures.csv", f"id,numerator,denominator,printed\n{row}\nb,4,8,50%\n", capsys)

    assert lines == [HEAD, "a,not_computable,,,,,,", "b,agrees_both,50,50,,,,"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Tệp không có dòng nào"),
        ("id,numerator,printed\n", "denominator"),
        ("id,numerator,denominator,printed,printed\n", "printed"),
        ("id,numerator,denominator,printed\nđ,1,2,50%".encode("utf-16"), "không phải UTF-8"),
        ("id,numerator,denominator,printed\n" + "x" * 200_000, "không đúng dạng CSV"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_a_sentence(
    content: str | bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(tmp_path / "figures.csv", content, capsys)
    assert capsys.readouterr().out == ""


def test_missing_file_and_directory_are_refused_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match="Không mở được tệp"):
            call_command("reconcile", str(path))


@given(st.binary(max_size=60) | st.text(alphabet='a1,;"\n\r\t\x00%đ', max_size=40).map(str.encode))
def test_any_bytes_below_the_head_are_judged_or_refused_in_a_sentence(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"id,numerator,denominator,printed\n" + content)
        file.flush()
        try:
            statements = read_statements(Path(file.name))
        except CommandError as error:
            assert str(error).startswith(("Tệp", "Dòng"))
        else:
            assert all(judge(cells).verdict in Verdict for _line, cells in statements)
