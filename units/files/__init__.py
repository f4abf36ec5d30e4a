"""Long lists as Excel or PDF, made in the background for the person who asked."""
