"""Files in, files out: finding, decoding and writing what the pipeline works on."""
