#include <Python.h>

/// The interpreter of the library that Brink embeds, as a program: Debian's python3 contains another build of it.
int main(int argc, char **argv) { return Py_BytesMain(argc, argv); }
