"""An office's own plan on its pages: the grid beside what documents above ask for, and the same from a workbook."""
