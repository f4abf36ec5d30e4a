"""Honours: titles, scholarships, commendations. One roof, three flats that do not import one another."""
