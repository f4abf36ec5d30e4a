"""Papers that an office signs: built from registers as data, frozen, numbered, issued, replaced, withdrawn."""
