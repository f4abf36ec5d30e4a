"""Figures for everybody and for other systems: the public page of an office, its data, and values by key."""
