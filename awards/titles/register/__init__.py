"""The register of who can hold a title: lists, one candidate's page, its steps, likely duplicates, lists from Excel."""
