"""Below the commune: its khu phố, thôn, ấp on any day, brought in as a list, merged, divided, renamed, ended."""
