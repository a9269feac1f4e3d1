"""Data to SVG: flow map, histogram, waterfall, interval, timeline, and what an estimate rests on. Pure: strings in, strings out.

Invariant: no drawing has a ``style`` attribute, a script or an address of another place, so that it stands under a
strict Content-Security-Policy; colours are attributes that the linked ``data/drawing.css`` outranks.
"""

from coalesce.drawing.basemap import base_svg
from coalesce.drawing.flowdata import (
    ArcEstimate,
    CrossingFigure,
    FlowArc,
    FlowMapData,
    MapOptions,
    PlaceFigure,
    arcs_of,
    crossings_of,
    largest_of,
    places_of,
    summary,
)
from coalesce.drawing.flowmap import flow_map
from coalesce.drawing.histogram import HistogramData, HistogramOptions, bars_of, histogram
from coalesce.drawing.interval import interval_mark, paired_mark, row_mark
from coalesce.drawing.journeymap import JourneyMapOptions, journey_map
from coalesce.drawing.ladder import LadderData, LadderOptions, Rung, ladder
from coalesce.drawing.palette import style_sheet
from coalesce.drawing.places import country_name, leg_kind
from coalesce.drawing.sankey import sankey
from coalesce.drawing.sheet import Banner, sheet
from coalesce.drawing.speech import ENGLISH, Tongue, period_words, speak_as, tag_now
from coalesce.drawing.spread import SpreadData, SpreadOptions, spread
from coalesce.drawing.stages import stage_of
from coalesce.drawing.svg import beside_sheet
from coalesce.drawing.timeline import TimelineOptions, timeline
from coalesce.drawing.upset import UpsetOptions, upset
from coalesce.drawing.waterfall import WaterfallOptions, waterfall

__all__ = [
    "ENGLISH",
    "ArcEstimate",
    "Banner",
    "CrossingFigure",
    "FlowArc",
    "FlowMapData",
    "HistogramData",
    "HistogramOptions",
    "JourneyMapOptions",
    "LadderData",
    "LadderOptions",
    "MapOptions",
    "PlaceFigure",
    "Rung",
    "SpreadData",
    "SpreadOptions",
    "TimelineOptions",
    "Tongue",
    "UpsetOptions",
    "WaterfallOptions",
    "arcs_of",
    "bars_of",
    "base_svg",
    "beside_sheet",
    "country_name",
    "crossings_of",
    "flow_map",
    "histogram",
    "interval_mark",
    "journey_map",
    "ladder",
    "largest_of",
    "leg_kind",
    "paired_mark",
    "period_words",
    "places_of",
    "row_mark",
    "sankey",
    "sheet",
    "speak_as",
    "spread",
    "stage_of",
    "style_sheet",
    "summary",
    "tag_now",
    "timeline",
    "upset",
    "waterfall",
]
