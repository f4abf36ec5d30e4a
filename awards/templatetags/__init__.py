"""Tags of the pages of awards."""
