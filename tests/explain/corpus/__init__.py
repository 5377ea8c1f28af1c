"""Broken requests, made without the core: what is done to each of them is done here, in Python."""
