"""Commendations (khen thưởng): kinds as data, decisions, and who was commended for what."""
