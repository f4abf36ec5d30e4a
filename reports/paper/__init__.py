"""Any printed document: as data, as kept, on the page, on paper, as a workbook."""
