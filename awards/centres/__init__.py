"""Lists of a learning centre's books, taken in from Excel; the books themselves are kept in `units`."""
