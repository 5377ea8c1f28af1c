"""What happens to bodies: for each case, what was signed, and what arrived."""

import base64
import json
from urllib.parse import quote, quote_plus

from . import json_styles as styles
from .providers import event


def body_cases(suite, provider):
    value = event(provider.scheme)
    compact = styles.javascript(value)

    def add(code, signed, arrived, what, **more):
        signed = signed.encode() if isinstance(signed, str) else signed
        suite.single(provider, code, provider.signed(signed), arrived, what=what, **more)

    for what, signed in [
        ("python", styles.python(value)),
        ("python, unicode", styles.python_unicode(value)),
        ("2 blanks", styles.indented(value, 2)),
        ("4 blanks", styles.indented(value, 4)),
        ("tabs", styles.indented(value, "\t")),
        ("2 blanks, CRLF", styles.indented(value, 2).replace("\n", "\r\n")),
        ("PHP, pretty", styles.php_pretty(value)),
        ("Jackson", styles.jackson(value)),
        ("sorted", styles.sorted_members(value)),
    ]:
        add("body_reserialized", signed, compact, f"{what}, then JSON.stringify")
    add("body_reserialized", compact, styles.python(value), "compact, then json.dumps")
    add("body_reserialized", compact, styles.indented(value, 2), "the sender signs compact, and sends 2 blanks")
    add("body_reserialized", compact, json.dumps(compact), "a JSON string of it arrives")
    buffer = styles.javascript({"type": "Buffer", "data": list(compact.encode())})
    add("body_reserialized", compact, buffer, "a Buffer as JSON arrives")

    add("body_trailing_newline", compact + "\n", compact, "LF lost")
    add("body_trailing_newline", compact + "\r\n", compact, "CRLF lost")
    add("body_trailing_newline", compact, compact + "\n", "LF added")
    add("body_trimmed", f" {compact} ", compact, "blanks lost")
    add("body_trimmed", f"\n{compact}\n", compact, "line breaks lost")
    add("body_trimmed", compact, f"{compact}  ", "blanks added")

    pretty = styles.indented(value, 2)
    add("body_line_endings", pretty, pretty.replace("\n", "\r\n"), "CRLF for LF")
    add("body_line_endings", pretty.replace("\n", "\r\n"), pretty, "LF for CRLF")

    bom = "\ufeff" + compact
    add("body_bom", bom, compact, "lost")
    add("body_bom", compact, bom, "added")

    add("body_charset", compact.encode("latin-1"), compact, "Latin-1 was signed")
    add("body_charset", compact, compact.encode().decode("latin-1"), "UTF-8 was read as Latin-1")
    add("body_charset", compact, compact.encode("latin-1"), "Latin-1 arrives")
    euro = compact.replace("12.5", '"12,50 €"')
    add("body_charset", euro.encode("cp1252"), euro, "Windows-1252 was signed")
    add("body_charset", compact.encode("utf-16-le"), compact, "UTF-16 was signed")

    add("body_unicode_escapes", styles.ascii_only(value), compact, "escapes lost")
    add("body_unicode_escapes", styles.ascii_only(value, upper=True), compact, "escapes in capitals lost")
    add("body_unicode_escapes", compact, styles.ascii_only(value), "escapes added")

    add("body_html_escapes", styles.slashes(value), compact, "\\/ lost")
    add("body_html_escapes", styles.go(value), compact, "Go's lost")
    add("body_html_escapes", styles.gson(value), compact, "Gson's lost")
    add("body_html_escapes", compact, styles.go(value), "Go's added")

    add("body_base64_envelope", compact, base64.b64encode(compact.encode()), "base64 arrives")
    event_of_lambda = {"version": "2.0", "headers": {}, "body": base64.b64encode(compact.encode()).decode(),
                       "isBase64Encoded": True}
    add("body_base64_envelope", compact, styles.javascript(event_of_lambda), "Lambda's event arrives")
    add("body_base64_envelope", compact, styles.javascript({"body": compact, "isBase64Encoded": False}),
        "Lambda's event arrives, with text")

    add("body_empty", compact, "", "nothing is left", certainty="inferred")
    add("body_empty", "", compact, "nothing was signed")

    if provider.scheme == "standard-webhooks":
        form_cases(add)


def form_cases(add):
    """Forms. Of these schemes, this one alone takes other bodies than JSON."""
    values = {"name": "Zoë Söhne", "note": "a/b & c", "mark": "x*y"}
    plus = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in values.items())
    percent = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in values.items())
    add("form_params_altered", plus, plus.replace("+", "%20"), "%20 for +")
    add("form_params_altered", plus.replace("+", "%20"), plus, "+ for %20")
    add("form_params_altered", plus, plus.replace("%C3", "%c3").replace("%AB", "%ab").replace("%B6", "%b6")
        .replace("%2F", "%2f"), "small digits")
    add("form_params_altered", "a=1&b=x+y+&c=2", "a=1&b=x+y&c=2", "trimmed")
    add("form_params_altered", percent.replace("%2A", "*"), styles.javascript(values), "JSON made of it")
