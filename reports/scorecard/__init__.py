"""The scorecard on paper, as a workbook and as data: the page's table, by the same rows."""
