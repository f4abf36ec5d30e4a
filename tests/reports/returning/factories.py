"""Files as they come back from outside."""

from __future__ import annotations

import io

import pikepdf


def scan(pages: int = 1) -> bytes:
    """A signed original as it was scanned: pages without a letter that a program can read."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page(page_size=(595, 842))
        file.save(out)
    return out.getvalue()


def saved_anew(content: bytes, *, with_data: bool) -> bytes:
    """The same pages written by another program: other bytes; some drop what was attached."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        if not with_data:
            for name in list(file.attachments):
                del file.attachments[name]
            if "/AF" in file.Root:
                del file.Root["/AF"]
        del file.Root["/Metadata"]
        file.save(out, recompress_flate=True, linearize=True)
    return out.getvalue()
