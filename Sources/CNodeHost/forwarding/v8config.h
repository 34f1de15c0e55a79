// node/cppgc/common.h asks for "v8config.h", which Debian keeps one folder above it.
#include <node/v8config.h>
