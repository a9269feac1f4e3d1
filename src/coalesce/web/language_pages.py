"""The choice of a language: a form in the frame of every page, also before one has signed in.

Invariant: it leads back to the page it came from, and never to another site.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from coalesce.errors import BadUsage
from coalesce.web.answers import Answer, Redirect
from coalesce.web.asked import Desk, Words
from coalesce.web.language import languages
from coalesce.web.registrar import Registrar

routes = Registrar()


@routes.unguarded(
    "POST", "/language", because="the page to sign in on is read too; it keeps a language and nothing else"
)
def choose_language(desk: Desk, words: Words) -> Answer:  # noqa: ARG001  every open route is called alike
    """Keep a language for this browser, and show the page again. Raises BadUsage."""
    tag = words.form.get("language", "")
    if tag not in languages():
        raise BadUsage(f"the desk speaks {', '.join(languages())}")
    return Redirect(own_address(words.form.get("back", "")), language=tag)


def own_address(address: str) -> str:
    """The address where it is a page of the desk; else its beginning. A browser reads ``\\\\`` as ``/``."""
    try:
        parts = urlsplit(address)
    except ValueError:  # as "//[" is none
        return "/"
    plain = address.isprintable() and "\\" not in address and address.startswith("/") and not address.startswith("//")
    return address if plain and not parts.scheme and not parts.netloc else "/"
