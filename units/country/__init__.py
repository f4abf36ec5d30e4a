"""Every unit of the country, from the published lists of 30/06/2025 and 01/07/2025."""
