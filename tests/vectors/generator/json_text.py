"""JSON in one style, safe to look at and to edit."""

import json
import unicodedata

WIDTH = 120

# Letters and signs are written as they are. What has no shape of its own, or joins with what
# stands before it, is escaped: a reader must see it, and an editor must not change it.
ESCAPED = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"}


def quoted(text):
    return "".join(
        json.dumps(c)[1:-1] if c != " " and unicodedata.category(c) in ESCAPED else c
        for c in json.dumps(text, ensure_ascii=False)
    )


def written(value, indent=0, lead=0):
    """JSON in one style: on one line what fits there, everything else one entry a line.

    `lead` is the width of what stands before the value on its line, beyond the indent.
    """
    if isinstance(value, str):
        return quoted(value)
    if not isinstance(value, (dict, list)):
        return json.dumps(value)
    opening, closing, gap = ("{", "}", " ") if isinstance(value, dict) else ("[", "]", "")
    if not value:
        return opening + closing

    def entries(depth):
        if isinstance(value, list):
            return [written(entry, depth) for entry in value]
        names = [quoted(key) + ": " for key in value]
        return [name + written(value[key], depth, len(name)) for name, key in zip(names, value)]

    line = opening + gap + ", ".join(entries(0)) + gap + closing
    if len(line) + indent + lead < WIDTH and "\n" not in line:
        return line
    inner = " " * (indent + 2)
    lines = (",\n" + inner).join(entries(indent + 2))
    return f"{opening}\n{inner}{lines}\n{' ' * indent}{closing}"
