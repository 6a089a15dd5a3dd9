"""An answer that comes first, in bold, and is then explained: `**14 days.** Here's why: …`."""

import re

_EXPLAINED = re.compile(
    r"\A\s{0,9}\*\*([^*\n]{1,200})\*\*[.。!]?[ \t]{0,9}\n\s{0,9}[*#_>-]{0,4} ?"
    r"(?:here(?:['’]?s| is) (?:why|how)|explanation|because|reason|why|justification"
    r"|解释|解析|理由|说明|原因|分析)",
    re.IGNORECASE,
)


def explained(text: str) -> str | None:
    """The bold first line of a reply that goes on to explain it; None where there is none."""
    found = _EXPLAINED.match(text)
    return None if found is None or found[1].rstrip().endswith((":", "：")) else found[1]
