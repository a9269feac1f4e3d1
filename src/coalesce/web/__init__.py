"""The desk: server-rendered pages, a JSON API beside them, a few small ES modules.

Invariant: every page and route is made with its purpose and roles (``registrar``), is handed a view that was opened
inside its own call, and refuses without a session; the desk does not start with a route that was made otherwise.
"""

from coalesce.web.bulletin_paper import printed_bulletin
from coalesce.web.desk import build_desk
from coalesce.web.serving import serve

__all__ = ["build_desk", "printed_bulletin", "serve"]
