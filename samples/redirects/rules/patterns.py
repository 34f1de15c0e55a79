import re

# Compiled when the module loads, so that no request waits for it.
PATTERNS = [
    (re.compile(r"/blog/\d{4}/\d{2}/(?P<slug>[\w-]+)"), r"/articles/\g<slug>"),
    (re.compile(r"/docs/v1(?P<rest>/.*)?"), r"/docs/v2\g<rest>"),
]


def by_pattern(uri):
    for pattern, replacement in PATTERNS:
        if match := pattern.fullmatch(uri):
            return match.expand(replacement)
    return None
