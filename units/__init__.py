"""Who and where: administrative units through time, learning centres, users and their posts."""
