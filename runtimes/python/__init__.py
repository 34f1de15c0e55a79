"""Brink's own Python: what runs around a handler inside the embedded interpreter.

The host compiles these files in and runs them, in the order of Sources/CRuntimeFiles/python_files.c, as one
package. Handlers cannot import it. The native module `_brink` (Sources/CPythonHost/native_module.c) is the only
way back to the host.
"""
