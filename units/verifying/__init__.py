"""What is known of a unit only by a list of a later day: confirmed or corrected by two people, with its decision."""
