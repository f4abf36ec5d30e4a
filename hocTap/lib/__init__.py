"""The ground all apps stand on: no models, imports no app."""
