"""A sheet of figures as a workbook: written to be filled anywhere (`writing`), read back cell by cell (`returning`)."""

from indicators.workbook.returning import Brought, Coming, read_back
from indicators.workbook.writing import name_of, write

__all__ = ["Brought", "Coming", "name_of", "read_back", "write"]
