"""What the pages of funds ask, by subject."""
