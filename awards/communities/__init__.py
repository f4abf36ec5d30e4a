"""The list of khu phố, thôn, ấp of a commune, taken in from Excel."""
