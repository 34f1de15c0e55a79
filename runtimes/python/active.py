"""The active function: the one whose modules, environment and streams the interpreter shows."""

# A `bootstrap.Function`; None before the first one.
function = None
