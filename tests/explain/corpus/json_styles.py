"""JSON as the serialisers of the world write it, by Python's own and by replacement in its output."""

import json
import re


def javascript(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def python(value):
    return json.dumps(value)


def python_unicode(value):
    return json.dumps(value, ensure_ascii=False)


def indented(value, indent):
    return json.dumps(value, indent=indent, ensure_ascii=False)


def sorted_members(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def ascii_only(value, upper=False):
    text = json.dumps(value, separators=(",", ":"))
    if upper:
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: "\\u" + found[1].upper(), text)
    return text


def php(value):
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def php_pretty(value):
    return json.dumps(value, indent=4).replace("/", "\\/")


def slashes(value):
    return javascript(value).replace("/", "\\/")


def escaped(value, characters, upper=False):
    """With some characters as `\\u`: they stand in strings alone, here."""
    text = javascript(value)
    for character in characters:
        digits = f"{ord(character):04x}"
        text = text.replace(character, "\\u" + (digits.upper() if upper else digits))
    return text


def go(value):
    return escaped(value, "<>&")


def gson(value):
    return escaped(value, "<>&='")


def jackson(value, depth=0):
    """Jackson's default: a blank on both sides of a colon, and lists on one line."""
    if isinstance(value, dict):
        if not value:
            return "{ }"
        inner = "  " * (depth + 1)
        members = [f"{inner}{javascript(name)} : {jackson(item, depth + 1)}" for name, item in value.items()]
        return "{\n" + ",\n".join(members) + "\n" + "  " * depth + "}"
    if isinstance(value, list):
        return "[ " + ", ".join(jackson(item, depth) for item in value) + " ]"
    return javascript(value)
