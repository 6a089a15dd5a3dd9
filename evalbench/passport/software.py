"""The programs that a run is made with: evalbench, Python, packages that can move a number."""

import sys

import evalbench

PACKAGES = (
    "aiohttp",
    "httptools",
    "jinja2",
    "mmengine-lite",
    "msgspec",
    "numpy",
    "pyarrow",
    "tokenizers",
    "transformers",
    "uvloop",
)


def versions() -> dict[str, str]:
    """By name; a package that is not installed is left out."""
    from importlib import metadata  # brings e-mail and zip: not for those who never come here

    found = {"evalbench": evalbench.__version__, "python": sys.version.split()[0]}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
