"""Demonstration data: made up, reproducible, and labelled so wherever it shows."""
