"""What the papers of titles say, read from the registers: who, where, by which proposal, criteria and decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Sum

from awards.titles.criteria import UPWARDS, asking_symbol
from awards.titles.enums import Action, RevocationReason
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet, Decision, Nomination, NominationStep, Procedure, Proposal
from awards.titles.overview import names_of
from awards.titles.querysets import NominationQuerySet
from hocTap.lib import vi
from hocTap.lib.text import printable
from units import words
from units.models import Unit, UnitVersion


@dataclass(frozen=True)
class Holder:
    """One line of a list: who, where, under which number of the register of certificates."""

    pk: int
    name: str
    address: str
    place: str
    certificate: int | None
    why: str = ""
    """Why the title is taken back, in the words of the law and of the decision."""


def holders(rows: NominationQuerySet, title: TitleKind, day: dt.date) -> list[Holder]:
    """The rows as a list prints them: by khu phố, then by name the Vietnamese way.

    Signed names, addresses and places where they were kept at the signature, else as register and catalogue have them
    on the day.
    """
    found = list(
        rows.order_by().values_list(
            *("pk", "signed_name", "signed_address", "signed_place", "candidate__name", "candidate__address"),
            *("ward_id", "community_id", "certificate"),
        )
    )
    names = names_of({unit for row in found for unit in row[6:8] if unit is not None}, day)
    made = [
        Holder(
            pk,
            printable(signed_name or name),
            without_place(printable(signed_address if signed_name else address), names.get(ward), names.get(community)),
            signed_place or ", ".join(names[unit].name for unit in (community, ward) if unit in names),
            certificate,
        )
        for pk, signed_name, signed_address, signed_place, name, address, ward, community, certificate in found
    ]
    return in_order(made, title)


def without_place(address: str, *places: UnitVersion | None) -> str:
    """The address without the names of ward and khu phố at its end: they stand beside it ("…, Phường 5, Phường 5")."""
    said = [part.strip() for part in address.split(",")]
    known = {vi.fold(each) for place in places if place for each in (place.name, words.named(place))}
    while len(said) > 1 and vi.fold(said[-1]) in known:
        said.pop()
    return ", ".join(said)


def in_order(rows: Iterable[Holder], title: TitleKind) -> list[Holder]:
    """Of people the given name comes first in the order, of the others the whole name."""
    key = vi.person_sort_key if title.holders.are_people else vi.sort_key
    return sorted(rows, key=lambda row: (vi.sort_key(row.place), key(row.name), row.pk))


def standing_then(unit: Unit, day: dt.date) -> UnitVersion:
    """The unit as it stood on the day; one that had ended, or came later, as it stood nearest to it."""
    if found := unit.on(day):
        return found
    before = unit.versions.filter(valid_from__lte=day).order_by("valid_from").last()
    return before or unit.versions.order_by("valid_from")[0]


def stamp(rows: NominationQuerySet, *more: object) -> str:
    """Changes when a row of these is written, or comes or goes; one query over all of them."""
    seen = rows.order_by().aggregate(n=Count("pk"), e=Sum("edition"), last=Max("candidate__changed_at"))
    return "/".join(str(each) for each in (seen["n"], seen["e"], seen["last"], *more))


def criteria_words(rows: NominationQuerySet) -> list[str]:
    """The sets by which they were judged: "Quyết định số 448/QĐ-KHVN ngày … của Hội Khuyến học Việt Nam"."""
    used = CriteriaSet.objects.filter(pk__in=rows.order_by().values("criteria").distinct()).order_by("issued_on", "pk")
    return [_cited(each) for each in used]


TYPES = {"QĐ": "Quyết định", "TT": "Thông tư", "HD": "Hướng dẫn", "NĐ": "Nghị định"}
UNKNOWN = "số ......../........ ngày .... tháng .... năm ......"
"""Of a text whose number nobody has found: dots, for whoever signs to fill in."""


def _cited(criteria: CriteriaSet) -> str:
    """ "Quyết định số 448/QĐ-KHVN ngày … của Hội Khuyến học Việt Nam về tiêu chí “Gia đình học tập”"."""
    day = f" {vi.long_day(criteria.issued_on)}" if criteria.issued_on else ""
    sign = f"số {criteria.citation}{day}" if criteria.citation else UNKNOWN
    code = next((part.split("-")[0] for part in criteria.citation.split("/")[1:] if "-" in part), "")
    title = TitleKind(criteria.kind).label
    return f"{TYPES.get(code, 'văn bản')} {sign} của {criteria.issuer} về tiêu chí “{title}”"


def proposals_of(rows: NominationQuerySet) -> list[Proposal]:
    used = rows.order_by().values("proposal").distinct()
    return list(Proposal.objects.filter(pk__in=used).order_by("proposed_on", "number"))


def symbol_of(paper: Proposal, procedure: Procedure | None) -> str:
    """The proposal's symbol; one that the register gave by itself is read as whoever asks by the procedure."""
    return asking_symbol(procedure) if procedure and paper.symbol == UPWARDS else paper.symbol


def wards_of(rows: NominationQuerySet, day: dt.date) -> list[UnitVersion]:
    """The wards of the rows as they were called on the day, in the order of lists."""
    found = names_of(rows.order_by().values_list("ward_id", flat=True).distinct(), day)
    return sorted(found.values(), key=lambda version: version.sort_key)


def in_places(wards: Sequence[UnitVersion]) -> str:
    """Where they are: "Phường 5"; "Phường 5, Phường 6"; of more than three how many."""
    if len(wards) > words.MOST_NAMED:
        return words.counted(wards)
    return words.joined([words.named(each) for each in wards])


def called(evaluator: str, standing: UnitVersion) -> str:
    """Who evaluates, by the place's name: "Hội Khuyến học phường, xã" → "Hội Khuyến học Phường 5"."""
    general = {"ward": "phường, xã", "district": "quận, huyện", "province": "tỉnh, thành phố"}.get(standing.kind, "")
    if general and evaluator.endswith(general):
        return evaluator.removesuffix(general) + words.named(standing)
    return evaluator


def cited(cited_as: str, number: int | None, symbol: str, day: dt.date | None) -> str:
    """As another paper cites it: "Tờ trình số 05/TTr-UBND ngày 10 tháng 10 năm 2020"."""
    sign = f" số {number:02d}/{symbol}" if number else ""
    return f"{cited_as}{sign}{f' {vi.long_day(day)}' if day else ''}"


def reasons(revocation: Decision) -> dict[int, str]:
    """Of each title taken back by the decision, the lawful reason and what was found."""
    steps = NominationStep.objects.filter(nomination__revocation=revocation, action=Action.REVOKE)
    labels = dict(RevocationReason.choices)
    found = steps.order_by("pk").values_list("nomination_id", "nomination__revoked_for", "reason")
    return {pk: f"{str(labels.get(why, why)).capitalize()}: {said}" for pk, why, said in found}


def named_in(decision: Decision) -> NominationQuerySet:
    """The titles that a decision of recognition gives."""
    return Nomination.objects.filter(decision=decision)
