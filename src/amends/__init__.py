"""Self-hosted damage control for anyone whose good name lives on social networks."""

__version__ = "0.1.0"
