"""One frozen ``Settings``, read once: from the node's ``coalesce.toml`` and then the environment.

Invariant: every limit has a default here; an unknown name or a value out of range is refused, never ignored; no secret is a
setting. ``COALESCE_<NAME>`` in the environment wins over the file.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from coalesce.errors import BadSettings
from coalesce.limits import CEILINGS, FROM_ZERO, MOST

FILE_NAME = "coalesce.toml"
PREFIX = "COALESCE_"
LEAST_MEMORY_KIB = 32
"""Argon2 needs 8 KiB for each of its four lanes (RFC 9106, section 3.1)."""

_MEMORY = re.compile(r"\d{1,6}(\.\d{1,3})? ?[KMGT]i?B")

OPENID_SECRET = "COALESCE_OPENID_SECRET"
SMTP_PASSWORD = "COALESCE_SMTP_PASSWORD"
NOT_SETTINGS = frozenset({"COALESCE_NODE", "COALESCE_AS", "COALESCE_PURPOSE", OPENID_SECRET, SMTP_PASSWORD})
_OF_THE_NODE = ("member", "sample", "clock_days_back")
"""What a node is: written once into its file, and not to be changed from outside."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator may set. Sizes in bytes, times as their names say."""

    member: str = ""
    """The member whose node this is."""
    sample: bool = False
    """Whether the node holds the invented sample world; every page then says so."""
    clock_days_back: int = 0
    """How many days the node's clock stands behind the machine's: for the sample world only."""
    retention_years: int = 5
    """How long a list without an end date is kept."""
    max_retention_years: int = 20
    """However long a list or a row asks to be kept."""
    max_file_bytes: int = 2_000_000_000
    """The largest file that an import reads."""
    max_field_chars: int = 100_000
    """The longest field of a row."""
    max_rows: int = 5_000_000
    """The most rows of one file."""
    max_unpacked_bytes: int = 1_000_000_000
    """What the parts of a workbook (XLSX) may unpack to, together."""
    max_cells: int = 20_000_000
    """Rows times columns of a workbook's sheet, and its shared texts: all are held in memory."""
    max_stix_bytes: int = 200_000_000
    """The largest file of STIX, or JSON list, in bytes: it is one value of JSON, read whole."""
    max_records_per_key: int = 200
    """How many records one list may give one blocking key; the rest are kept without that key, and counted."""
    expected_records: int = 0
    """How many records the linking model is set to, to be fixed before the first import; 0: what it was trained on."""
    max_sightings_per_record: int = 1_000
    """How many sightings one person of a list may have."""
    write_batch_rows: int = 200
    """How many records one write transaction stages at first; adapted so that none lasts over 100 ms."""
    busy_seconds: float = 10.0
    """How long a write waits for another process before it gives up."""
    read_connections: int = 5
    """How many guarded connections one process keeps open."""
    page_size: int = 50
    """Rows of one page of records or people."""
    max_page_size: int = 1_000
    """The most rows that one request may ask for."""
    search_most: int = 1_000
    """How many records a search gathers; where more hold what is asked, it says so. For a third word it looks at eight times as many."""
    browse_most: int = 5_000
    """Of how many records facets are told where nothing is searched for."""
    record_audit_rows: int = 20_000
    """How many of a member's newest log entries are looked through for what happened to one record."""
    control_share: float = 0.05
    """The share of control pairs among those that a reviewer is shown; 0: none."""
    control_days: int = 365
    """How many days a reviewer's answers to control pairs are kept."""
    redress_days: int = 30
    """So many days after it was opened a request for redress is to be answered."""
    redress_kept_days: int = 365
    """So many days after its answer a request for redress is kept, its words with it."""
    notice_days: int = 180
    """So many days a notice is kept, marked as seen or not."""
    request_days: int = 30
    """So many days after it was put a question to another member is to be answered, where no other day is said ..."""
    request_most_days: int = 365
    """... and the most that may be said."""
    request_kept_days: int = 365
    """So many days after its answer, or after its last day without one, a question or proposal is kept."""
    request_letters: int = 4_000
    """The most letters of a question, a proposed value or an answer."""
    request_open_most: int = 500
    """How many questions and proposals of one other member may wait for an answer; further ones are refused unseen."""
    audit_scan_rows: int = 200_000
    """How many rows of the audit log one page of it looks through for what is asked."""
    second_reviewer: bool = False
    """Whether "same" and "different" count only once a second person of the member agrees."""
    review_look: int = 2_000
    """So many pairs of the queue one request looks through for those of a script or leg."""
    draws: int = 200
    """Draws of the partition behind low, count and high."""
    link_memory: str = "1GB"
    """What DuckDB may take while linking with it."""
    link_threads: int = 2
    """Threads of the linking engine."""
    screen_threshold: float = 0.6
    """A screened name is shown a record whose name scores at least this much (0 to 1)."""
    max_upload_bytes: int = 200_000_000
    """The largest file that the desk takes for an import."""
    desk_handling_most: int = 20_000
    """Of how many records a list may be whose handling is changed from the desk; a larger one with the command."""
    upload_days: int = 7
    """How many days a file that came through the desk is kept while it is not imported, and what was rejected of one."""
    upload_link_most: int = 200_000
    """After an import through the desk of more than ``arrival_most`` records, a node of at most so many is linked at once."""
    arrival_most: int = 1_000
    """After an import of at most so many added or changed records, their links are proposed at once."""
    login_link_minutes: int = 30
    """How long a one-time link opens a session."""
    session_hours: int = 8
    """How long a session lasts at most."""
    session_idle_minutes: int = 60
    """A session that was not used for so long is over."""
    sign_in_minutes: int = 10
    """How long signing in may take: from the password to the code, or to the identity provider and back."""
    token_days: int = 90
    """How long an API token lasts at most."""
    password_least: int = 12
    """The fewest characters of a password."""
    password_memory_kib: int = 65_536
    """Memory that hashing a password takes (Argon2id), in KiB; two are hashed at once."""
    password_passes: int = 3
    """How often hashing a password goes over that memory."""
    sign_in_free: int = 5
    """So many failed sign-ins by one name, or failed codes, make nobody wait."""
    sign_in_free_by_address: int = 50
    """So many failed sign-ins from one address make nobody wait."""
    sign_in_delay_seconds: float = 2.0
    """How long the next attempt waits after that; twice as long after each further failure ..."""
    sign_in_delay_most_seconds: float = 900.0
    """... and at most so long."""
    sign_in_forget_hours: int = 24
    """Failed sign-ins are forgotten when there was none for so long."""
    forwarded_from: str = ""
    """The address of a proxy whose X-Forwarded-For is believed; without one all behind it count as one address."""
    openid_issuer: str = ""
    """The identity provider's issuer address (OpenID Connect); without one nobody signs in that way."""
    openid_client: str = ""
    """As whom the provider knows this node."""
    openid_secret_file: str = ""
    """The file that holds the provider's client secret; COALESCE_OPENID_SECRET in the environment goes before it."""
    openid_name: str = "your organisation"
    """What the page to sign in on calls the provider."""
    openid_seconds: float = 5.0
    """How long one request to the provider may take."""
    peer_seconds: float = 60.0
    """How long one answer of a peer may take, from asking to its last byte."""
    peer_answer_bytes: int = 64_000_000
    """The largest answer of a peer that is read."""
    peer_tries: int = 5
    """How often a peer is asked for one thing before it is given up for this time."""
    peer_wait_seconds: float = 1.0
    """The pause before the second try; twice as long after each further one ..."""
    peer_wait_most_seconds: float = 60.0
    """... and at most so long. A peer that asks for a longer wait is left alone for that long."""
    peer_page: int = 500
    """How many objects a peer is asked for at once, and how many it is given."""
    peer_pages: int = 10_000
    """How many pages one pull reads of a peer; the next one goes on behind them."""
    peer_poll_seconds: float = 300.0
    """How often 'coalesce serve' asks each peer; one that does not answer is left alone for twice as long each time."""
    peer_compare_hours: float = 24.0
    """How often all that is held of a peer is compared with all that it has for us."""
    peer_refused_days: int = 30
    """So many days it is told why something that came from a peer was refused."""
    head_minutes: int = 60
    """How often the head of the audit log is published to peers, in minutes, where the log grew."""
    head_hourly_days: int = 3
    """How many days each published head lies ready for peers that have not fetched it ..."""
    head_days: int = 400
    """... and how many days the first one of each day does; so long peers may keep them."""
    peer_certificate_file: str = ""
    """The file with this node's own certificate (PEM), for peers that ask who calls; without one none is shown."""
    peer_key_file: str = ""
    """The file with its private key (PEM)."""
    taxii_page_size: int = 100
    """Objects of one page that a peer fetches, where it asks for no other number ..."""
    taxii_max_page_size: int = 1_000
    """... and the most that it may ask for."""
    taxii_page_bytes: int = 4_000_000
    """A page ends after so many bytes, however few its objects."""
    taxii_max_content_bytes: int = 10_000_000
    """The largest request that a peer may send: TAXII's max_content_length."""
    taxii_post_most: int = 2_000
    """The most objects of one request."""
    taxii_max_depth: int = 64
    """How deep an object may be nested."""
    taxii_match_most: int = 200
    """The most values of one filter."""
    taxii_query_chars: int = 16_384
    """The longest query, in letters."""
    taxii_status_days: int = 1
    """So many days a peer may ask what became of what it wrote."""
    taxii_inbox_bytes: int = 2_000_000_000
    """What one peer's inbox may hold before it is taken in."""
    taxii_seconds: float = 60.0
    """How long one request may take to arrive, and its answer to be fetched."""
    taxii_together: int = 8
    """So many requests of one peer are worked on at once; further ones wait."""
    taxii_waiting: int = 64
    """So many requests of one peer may wait; further ones are told to come later."""
    taxii_threads: int = 2
    """Threads that look up what peers fetch."""
    header_bytes: int = 65_536
    """The largest head of a request that the desk and the TAXII server read: its address and headers."""
    header_seconds: float = 20.0
    """How long the head of a request may take to arrive."""
    tls_certificate: str = ""
    """The file of the certificate that ``coalesce serve`` shows (PEM, with what it was signed by); without one it speaks HTTP alone."""
    tls_key: str = ""
    """The file of its private key (PEM)."""
    tls_client_ca: str = ""
    """The file of the authorities (PEM) whose client certificates are asked for; with one nobody connects without (mutual TLS)."""
    smtp_host: str = ""
    """The mail server that takes digests; without one the node sends no mail."""
    smtp_port: int = 587
    """Its port."""
    smtp_tls: str = "starttls"
    """How it is spoken to: ``starttls``, ``tls`` from the first byte, or ``none``."""
    smtp_user: str = ""
    """As whom the node signs in there; without one it does not."""
    smtp_from: str = ""
    """The address that digests come from."""
    smtp_seconds: float = 20.0
    """How long one step with the mail server may take."""
    desk_address: str = ""
    """The address of the desk as people open it, for links in mails."""
    host: str = "127.0.0.1"
    """Where ``coalesce serve`` listens. Loopback unless a TLS proxy stands before it."""
    series_rho: float = 0.25
    """The largest privacy budget for life that a series may have (rho of zero-concentrated differential privacy)."""
    series_leg_months_rho: float = 0.12
    """What a series spends on people by leg and month, where its definition does not say otherwise."""
    series_origin_quarters_rho: float = 0.05
    """What it spends on people by origin and quarter."""
    series_patterns_rho: float = 0.08
    """What it spends on which sources hold the people of a leg."""
    series_settling_days: int = 0
    """How many days after its last one a period of a series closes: time for lists to report."""
    series_shown_from: int = 20
    """A figure shows no number below this one."""
    series_rounded_to: int = 5
    """What the numbers of a figure are rounded to."""
    series_linking_error: float = 0.05
    """By which share linking may have moved any number of a figure, up or down."""
    commitment_stale_days: int = 180
    """A commitment that was not renewed for so many days is stale."""
    commitment_days: int = 180
    """How many days after an activation a day-N curve shows, where nothing else is asked for ..."""
    commitment_most_days: int = 3_650
    """... and the most that may be asked for."""
    report_max_chars: int = 100_000
    """The longest press text that the desk's page marks, in letters."""
    report_max_sentence_chars: int = 4_000
    """A longer sentence of it is not read, and is no evidence."""
    flow_cache: int = 16
    """How many audiences' counted flows one process remembers."""
    estimate_resamples: int = 1_000
    """How many tables are drawn anew for the intervals of an estimate."""
    estimate_draws: int = 100
    """Draws of the links behind an estimate of the own view, at most `draws`."""
    estimate_order: int = 3
    """The most lists that depend on each other at once in a model, where all models are looked at (3 to 5 lists)."""
    estimate_step: float = 0.02
    """Six and more lists: a pair is added to the model while its overlap is less probable than this."""
    estimate_alternatives: float = 6.0
    """Models so many units of BIC behind the best are told as alternatives."""
    estimate_fewest_lists: int = 3
    """An estimate from fewer lists is refused; three at least."""
    estimate_fewest_on_two: int = 10
    """An estimate is refused where fewer people are on two or more lists."""
    estimate_most_ratio: float = 10.0
    """An estimate is refused where the upper end of its 95 % interval is more times its lower end."""
    estimate_near_bic: float = 2.0
    """Models so many units of BIC behind the best count as equally good ..."""
    estimate_near_factor: float = 2.0
    """... and where their totals differ by more than this factor, their range is given instead of a total."""
    estimate_derived_share: float = 0.95
    """An estimate is refused where such a share of one list's people is on another: one is made from the other."""
    estimate_left_out_width: float = 2.0
    """An estimate is refused where leaving one list out moves it beyond its 80 % interval, widened so many times."""
    estimate_linking_share: float = 0.5
    """An estimate is refused where a larger share of its width comes from not knowing which records are one person."""
    estimate_noise_share: float = 0.5
    """The share of a figure's interval that noise may make."""


_FIELDS = {field.name: field for field in fields(Settings)}
_TYPES: dict[str, type] = {name: type(field.default) for name, field in _FIELDS.items()}


def read_settings(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the node in ``folder``. Raises BadSettings naming the setting."""
    values = _from_file(folder / FILE_NAME)
    values |= _from_environment(os.environ if environ is None else environ)
    settings = replace(Settings(), **values)
    _check(settings)
    return settings


def sources(folder: Path, environ: Mapping[str, str] | None = None) -> dict[str, tuple[str, Any]]:
    """Where each setting that is set stands just now, ``file`` or ``environment``, and its value there. Raises BadSettings."""
    found = {name: ("file", value) for name, value in _from_file(folder / FILE_NAME).items()}
    in_environment = _from_environment(os.environ if environ is None else environ)
    return found | {name: ("environment", value) for name, value in in_environment.items()}


def write_settings(folder: Path, settings: Settings) -> None:
    """Write what differs from the defaults into the node's file."""
    changed = [(name, getattr(settings, name)) for name in _FIELDS if getattr(settings, name) != _FIELDS[name].default]
    lines = [f"{name} = {_toml(value)}" for name, value in changed]
    text = "# Settings of this node; docs/reference/settings.md explains each.\n" + "\n".join(lines) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML as JSON, but for DEL
    return str(value)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise BadSettings(f"{FILE_NAME}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{FILE_NAME}: {error}") from error
    return {name: _typed(name, value, FILE_NAME) for name, value in raw.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    names = [name for name in environ if name.startswith(PREFIX) and name not in NOT_SETTINGS]
    for name in names:
        if name[len(PREFIX) :].lower() in _OF_THE_NODE:
            raise BadSettings(f"{name}: this is what the node is, and stands in its {FILE_NAME} alone")
    return {name[len(PREFIX) :].lower(): _typed(name[len(PREFIX) :].lower(), environ[name], name) for name in names}


def _typed(name: str, value: object, where: str) -> object:
    kind = _TYPES.get(name)
    if kind is None:
        raise BadSettings(f"{where}: there is no setting '{name}'")
    try:
        return _parsed(kind, value) if isinstance(value, str) else _exact(kind, value)
    except ValueError:
        raise BadSettings(f"{where}: '{name}' takes a {kind.__name__}") from None


def _parsed(kind: type, text: str) -> object:
    """A value as the environment writes it."""
    if kind is bool:
        known = {"true": True, "1": True, "false": False, "0": False}
        if text.lower() not in known:
            raise ValueError
        return known[text.lower()]
    return kind(text)


def _exact(kind: type, value: object) -> object:
    """A value as TOML types it: a whole number may stand for a float, and nothing else for another type."""
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError
    return value


def _check(settings: Settings) -> None:
    for name, kind in _TYPES.items():
        floor = 0 if name in FROM_ZERO else 1
        if kind in (int, float) and not floor <= getattr(settings, name) <= CEILINGS.get(name, MOST):
            raise BadSettings(f"'{name}' must be from {floor} to {CEILINGS.get(name, MOST)}")
    if settings.password_memory_kib < LEAST_MEMORY_KIB:
        raise BadSettings(f"'password_memory_kib' must be at least {LEAST_MEMORY_KIB}")
    if not _MEMORY.fullmatch(settings.link_memory):
        raise BadSettings("'link_memory' is a size like 800MB or 1.5GB")
