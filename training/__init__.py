"""Training of the line model: from labelled documents to the file that the package loads."""
