"""Money is divided by the minutes of the hand-over, not by households, people or area."""

from __future__ import annotations

from dataclasses import replace

from indicators.rules.restating import Atlas


def handed_over(atlas: Atlas) -> Atlas:
    """The same units and links, with nothing known of how the money of a divided unit was divided.

    Whole units keep passing whole.
    """
    return replace(atlas, links=[link if link.whole else replace(link, share=None) for link in atlas.links])
