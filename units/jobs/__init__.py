"""Background work: which programs do it, which jobs a person has under way, and how one is cancelled."""
