"""What the verification vectors are made of; `generate.py` puts it together."""
