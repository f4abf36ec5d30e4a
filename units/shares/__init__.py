"""How much of a divided unit passed to whom: entered with its document, corrected, never forgotten."""
