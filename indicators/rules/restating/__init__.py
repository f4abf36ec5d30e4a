"""Figures on the map of another day, without a database: whose ground lies where, and how well a sum is known.

`dividing` says how a day divides a unit, `ground` how much of a unit's ground lies in a target, `rounding` keeps whole
numbers whole, `adding` makes one result of what many units counted, `common` finds the grounds that can be compared.
"""

from indicators.rules.restating.adding import NOTHING, Part, Restated, added, of_year, restated
from indicators.rules.restating.common import cells
from indicators.rules.restating.dividing import UNKNOWN, Atlas, Division, division, hull
from indicators.rules.restating.ground import Ground, Piece
from indicators.rules.restating.rounding import allotted

__all__ = [
    "NOTHING",
    "UNKNOWN",
    "Atlas",
    "Division",
    "Ground",
    "Part",
    "Piece",
    "Restated",
    "added",
    "allotted",
    "cells",
    "division",
    "hull",
    "of_year",
    "restated",
]
