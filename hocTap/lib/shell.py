"""Commands of the shell: what argparse refuses is said in Vietnamese, days and years are read as on pages."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

SAID = (
    (r"argument (?P<name>[^:]+): invalid int value: (?P<typed>.*)", "{name}: {typed} không phải số nguyên."),
    (r"argument (?P<name>[^:]+): invalid \w+ value: (?P<typed>.*)", "{name}: không đọc được {typed}."),
    (r"argument (?P<name>[^:]+): expected .*", "{name}: chưa ghi giá trị."),
    (
        r"argument (?P<name>[^:]+): invalid choice: (?P<typed>.*) \(choose from (?P<choices>.*)\)",
        "{name}: không có {typed}; chọn một trong {choices}.",
    ),
    (r"the following arguments are required: (?P<names>.*)", "Còn thiếu: {names}."),
    (r"unrecognized arguments: (?P<typed>.*)", "Không có tham số {typed}."),
    (r"argument (?P<name>[^:]+): (?P<said>.*)", "{name}: {said}"),
)
"""What argparse says, and the same in Vietnamese."""


def in_vietnamese(message: str) -> str:
    """The sentence of argparse in Vietnamese; one that is not known stays as it is."""
    for english, words in SAID:
        if found := re.fullmatch(english, message, re.DOTALL):
            return words.format(**found.groupdict())
    return message


class SpokenParser(CommandParser):
    """Refuses in Vietnamese, with Django's two ways: to the screen, or to whoever called the command."""

    def error(self, message: str) -> NoReturn:
        words = in_vietnamese(message)
        if not self.called_from_command_line:
            raise CommandError(words)
        self.print_usage(sys.stderr)
        self.exit(2, f"{words}\n")


class Spoken(BaseCommand):
    """Base of the site's commands: arguments that cannot be read are refused in Vietnamese."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = SpokenParser  # Django names the class of its parser itself
        return parser


def day(text: str) -> dt.date:
    """An argument that is a day, as the shell writes it (2026-12-31) or as officers do."""
    try:
        found = vi.parse_day(text)
    except Refused as reason:
        raise argparse.ArgumentTypeError(str(reason)) from reason
    if found is None:
        raise argparse.ArgumentTypeError("Hãy ghi ngày, ví dụ 2026-12-31.")
    return found


def year(text: str) -> int:
    """An argument that is a year of four digits."""
    try:
        found = vi.parse_year(text)
    except Refused as reason:
        raise argparse.ArgumentTypeError(str(reason)) from reason
    if found is None:
        raise argparse.ArgumentTypeError("Hãy ghi năm bằng bốn chữ số, ví dụ 2020.")
    return found
