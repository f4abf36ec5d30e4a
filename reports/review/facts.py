"""Everything a review is made of, read from the database in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.definitions import Definitions, read_definitions
from indicators.enums import Rounding, Verified
from indicators.models import Indicator, Line, Submission, Target
from indicators.scorecard.asking import known_as
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
from units.querysets import in_service


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
    """By code, as they were first defined; `definitions` says how each year counts them."""
    targets: tuple[Target, ...]
    published: tuple[PublishedFigure, ...]
    served: Mapping[int, bool]
    heading: Heading
    definitions: Definitions = field(default_factory=lambda: Definitions({}))
    recorded: frozenset[int] = frozenset()
    """The wards of whose centres the register says anything: of the others it does not know whether they have one."""
    made_on: dt.date = dt.date.max
    """The day on which the figures were fetched: a stage that then still runs has no end of which to speak."""
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
    def is_running(self) -> bool:
        """Whether the stage was not over when the figures were fetched."""
        return self.made_on < self.as_of

    @property
    def counted_on(self) -> dt.date:
        """The day on which stocks stand: the stage's last, or as long as it runs the day of fetching."""
        return min(self.as_of, self.made_on)

    @property
    def uncovered(self) -> list[Ward]:
        """The wards at the end of the stage whose centres are on record and do not work on the day."""
        at_end = self.series.wards_at_end
        return [ward for ward in at_end if ward.pk in self.recorded and ward.pk not in self.served]

    @property
    def unrecorded(self) -> list[Ward]:
        """The wards at the end of the stage for which nobody has entered a centre: missing, not without one."""
        return [ward for ward in self.series.wards_at_end if ward.pk not in self.recorded]


def gather(unit: Unit, standing: UnitVersion, stage: Stage, heading: Heading, made_on: dt.date) -> Facts:
    """Read what a review needs on the day, in a fixed number of queries.

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
    centres = _centres(series.wards_at_end, min(stage.ends_on, made_on))
    indicators = {
        each.code: each for each in Indicator.objects.filter(base__isnull=False).select_related("numerator", "base")
    }
    definitions = read_definitions(indicators.values())
    return Facts(
        unit=unit.key,
        unit_name=words.named(standing),
        stage=stage,
        series=series,
        indicators=indicators,
        targets=_targets(unit, first, last, stage.ends_on),
        published=_published(unit, first, last),
        served=centres.served,
        recorded=centres.recorded,
        heading=heading,
        definitions=definitions,
        made_on=made_on,
        collected=_collected(sheets.form_code, series),
        community_word=_community_word(unit, series, stage.ends_on),
        communities=titles_by_community(unit.pk, stage) if _is_alone(unit, series) else (),
        on_one_map=on_one_map(unit, stage, series, definitions, indicators),
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
    return words.words_there(series.wards_at_end).communities


def _targets(unit: Unit, first: int, last: int, as_of: dt.date) -> tuple[Target, ...]:
    """Targets for years of the stage: the nation's, and those of the units above this one.

    What nobody has read in the document or in a source that cites it stands in no official report.
    """
    _, names = known_as(unit, as_of)
    scopes = {spec.NATIONAL, *names}
    wanted = Target.objects.filter(year__gte=first, year__lte=last, scope__in=scopes, indicator__isnull=False)
    sure = wanted.exclude(verified=Verified.UNVERIFIED)
    return tuple(sure.select_related("indicator", "framework").order_by("framework__code", "year", "pk"))


def _published(unit: Unit, first: int, last: int) -> tuple[PublishedFigure, ...]:
    same_stage = Q(source__unit=unit, source__first_year=first, source__last_year=last)
    same_stage &= Q(voided_at__isnull=True, source__voided_at__isnull=True)
    wanted = PublishedFigure.objects.filter(same_stage).select_related("source")
    return tuple(wanted.order_by("source__published_on", "source_id", "ordinal"))


class Centres(NamedTuple):
    """What the register of learning centres knows of some wards on a day."""

    served: dict[int, bool]
    """The wards that a centre at work serves; True where its record is illustrative."""
    recorded: frozenset[int]
    """The wards for which a centre was ever entered, at work or not."""


def _centres(wards: tuple[Ward, ...], day: dt.date) -> Centres:
    """What was recorded of the wards by the day, in one query."""
    begun = CentreService.objects.filter(ward__in=[ward.pk for ward in wards], valid_from__lte=day)
    works = ExpressionWrapper(in_service(day), output_field=BooleanField())
    served: dict[int, bool] = {}
    recorded = set()
    for ward, illustrative, at_work in begun.annotate(at_work=works).values_list(
        "ward_id", "centre__illustrative", "at_work"
    ):
        recorded.add(ward)
        if at_work:
            served[ward] = served.get(ward, False) or illustrative
    return Centres(served, frozenset(recorded))
