"""Illustrative figures of Quận 11, 2012–2021, drawn so that the approved totals lead to what was published.

Only the district's totals of 2020 were ever published; every ward's number here is made up, the same at each run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

WARDS = 16
FIRST, LAST, NEXT = 2012, 2020, 2021
Figures = dict[str, int]

# The district in 2020: of how many, recognised, and the share reached in 2012 from which the years climb.
HOUSEHOLDS = (14_996, 10_798, 0.42)
CLANS = (8, 4, 0.13)
COMMUNITIES = (63, 53, 0.45)
ORGANISATIONS = (78, 75, 0.55)
SCHOLARSHIPS = 5_994
SCHOLARSHIP_DONG = 8_012_400_000
COMMENDED = 19
POPULATION = 209_867  # census of 01/04/2019
LEVELS = {"primary": 1_000_000, "lower": 1_200_000, "upper": 1_400_000, "tertiary": 2_000_000}


@cache
def figures() -> dict[tuple[int, int], Figures]:
    """Every cell that the demonstration fills, by (number of the ward, year)."""
    draw = random.Random(11_2020)  # noqa: S311 - illustrative figures, not secrets
    weights = [draw.uniform(0.7, 1.4) for _ in range(WARDS)]
    cells: dict[tuple[int, int], Figures] = {
        (ward, year): {} for ward in range(1, WARDS + 1) for year in range(FIRST, NEXT + 1)
    }
    _titles(cells, draw, weights)
    _scholarships(cells, draw, weights)
    _association(cells, draw, weights)
    _centres_and_commendations(cells, draw, weights)
    return cells


def share_out(total: int, weights: Sequence[float], caps: Sequence[int] | None = None) -> list[int]:
    """Split a total in proportion to the weights, in whole numbers that sum to it (largest remainders first).

    Caps, where given, are not passed; what does not fit goes to the others. Their sum must reach the total.
    """
    limits = list(caps) if caps is not None else [total] * len(weights)
    whole = sum(weights) or 1
    exact = [total * weight / whole for weight in weights]
    parts = [min(int(share), limit) for share, limit in zip(exact, limits, strict=True)]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    while sum(parts) < total:
        for place in order:
            if parts[place] < limits[place] and sum(parts) < total:
                parts[place] += 1
    return parts


def _titles(cells: dict[tuple[int, int], Figures], draw: random.Random, weights: list[float]) -> None:
    """Titles: totals hold still or grow slowly, recognised ones climb to what was published for 2020."""
    spread = {
        "household": (HOUSEHOLDS, share_out(HOUSEHOLDS[0], weights)),
        "clan": (CLANS, [1, 0, 1, 0, 2, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0]),
        "community": (COMMUNITIES, share_out(COMMUNITIES[0], weights)),
        "organisation": (ORGANISATIONS, share_out(ORGANISATIONS[0], weights)),
    }
    for kind, ((_, recognised, first_share), totals) in spread.items():
        eager = [total * draw.uniform(0.94, 1.06) for total in totals]
        final = share_out(recognised, eager, totals)
        before = [0] * WARDS
        for year in range(FIRST, NEXT + 1):
            grown = 0.985 ** (LAST - year) if kind == "household" else 1
            there = [round(total * grown) for total in totals]
            climbed = first_share + (1 - first_share) * (min(year, LAST) - FIRST) / (LAST - FIRST)
            now = share_out(round(recognised * climbed * grown), final, there) if year != LAST else final
            for place in range(WARDS):
                cells[place + 1, year] |= _steps(kind, there[place], now[place], before[place], draw)
            before = now
    for (_, year), cell in cells.items():
        cell["household-persons"] = round(cell["household-total"] * (3.9 - 0.02 * (year - FIRST)))


def _steps(kind: str, total: int, recognised: int, before: int, draw: random.Random) -> Figures:
    """Registered ≥ assessed ≥ recognised, never more than there are."""
    room = total - recognised
    assessed = recognised + round(room * draw.uniform(0.1, 0.2))
    registered = assessed + round((total - assessed) * draw.uniform(0.05, 0.15))
    again = min(registered, round(before * draw.uniform(0.93, 0.99)))
    return {
        f"{kind}-total": total,
        f"{kind}-registered-new": registered - again,
        f"{kind}-registered-again": again,
        f"{kind}-assessed": assessed,
        f"{kind}-recognised": recognised,
    }


def _scholarships(cells: dict[tuple[int, int], Figures], draw: random.Random, weights: list[float]) -> None:
    """Scholarships of the stage sum to just under 6.000 suất and just over 8 tỉ đồng; 2021 comes on top."""
    years = list(range(FIRST, LAST + 1))
    of_year = share_out(SCHOLARSHIPS, [480 + 45 * (year - FIRST) for year in years])
    for year, count in [*zip(years, of_year, strict=True), (NEXT, of_year[-1])]:
        for place, suat in enumerate(share_out(count, [weight * draw.uniform(0.95, 1.05) for weight in weights])):
            levels = dict(zip(LEVELS, share_out(suat, [3, 4, 2, 1]), strict=True))
            cells[place + 1, year] |= {f"scholarship-count-{level}": number for level, number in levels.items()}
            cells[place + 1, year]["scholarship-count"] = suat
            cells[place + 1, year]["scholarship-amount"] = sum(LEVELS[level] * n for level, n in levels.items())
    _meet_the_published_sum([cell for (_, year), cell in cells.items() if year <= LAST])
    for cell in cells.values():
        amount = cell["scholarship-amount"]
        cell["gift-count"] = round(cell["scholarship-count"] * draw.uniform(1.5, 2.0))
        cell["gift-amount"] = cell["gift-count"] * 150_000
        cell["fund-raised"] = round((amount + cell["gift-amount"]) * draw.uniform(1.02, 1.15) / 100_000) * 100_000


def _meet_the_published_sum(cells: list[Figures]) -> None:
    """Spread what is missing to the stage's sum over the cells, in steps of 100.000 đồng."""
    steps = (SCHOLARSHIP_DONG - sum(cell["scholarship-amount"] for cell in cells)) // 100_000
    sign = 1 if steps >= 0 else -1
    for cell, part in zip(cells, share_out(abs(steps), [cell["scholarship-count"] for cell in cells]), strict=True):
        cell["scholarship-amount"] += sign * part * 100_000


def _association(cells: dict[tuple[int, int], Figures], draw: random.Random, weights: list[float]) -> None:
    people = share_out(POPULATION, weights)
    for (ward, year), cell in cells.items():
        population = round(people[ward - 1] * (1 + 0.002 * (year - 2019)))
        members = round(population * (0.10 + 0.01 * (year - FIRST)) * draw.uniform(0.97, 1.03))
        cell |= {
            "population": population,
            "members": members,
            "members-new": round(members * draw.uniform(0.04, 0.08)),
            "branches": cell["community-total"] + cell["organisation-recognised"] + cell["clan-recognised"],
        }


def _centres_and_commendations(
    cells: dict[tuple[int, int], Figures], draw: random.Random, weights: list[float]
) -> None:
    collectives, individuals = (share_out(COMMENDED, shuffled(weights, draw)) for _ in range(2))
    for (ward, year), cell in cells.items():
        classes = round(24 * weights[ward - 1] * draw.uniform(0.8, 1.2)) + year - FIRST
        cell |= {
            "centre-classes": classes,
            "centre-attendances": classes * draw.randint(28, 42),
            "centre-staff": draw.randint(3, 6),
            "centre-funds": classes * draw.randint(8, 14) * 100_000,
            "commended-collectives": collectives[ward - 1] if year == LAST else 0,
            "commended-individuals": individuals[ward - 1] if year == LAST else 0,
        }


def shuffled(weights: list[float], draw: random.Random) -> list[float]:
    """The weights in another order, so that not one ward wins everything."""
    return draw.sample(weights, len(weights))
