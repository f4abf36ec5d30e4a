"""Any workbook: opened (`grids`), its letters made readable (`letters`), its shape found (`shape`), its cells read."""
