"""`manage.py verify`: names everything that is no longer as it was sealed, every root that does not follow, and every
trigger or constraint that guards no longer.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib import guarding, vi
from hocTap.lib.refusals import Refused
from hocTap.lib.sealing import short
from hocTap.lib.shell import Spoken
from units.enums import UpkeepKind
from units.sealing.advice import what_to_do
from units.sealing.comparing import broken_chain, compare, horizons, strange_papers
from units.sealing.led import steps_missing
from units.sealing.nights import acceptances, walk
from units.sealing.workflow import latest
from units.upkeep import opening, watched


class Command(Spoken):
    """Reads only; may run while people work."""

    help = "Đối chiếu số đã duyệt, sổ, quyết định, văn bản, nhật ký với các lần niêm; trigger, ràng buộc còn đủ không."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--root",
            action="append",
            default=[],
            metavar="YYYY-MM-DD=GỐC",
            help="gốc đã in trên giấy của một ngày, để biết chính các lần niêm có bị thay không; ghi được nhiều lần",
        )
        parser.add_argument(
            "--pages", action="store_true", help="mở thử các trang của từng chức danh (dùng sau phục hồi)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            noted = dict(day_and_root(text) for text in options["root"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        with watched(UpkeepKind.VERIFY, timezone.now()) as said:
            strange, papers = strange_papers()
            guards = guarding.look()
            faults, things = guards.faults + broken_chain(noted) + strange + list(steps_missing()), 0
            upto = horizons()
            for each in compare(upto):
                faults += each.faults
                things += each.things
            faults += walk(upto)
            pages = opening.try_pages() if options["pages"] else []
            faults += [page.sentence for page in pages if not page.ok]
            newest = latest()
            until = f"đến ngày {vi.day(newest.day)}, gốc {short(newest.root)}" if newest else "chưa niêm lần nào"
            borne = f", {vi.whole(papers)} văn bản có gốc niêm" if papers else ""
            opened = f", mở được {len(pages)} trang" if pages else ""
            held = f", {vi.whole(guards.looked_at)} trigger, ràng buộc"
            said.ok = not faults
            said.sentence = f"{vi.whole(things)} mục, {until}{borne}{opened}{held}; {vi.whole(len(faults))} không khớp."
        self.stdout.write(said.sentence)
        for reason in acceptances():
            self.stdout.write(reason)
        for fault in faults:
            self.stderr.write(fault)
        for step in what_to_do() if faults else []:
            self.stderr.write(step)
        if faults:
            raise CommandError("Có chỗ không khớp; các dòng trên nói rõ chỗ nào.")


def day_and_root(text: str) -> tuple[dt.date, str]:
    """The day and the root of "2026-11-28=3f2a 91c0 …"; Refused for anything else."""
    day, _, root = text.partition("=")
    try:
        found = vi.parse_day(day)
    except Refused:
        found = None
    if found is None or len(root.replace(" ", "")) < 8:
        raise Refused(f"--root phải như 2026-11-28=3f2a91c04b5d6e7f; không phải “{text}”.")
    return found, root
