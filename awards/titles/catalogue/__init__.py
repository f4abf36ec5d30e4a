"""Keeping sets of criteria and procedures: edited, compared with the original, confirmed by a second person."""
