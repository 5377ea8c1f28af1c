"""Requests' headers, as lists of pairs, and what can go wrong with them."""


def without(headers, name):
    return [pair for pair in headers if pair[0] != name]


def with_name(headers, name, new_name):
    return [[new_name if pair[0] == name else pair[0], pair[1]] for pair in headers]


def with_copy(headers, name, *, value=None, new_name=None):
    """Gives a header a second time: the same value under the same name, unless told otherwise."""
    first = next(pair for pair in headers if pair[0] == name)
    return [*headers, [new_name or name, first[1] if value is None else value]]


def with_value(headers, name, value):
    return [[pair[0], value if pair[0] == name else pair[1]] for pair in headers]


def mixed_case(name):
    return "".join(c.upper() if i % 2 else c.lower() for i, c in enumerate(name))


def change_digit(text, index):
    """Another digit at `index`, which stays a digit in hex and in base64 alike."""
    at = index % len(text)
    return text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1 :]
