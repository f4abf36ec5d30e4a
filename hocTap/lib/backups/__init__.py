"""Copies of everything an installation keeps, and the way back from them.

A copy is one file: a tar of `manifest.json`, the database and, on one PC, its secret key. Uploaded and printed files
are in the database. With a public key the file is encrypted in the format of age (age-encryption.org), so that it can
also be opened with the ordinary tool `age`; the other half of the key opens it and need not be on this machine.
"""
