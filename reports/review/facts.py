"""Everything a review is made of, read from the database in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Rounding
from indicators.models import Indicator, Line, Submission, Target
from indicators.series import Series, Ward, load
from reports.models import PublishedFigure
from reports.paper.parts import Heading
from reports.review import spec
from reports.review.communities import CommunityTitles, titles_by_community
from reports.review.one_map import OnOneMap, on_one_map
from reports.review.stage import Stage
from units import words
from units.enums import UnitKind
from units.models import CentreService, Unit, UnitVersion


@dataclass(frozen=True)
class Setting:
    """How a review is to be made: recorded with it."""

    rounding: Rounding
    at: dt.datetime
    revision: int = 1


class Named(NamedTuple):
    """A unit as far as its word goes."""

    name: str
    kind: str
    designation: str


@dataclass(frozen=True)
class Facts:
    """What was found for a unit and a stage; building the document from it asks the database nothing."""

    unit: str
    unit_name: str
    stage: Stage
    series: Series
    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    published: tuple[PublishedFigure, ...]
    served: Mapping[int, bool]
    heading: Heading
    collected: tuple[str, ...] = ()
    """The measures of the form, in its order, and what registers recorded besides."""
    community_word: str = "khu phố"
    communities: tuple[CommunityTitles, ...] = ()
    on_one_map: OnOneMap | None = None
    above: str = ""
    """Who stands above the unit at the stage's end, where it approved sheets of its own: "Tỉnh Vĩnh Long"."""

    @property
    def as_of(self) -> dt.date:
        return self.stage.ends_on

    @property
    def uncovered(self) -> list[Ward]:
        """The wards at the end of the stage that no centre serves."""
        return [ward for ward in self.series.wards_at_end if ward.pk not in self.served]


def gather(unit: Unit, standing: UnitVersion, stage: Stage, heading: Heading) -> Facts:
    """Read what a review needs, in a fixed number of queries.

    Raises Refused as `indicators.series.load`, when nothing that fills in the form stood under the unit, and when there
    is no figure at all: neither an approved sheet nor a published total nor a line in a register.
    """
    sheets, first, last = stage.sheets, stage.first, stage.last
    own = f"{words.named(standing)} (trực tiếp)"
    series = load(unit, first, last, sheets.form_code, own, ordinal=sheets.ordinal)
    if not series.wards_at_end:
        raise Refused(
            f"{standing.name} không có đơn vị nào nhập biểu số liệu này vào ngày {vi.day(stage.ends_on)} "
            "nên chưa lập được báo cáo."
        )
    if not (series.approved or series.totals or series.records):
        raise Refused(_nothing_yet(unit, standing, stage))
    indicators = {each.code: each for each in Indicator.objects.select_related("numerator", "base")}
    return Facts(
        unit=unit.key,
        unit_name=words.named(standing),
        stage=stage,
        series=series,
        indicators=indicators,
        targets=_targets(unit, first, last, stage.ends_on),
        published=_published(unit, first, last),
        served=_served(series.wards_at_end, stage.ends_on),
        heading=heading,
        collected=_collected(sheets.form_code, series),
        community_word=_community_word(unit, series, stage.ends_on),
        communities=titles_by_community(unit.pk, stage) if _is_alone(unit, series) else (),
        on_one_map=on_one_map(unit, stage, series, indicators),
        above=_above(standing, stage) if any(sheet.own for sheet in series.approved.values()) else "",
    )


def _above(standing: UnitVersion, stage: Stage) -> str:
    parent = standing.parent.on(stage.ends_on) if standing.parent else None
    return words.named(parent) if parent else ""


def _is_alone(unit: Unit, series: Series) -> bool:
    """Whether the unit itself is the only one that reports: its own figures, nobody's sum."""
    return {ward.pk for ward in series.wards_at_end} == {unit.pk}


def _nothing_yet(unit: Unit, standing: UnitVersion, stage: Stage) -> str:
    """Why no review is made of years without figures, and which years have some."""
    approved = Submission.objects.approved().below(unit).filter(form__code=stage.sheets.form_code)
    years = sorted(set(approved.order_by().values_list("period__year", flat=True)))
    have = f"Năm có số liệu đã duyệt: {', '.join(map(str, years))}." if years else "Chưa có năm nào được duyệt số liệu."
    return f"{words.named(standing)} chưa có số liệu nào của {stage.words} nên chưa lập được báo cáo. {have}"


def _collected(form_code: str, series: Series) -> tuple[str, ...]:
    lines = Line.objects.filter(section__form__code=form_code)
    on_form = lines.order_by("section__form__version", "section__ordinal", "ordinal")
    recorded = sorted(code for counts in series.records.values() for code in counts)
    return tuple(dict.fromkeys([*on_form.values_list("measure__code", flat=True), *recorded]))


def _community_word(unit: Unit, series: Series, day: dt.date) -> str:
    """What communities are called there: as the catalogue names them; else as is usual below such communes."""
    rows = UnitVersion.objects.on(day).filter(kind=UnitKind.COMMUNITY, unit__lines_up__ancestor=unit)
    known = set(rows.order_by().values_list("designation", flat=True).distinct()) - {""}
    if known:
        return words.kinds_word([Named("", UnitKind.COMMUNITY, word) for word in known], otherwise="cộng đồng")
    urban = {words.level_word(ward) for ward in series.wards_at_end} <= {"phường", "thị trấn"}
    return "khu phố" if urban else "thôn, khu phố"


def _targets(unit: Unit, first: int, last: int, as_of: dt.date) -> tuple[Target, ...]:
    """Targets for years of the stage: the nation's, and those of the units above this one."""
    above = UnitVersion.objects.on(as_of).filter(unit__lines_down__descendant=unit).values_list("name", flat=True)
    scopes = {spec.NATIONAL, *(form for name in above for form in _scope_names(name))}
    wanted = Target.objects.filter(year__gte=first, year__lte=last, scope__in=scopes)
    return tuple(wanted.select_related("indicator").order_by("framework", "year", "pk"))


def _scope_names(name: str) -> tuple[str, str]:
    """How decisions name a unit: "Thành phố Hà Nội" is also "TP Hà Nội"."""
    return name, name.replace("Thành phố ", "TP ", 1)


def _published(unit: Unit, first: int, last: int) -> tuple[PublishedFigure, ...]:
    same_stage = Q(source__unit=unit, source__first_year=first, source__last_year=last)
    wanted = PublishedFigure.objects.filter(same_stage).select_related("source")
    return tuple(wanted.order_by("source__published_on", "source_id", "ordinal"))


def _served(wards: tuple[Ward, ...], day: dt.date) -> dict[int, bool]:
    """The wards that a learning centre served on the day; True where a record is illustrative."""
    rows = CentreService.objects.on(day).filter(ward__in=[ward.pk for ward in wards])
    found: dict[int, bool] = {}
    for ward, illustrative in rows.values_list("ward_id", "centre__illustrative"):
        found[ward] = found.get(ward, False) or illustrative
    return found
