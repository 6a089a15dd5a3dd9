"""How right are the answers of an LLM service, and how fast do they come?"""

__version__ = "0.1.0"
