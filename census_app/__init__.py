"""Census: data quality for utility customer archives (营销普查)."""

__version__ = "0.1.0"
