"""Seals: what was approved, booked and issued is summed every night, and proved not to have been changed since."""
