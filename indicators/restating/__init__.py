"""A series for any unit of any day over any years: always from approved figures of the units that counted.

`asking` says what may be asked, `mapping` reads units and what passed between them, `counts` what they counted,
`building` puts the series together; `common`, `breaks`, `chart`, `workbook` and `page` dress it. What was approved or
published stays as it was: the restated series is a second one and says so.
"""

from indicators.restating.asking import Asked, ask, find_unit
from indicators.restating.building import Series, build

__all__ = ["Asked", "Series", "ask", "build", "find_unit"]
