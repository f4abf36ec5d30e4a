"""What the guide's pictures show: which page of the demonstration, as whom, which part, and how it is taken."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from lxml import html
from PIL import Image
from playwright.sync_api import Page

from awards.scholarships.models import Fund
from awards.titles.models import CriteriaSet
from indicators.models import Period, Submission
from reports.models import Report
from units.models import ChangeLink, LearningCentre, Unit, User
from units.notices.workflow import remind

WINDOW = (1000, 900)
COLOURS = 48
LARGEST = 60 * 1024
"""Bytes of a picture: the guide is read on slow lines."""

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """A part of a page: from the top of the first element that `begin` finds, so many pixels down."""

    name: str
    person: str
    address: Callable[[], str]
    height: int
    begin: str = "main h1"
    act: Act | None = None
    """What is done on the page first, such as typing a number that is wrong."""


def unit(key: str) -> int:
    return Unit.objects.get(key=key).pk


def sheet(key: str, year: int) -> int:
    return Submission.objects.get(unit__key=key, period__year=year, form__code="xhht-nam").pk


def of_office(name: str) -> str:
    """A page of the district's figures of the year in which sheets are under way."""
    period = Period.objects.filter(year=2021).annotate(sheets=Count("submissions")).order_by("-sheets")[0]
    return f"{reverse(f'indicators:{name}', args=[unit('hcm-q11')])}?ky={period.pk}"


def community(name: str, number: int) -> str:
    ward, place = unit("hcm-q11-p5"), unit(f"hcm-q11-p5-kp{number}")
    return reverse(f"titles:{name}", args=[ward, "household", 2021, place])


def type_more_than_there_are(page: Page) -> None:
    """More households recognised than assessed: the cell turns red and says why."""
    cell = page.locator("#so-household-recognised")
    cell.fill("1999")
    cell.press("Enter")
    page.locator('[data-code="household-recognised"].has-error').wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def handover() -> str:
    link = ChangeLink.objects.filter(predecessor__key="hcm-q11-p5").order_by("pk")[0]
    return reverse("units:handover", args=[link.event_id, link.predecessor_id])


def notices() -> str:
    """The page of what the officer of Hòa Bình was told; the worker would have told it by now."""
    person = User.objects.get(username="hoabinh")
    remind([person.pk], timezone.now())
    return reverse("desk:notice-list")


PICTURES = (
    Picture("viec-cua-toi", "hoabinh", lambda: "/", 520),
    Picture("thong-bao", "hoabinh", notices, 460),
    Picture("nhac-viec", "hoabinh", lambda: reverse("desk:settings"), 620),
    Picture(
        "nhap-so-lieu",
        "phuong6",
        lambda: reverse("indicators:submission-entry", args=[sheet("hcm-q11-p6", 2021)]),
        500,
        begin='[data-code="household-assessed"]',
        act=type_more_than_there_are,
    ),
    Picture(
        "kiem-tra-gui",
        "phuong6",
        lambda: reverse("indicators:submission-submit", args=[sheet("hcm-q11-p6", 2021)]),
        560,
    ),
    Picture("tinh-hinh", "phonggd", lambda: of_office("overview"), 520),
    Picture(
        "duyet",
        "phonggd",
        lambda: reverse("indicators:submission-detail", args=[sheet("hcm-q11-p3", 2021)]),
        380,
        begin="section.decision",
    ),
    Picture("bang-don-vi", "phonggd", lambda: of_office("figures-matrix"), 560),
    Picture(
        "xet-danh-hieu",
        "phuong5",
        lambda: reverse("titles:ward-year", args=[unit("hcm-q11-p5"), "household", 2021]),
        640,
    ),
    Picture("bang-cham", "phuong5", lambda: community("score-grid", 1), 620),
    Picture("cho-xet", "xetduyet", lambda: reverse("titles:approval-of", args=["household", 2021]), 560),
    Picture(
        "tieu-chi",
        "quantri",
        lambda: CriteriaSet.objects.get(name="Gia đình học tập (từ 2022)").get_absolute_url(),
        560,
    ),
    Picture("nap-danh-sach", "phuong5", lambda: reverse("uploads:start", args=["households", unit("hcm-q11-p5")]), 620),
    Picture("ban-giao", "hoabinh", handover, 620),
    Picture("trung-tam", "phuong5", lambda: centre(), 620),
    Picture("quy", "quy5", lambda: Fund.objects.get(unit__key="hcm-q11-p5").get_absolute_url(), 620),
    Picture("so-quy", "quy", lambda: reverse("scholarships:book", args=[fund("hcm-q11")]), 900),
    Picture("bao-cao", "phonggd", lambda: Report.objects.earliest("pk").get_absolute_url(), 460),
    Picture("muc-tieu", "phonggd", lambda: f"{reverse('reports:scorecard', args=[unit('hcm-q11')])}?nam=2020", 560),
)


def fund(key: str) -> int:
    return Fund.objects.get(unit__key=key).pk


def centre() -> str:
    return LearningCentre.objects.filter(services__ward__key="hcm-q11-p5").order_by("pk")[0].get_absolute_url()


def taken(page: Page, picture: Picture) -> bytes:
    """The picture as a small PNG; the window has the same size for all, and nothing in it moves."""
    page.goto(picture.address())
    if picture.act:
        picture.act(page)
    box: Any = page.locator(picture.begin).first.bounding_box()
    clip = {"x": 0, "y": max(0, box["y"] - 12), "width": WINDOW[0], "height": picture.height}
    return smaller(page.screenshot(clip=clip, full_page=True, animations="disabled", caret="hide"))  # type: ignore[arg-type]


def smaller(png: bytes) -> bytes:
    """With few colours: flat areas and letters lose nothing that an eye sees."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


SPEAKS = "//main//*[self::h1 or self::h2 or self::h3 or self::label or self::summary or self::legend or self::button]"
HEADS = "//main//th[@scope='col'] | //main//a[contains(@class, 'btn')]"


def skeleton(page: str) -> str:
    """A digest of the page's headings, labels, buttons and columns: when it moves, the picture is older than the page.

    Numbers and what is only data are left out: another day or another figure makes no picture old.
    """
    said = sorted(set(_said(html.fromstring(page))))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _said(page: Any) -> Iterator[str]:
    for element in (*page.xpath(SPEAKS), *page.xpath(HEADS)):
        words = " ".join(element.text_content().split())
        yield re.sub(r"\d[\d.,/]*", "#", words)
