"""Measurements, run by hand: never a test, since machines differ and are noisy."""
