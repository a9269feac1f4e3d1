"""What HTML allows where: elements, their children and their attributes, as far as a desk of pages uses them.

Source: HTML Living Standard (WHATWG), sections 3.2.5 (content models), 4 (elements) and 4.10.5 (which attributes apply to
which input); WAI-ARIA in HTML for role and aria-*. An element that does not stand here is not used by the desk: add it
with its model.
"""

from __future__ import annotations

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
EMBEDDED = frozenset("svg math".split())
PHRASING = frozenset(
    "a abbr b bdi bdo br button cite code data datalist del dfn em i img input ins kbd label link meta meter output picture progress q s samp"
    " script select small span strong sub sup svg time u var wbr math noscript".split()
)
SECTIONS = frozenset("article aside nav section".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
FLOW = (
    PHRASING
    | SECTIONS
    | HEADINGS
    | frozenset(
        "address blockquote details dialog div dl fieldset figure footer form header hgroup hr main menu ol p pre search table ul".split()
    )
)
INTERACTIVE = frozenset("a button details input label select textarea".split())
PHRASING |= {"textarea"}
FLOW |= {"textarea"}
LABELABLE = frozenset("button input meter output progress select textarea".split())
METADATA = frozenset("base link meta noscript script style template title".split())
TRANSPARENT = frozenset("a ins del map noscript".split())
"""Elements that may hold what their parent may hold."""

_INLINE = "abbr b bdi bdo cite code data dfn em i kbd label meter output progress q s samp small span strong sub sup time u var"
CHILDREN: dict[str, frozenset[str]] = {
    "html": frozenset({"head", "body"}),
    "head": METADATA,
    "body": FLOW,
    **dict.fromkeys(
        "article aside section nav main header footer div li dd td blockquote address form search".split(), FLOW
    ),
    **dict.fromkeys(("dt", "th"), FLOW - SECTIONS - HEADINGS - {"header", "footer"}),
    **dict.fromkeys(("figcaption", "dialog"), FLOW),
    "caption": FLOW - {"table"},
    "fieldset": FLOW | {"legend"},
    "figure": FLOW | {"figcaption"},
    "details": FLOW | {"summary"},
    "legend": PHRASING | HEADINGS,
    "summary": PHRASING | HEADINGS,
    "hgroup": HEADINGS | {"p"},
    **dict.fromkeys(("p", "pre", "button", *sorted(HEADINGS), *_INLINE.split()), PHRASING),
    **dict.fromkeys(("ul", "ol", "menu"), frozenset({"li"})),
    "dl": frozenset({"dt", "dd", "div"}),
    "table": frozenset("caption colgroup thead tbody tfoot tr".split()),
    "colgroup": frozenset({"col"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
    "select": frozenset({"option", "optgroup", "hr"}),
    "optgroup": frozenset({"option"}),
    "datalist": frozenset({"option"}),
    "picture": frozenset({"source", "img"}),
    **dict.fromkeys(("option", "title", "textarea", "script", "style"), frozenset()),
}
NO_TEXT = frozenset(
    "html head ul ol menu dl table colgroup thead tbody tfoot tr select optgroup datalist picture hgroup".split()
)
"""Elements that hold no text of their own but white space."""

NEVER_INSIDE: dict[str, frozenset[str]] = {
    "a": INTERACTIVE,
    "button": INTERACTIVE,
    "label": frozenset({"label"}),
    "form": frozenset({"form"}),
    "header": frozenset({"main"}),
    "footer": frozenset({"main"}),
    "nav": frozenset({"main"}),
    "article": frozenset({"main"}),
    "aside": frozenset({"main"}),
    "meter": frozenset({"meter"}),
    "progress": frozenset({"progress"}),
    "caption": frozenset({"table"}),
    "address": HEADINGS | SECTIONS | {"header", "footer", "address"},
}
"""What may not stand anywhere inside an element. ``input type=hidden`` is not interactive."""

FIRST_CHILD = {"details": "summary", "fieldset": "legend", "table": "caption"}
"""A child that must come first where it is there (``summary`` must be there)."""

GLOBAL = frozenset(
    "accesskey autocapitalize autofocus class dir draggable enterkeyhint hidden id inert inputmode lang popover role slot spellcheck"
    " tabindex title translate".split()
)
ATTRIBUTES: dict[str, str] = {
    "a": "href target download rel hreflang type referrerpolicy",
    "bdo": "",
    "button": "disabled form formaction formenctype formmethod formnovalidate formtarget name popovertarget popovertargetaction type value",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "data": "value",
    "del": "cite datetime",
    "details": "name open",
    "dialog": "open closedby",
    "fieldset": "disabled form name",
    "form": "accept-charset action autocomplete enctype method name novalidate rel target",
    "img": "alt src srcset sizes width height loading decoding fetchpriority",
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "link": "as crossorigin href hreflang imagesizes integrity media referrerpolicy rel sizes type",
    "meta": "charset content http-equiv media name property",
    "meter": "value min max low high optimum",
    "ol": "reversed start type",
    "optgroup": "disabled label",
    "option": "disabled label selected value",
    "output": "for form name",
    "progress": "value max",
    "q": "cite",
    "script": "async crossorigin defer integrity nomodule referrerpolicy src type blocking fetchpriority",
    "select": "autocomplete disabled form multiple name required size",
    "source": "src srcset sizes media type width height",
    "td": "colspan rowspan headers",
    "textarea": "autocomplete cols dirname disabled form maxlength minlength name placeholder readonly required rows wrap",
    "th": "abbr colspan rowspan headers scope",
    "time": "datetime",
}
INPUT_ALWAYS = frozenset("autocomplete disabled form list name type value".split())
_TEXT = "dirname list maxlength minlength pattern placeholder readonly required size"
_RANGE = "list max min readonly required step"
INPUT_ATTRIBUTES: dict[str, frozenset[str]] = {
    "hidden": frozenset({"autocomplete"}),
    **{kind: frozenset(_TEXT.split()) for kind in ("text", "search", "tel", "url")},
    "email": frozenset((_TEXT + " multiple").split()),
    "password": frozenset(_TEXT.split()) - {"list"},
    **{kind: frozenset(_RANGE.split()) for kind in ("date", "month", "week", "time", "datetime-local")},
    "number": frozenset((_RANGE + " placeholder").split()),
    "range": frozenset("list max min step".split()),
    "color": frozenset({"list"}),
    "checkbox": frozenset({"checked", "required"}),
    "radio": frozenset({"checked", "required"}),
    "file": frozenset({"accept", "multiple", "required", "capture"}),
    "submit": frozenset("formaction formenctype formmethod formnovalidate formtarget popovertarget".split()),
    "reset": frozenset(),
    "button": frozenset(),
}
"""Which attributes apply to which type of input, beyond INPUT_ALWAYS (4.10.5)."""

BOOLEAN = frozenset(
    "async autofocus checked defer disabled formnovalidate inert itemscope multiple nomodule novalidate open readonly required"
    " reversed selected".split()
)
WORDS: dict[str, frozenset[str]] = {
    "dir": frozenset({"ltr", "rtl", "auto"}),
    "method": frozenset({"get", "post", "dialog"}),
    "scope": frozenset({"row", "col", "rowgroup", "colgroup"}),
    "spellcheck": frozenset({"", "true", "false"}),
    "hidden": frozenset({"", "hidden", "until-found"}),
    "translate": frozenset({"", "yes", "no"}),
}
"""Attributes of few words."""

REFERS = frozenset(
    "aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-activedescendant for form list headers".split()
)
"""Attributes that name ids of the page."""
