#include <Python.h>

/// The interpreter as a program, out of the library that Brink embeds: Debian's python3 carries another copy, built
/// otherwise.
int main(int argc, char **argv) { return Py_BytesMain(argc, argv); }
