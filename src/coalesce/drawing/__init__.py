"""Data to SVG: flow map, histogram, waterfall, interval and timeline. Pure: strings in, strings out."""
