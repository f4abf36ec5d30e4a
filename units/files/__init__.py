"""Long lists as Excel, made in the background for the person who asked."""
