"""Brink's own Python: the code around a handler inside the embedded interpreter.

The program embeds these files and runs them as one package, in the order of
Sources/CRuntimeFiles/python_files.c. Handlers cannot import it. The native module `_brink`
(Sources/CPythonHost/native_module.c) is the only way back to the host.
"""
