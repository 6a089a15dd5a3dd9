"""The simulator as a process: `python -m evalbench.simulator --port 0`.

Writes one line to standard output when it listens: `ready http://127.0.0.1:PORT`.
"""

import argparse
import sys

from evalbench.errors import ConfigError, language
from evalbench.simulator.arguments import add_arguments, settings_from
from evalbench.simulator.server import run


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal comes or the parent is gone; returns the exit code."""
    parser = argparse.ArgumentParser("python -m evalbench.simulator", description=__doc__)
    add_arguments(parser)
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    parser.add_argument("--lang", choices=language.LANGUAGES, help="language of errors")
    options = parser.parse_args(arguments)
    language.choose(options.lang or language.of_locale())

    def ready(url: str) -> None:
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()

    try:
        run(settings_from(options), ready, parent=options.parent_pid)
    except ConfigError as error:
        sys.stderr.write(f"evalbench: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
