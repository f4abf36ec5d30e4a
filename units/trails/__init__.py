"""Who saw or changed what, when, from where: all trails that the flats keep, read as one."""
