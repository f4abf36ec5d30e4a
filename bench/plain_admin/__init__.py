"""The neighbour: Django's own administration over the same tables, with no history, no checks and no rights."""
