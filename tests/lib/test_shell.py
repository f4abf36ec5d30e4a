"""What the shell refuses is said in Vietnamese, and no door takes a day that pages refuse."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path

import pytest
from django import forms
from django.core.management import CommandError, call_command

from hocTap.lib import vi
from hocTap.lib.fields import Day
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken, in_vietnamese
from tests.test_project import ROOT

OF_A_LIBRARY = {"db_worker"}
COMMANDS = sorted(
    path
    for path in ROOT.glob("*/management/commands/*.py")
    if path.stem != "__init__" and path.stem not in OF_A_LIBRARY
)


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_every_command_refuses_in_vietnamese(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    assert issubclass(module.Command, Spoken)
    with pytest.raises(CommandError, match=r"^Không có tham số --khong-co\.$|^Còn thiếu: "):
        module.Command().create_parser("manage.py", path.stem).parse_args(["--khong-co"])


RESTATE = {"--unit": "hcm-q11", "--on": "2026-01-01", "--from": "2012", "--to": "2020", "--measure": "A", "--out": "x"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--from": "x"}, "--from: Hãy ghi năm bằng bốn chữ số, ví dụ 2020."),
        ({"--to": "12"}, "--to: Hãy ghi năm bằng bốn chữ số, ví dụ 2020."),
        ({"--on": "0001-01-01"}, "--on: Ngày 01/01/0001 sớm quá"),
        ({"--on": "9999-12-31"}, "--on: Ngày 31/12/9999 muộn quá"),
        ({"--on": "2025-02-30"}, "--on: Không có ngày 2025-02-30."),
    ],
)
def test_wrong_argument_is_named_in_a_sentence(changed: dict[str, str], sentence: str) -> None:
    words = [word for pair in (RESTATE | changed).items() for word in pair]

    with pytest.raises(CommandError) as refused:
        call_command("restate", *words)

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_day_of_issue_is_read_as_on_pages(day: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"--on: Ngày .* (sớm|muộn) quá"):
        call_command("print_review", "--unit=1", "--from=2012", "--to=2013", f"--on={day}", f"--out={tmp_path}")


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("argument --period: invalid int value: 'x'", "--period: 'x' không phải số nguyên."),
        ("argument --out: expected one argument", "--out: chưa ghi giá trị."),
        (
            "argument --rounding: invalid choice: 'a' (choose from 'half-up', 'cut')",
            "--rounding: không có 'a'; chọn một trong 'half-up', 'cut'.",
        ),
        ("the following arguments are required: --unit, --out", "Còn thiếu: --unit, --out."),
        ("something new", "something new"),
    ],
)
def test_sentences_of_argparse_have_their_own_words(english: str, words: str) -> None:
    assert in_vietnamese(english) == words


@pytest.mark.parametrize("typed", ["01/01/0001", "0001-01-01", "31/12/9999", "01/01/1944", "01/01/2101"])
def test_days_of_no_sensible_year_are_refused_and_printed_with_four_digits(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"Ngày \d\d/\d\d/\d{4} (sớm|muộn) quá"):
        Day().clean(typed)
    with pytest.raises(Refused):
        vi.parse_day(typed)


def test_day_has_four_digits_for_its_year() -> None:
    assert vi.day(dt.date(1, 1, 1)) == "01/01/0001"
    assert Day().clean(dt.date(2020, 1, 2)) == dt.date(2020, 1, 2)
    with pytest.raises(forms.ValidationError):
        Day().clean(dt.date(1, 1, 1))
