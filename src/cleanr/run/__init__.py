"""A run over many documents: what goes in, what is done already, what comes out.

Nothing here knows of any format: a file is read into documents and written from them by
what :mod:`cleanr.io.formats` has for it.
"""
