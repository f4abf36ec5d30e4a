"""A person's own desk: how much waits."""
