"""Pages of figures: what waits, the entry table, one submission, a district's overview."""
